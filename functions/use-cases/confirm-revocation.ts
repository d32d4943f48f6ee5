/**
 * Proof, not politeness: absent in a read-back, refused or past its token life, no use since. Anything
 * less goes round again, and after enough rounds to the next rung.
 */
import type { Integration } from '#domain/integration.ts';
import {
  type Look,
  noteRung,
  proofWaitMs,
  type VerifiedChecks,
  verifyRevocation,
} from '#domain/revocation.ts';
import { durationMs, durationSeconds, fromDay, type Instant, toTimestamp } from '#domain/time.ts';
import type { ConfirmResult, ConfirmStep } from '#domain/workflow.ts';
import { type ActPorts, actTargetOf, readBack, sessionFor } from './act-ports.ts';
import { changeIntegration } from './change-integration.ts';
import { closedTask } from './close-task.ts';
import { isUnderWay, residualUntil } from './revoke-grant.ts';
import { pacedSession } from './vendor-pace.ts';
import { pauseSeconds } from './vendor-pause.ts';
import type { PointRead, Probe, VendorConnector, VendorSession } from './vendor-port.ts';
import { loadTarget, targetOf, workflowCircumstance } from './workflow-target.ts';

/** Looks once whether the integration is dead. */
export async function confirmRevocation(
  ports: ActPorts,
  step: ConfirmStep,
): Promise<ConfirmResult> {
  try {
    return await confirmOnce(ports, step);
  } catch (error) {
    const known = await loadTarget(ports, step.input);
    const { requestedAt = 0, residualUntil: until = 0 } = known?.revocation ?? {};
    const now = ports.clock.now();
    const waitSeconds = pauseSeconds(error, { since: Math.max(requestedAt, until), now });
    if (waitSeconds === undefined) throw error;
    // Nothing was seen, so no read-back was spent.
    return { ...answer(step, 'again'), waitSeconds };
  }
}

async function confirmOnce(ports: ActPorts, step: ConfirmStep): Promise<ConfirmResult> {
  const known = await loadTarget(ports, step.input);
  if (!isUnderWay(known, step.input)) return answer(step, 'withdrawn');
  const connector = await ports.vendors.connector(known.vendor);
  const opened = await sessionFor(ports, known, 'read');
  const session = opened && pacedSession(ports, { known, connector }, opened);
  const askedAt = ports.clock.now();
  const read = await readBack(connector, session, actTargetOf(known));
  if (read.found === 'present') {
    // Never accepted and still there: the call had no effect, waiting longer has none either.
    return known.state === 'revoking' && !step.attested
      ? answer(step, 'next-rung')
      : again(ports, step);
  }
  if (read.found === 'unknown' && !(step.attested && cannotBeRead(connector, known))) {
    return isAway(read.reason, known, askedAt)
      ? { ...answer(step, 'again'), waitSeconds: awaySeconds(ports) }
      : again(ports, step);
  }
  const look: Look = { askedAt, listSettlesMs: settlesMs(ports, connector, { known, read }) };
  return prove(ports, step, { known, connector, session, look });
}

interface Seen {
  readonly known: Integration;
  readonly connector: VendorConnector;
  readonly session: VendorSession | undefined;
  /** The read-back that saw it absent. */
  readonly look: Look;
}

/** What was seen absent is proven when its tokens are dead too. */
async function prove(ports: ActPorts, step: ConfirmStep, seen: Seen): Promise<ConfirmResult> {
  const { known, connector, session, look } = seen;
  const accepted = await acceptedNow(ports, step, known);
  const left = proofWaitMs(accepted, look, ports.clock.now());
  // The clock of tokens already issued, or of a list that lags, is no failed attempt: wait it out.
  if (left > 0) {
    return { ...answer(step, 'again'), waitSeconds: Math.ceil(left / 1000) };
  }
  const probe =
    session === undefined ? 'unavailable' : await connector.probe(session, actTargetOf(known));
  if (probe === 'works') return again(ports, step);
  await verify(ports, step, { probe, look });
  return answer(step, 'verified');
}

/** How long what a list shows may be of before; undefined when this one itself was asked for. */
function settlesMs(
  { policy }: ActPorts,
  { capabilities }: VendorConnector,
  { known, read }: { known: Integration; read: PointRead },
): number | undefined {
  if (read.found !== 'absent' || read.from !== 'list') return undefined;
  const { listSettles = LIST_SETTLES } = capabilities;
  return durationMs(policy.revocation['list-settles']?.[known.kind] ?? listSettles);
}

/** For lists of which nobody says how long they lag. */
const LIST_SETTLES = 'PT10M';

/** How long a vendor that does not answer spends no read-back: an outage is not its word. */
const OUTAGE_PATIENCE_MS = 3_600_000;

/** Sooner than the next regular look, where that is far: there was no look. */
function awaySeconds({ policy }: ActPorts): number {
  return Math.min(15, durationSeconds(policy.revocation['confirm-every']));
}

function isAway(reason: string, { revocation }: Integration, now: Instant): boolean {
  if (reason !== 'vendor-unavailable' || revocation === undefined) return false;
  const { requestedAt, acceptedAt = 0, residualUntil: until = 0 } = revocation;
  return now - Math.max(requestedAt, acceptedAt, until) < OUTAGE_PATIENCE_MS;
}

/** Where the vendor offers no way to look, a person's word is the proof there is. */
function cannotBeRead({ capabilities }: VendorConnector, known: Integration): boolean {
  return capabilities.kinds[known.kind]?.coverage.verify.coverage === 'no';
}

function answer(step: ConfirmStep, outcome: ConfirmResult['outcome']): ConfirmResult {
  return { outcome, rung: step.rung, waitSeconds: 1, confirmations: step.confirmations };
}

function again(ports: ActPorts, step: ConfirmStep): ConfirmResult {
  const confirmations = step.confirmations + 1;
  const { revocation } = ports.policy;
  const spent = confirmations >= revocation['confirmations-per-rung'];
  return {
    outcome: spent ? 'next-rung' : 'again',
    rung: step.rung,
    waitSeconds: durationSeconds(revocation['confirm-every']),
    confirmations,
  };
}

/** A call without an answer, or a person's hand, that turns out to have worked is noted as accepted
 *  before it can be proven; its residual clock starts now. */
async function acceptedNow(
  ports: ActPorts,
  step: ConfirmStep,
  known: Integration,
): Promise<Integration> {
  if (known.state === 'revoked') return known;
  const { capabilities } = await ports.vendors.connector(known.vendor);
  const ladder = capabilities.kinds[known.kind]?.revoke ?? [];
  const rung = ladder.find((one) => one.name === step.rung);
  return changeIntegration(ports, targetOf(step.input), (current) => {
    if (!isUnderWay(current, step.input) || current.state === 'revoked') return undefined;
    const tried = {
      rung: step.rung,
      accepted: true,
      residualUntil: rung === undefined ? undefined : residualUntil(ports, current, rung),
    };
    return { step: noteRung(current, tried, workflowCircumstance(ports, step.input)) };
  });
}

async function verify(
  ports: ActPorts,
  step: ConfirmStep,
  { probe, look }: { probe: Probe; look: Look },
): Promise<void> {
  await changeIntegration(ports, targetOf(step.input), async (current) => {
    if (!isUnderWay(current, step.input)) return undefined;
    const circumstance = workflowCircumstance(ports, step.input);
    const checks: VerifiedChecks = {
      absentAt: toTimestamp(look.askedAt),
      probe: probeWord(probe, step.attested),
      probeAt: toTimestamp(circumstance.now),
    };
    const day = current.lastUsedDay;
    const lastUsedAt = typeof day === 'number' ? fromDay(day) : undefined;
    const proof = { checks, lastUsedAt, listSettlesMs: look.listSettlesMs };
    const proven = verifyRevocation(current, proof, circumstance);
    return { step: proven, also: await closedTask(ports, step.input, proven.next) };
  });
}

function probeWord(probe: Probe, attested: boolean): VerifiedChecks['probe'] {
  if (probe === 'refused') return 'refused';
  return attested ? 'attested' : 'token-life-over';
}
