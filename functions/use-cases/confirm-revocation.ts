/**
 * Proof, not politeness: absent in a read-back, refused or past its token life, no use since. Anything
 * less goes round again, and after enough rounds to the next rung.
 */
import type { Integration } from '#domain/integration.ts';
import { noteRung, type VerifiedChecks, verifyRevocation } from '#domain/revocation.ts';
import { durationSeconds, fromDay, toTimestamp } from '#domain/time.ts';
import type { ConfirmResult, ConfirmStep } from '#domain/workflow.ts';
import { type ActPorts, actTargetOf, readBack, sessionFor } from './act-ports.ts';
import { changeIntegration } from './change-integration.ts';
import { isUnderWay, residualUntil } from './revoke-grant.ts';
import type { Probe, VendorConnector } from './vendor-port.ts';
import { loadTarget, targetOf, workflowCircumstance } from './workflow-target.ts';

/** Looks once whether the integration is dead. */
export async function confirmRevocation(
  ports: ActPorts,
  step: ConfirmStep,
): Promise<ConfirmResult> {
  const known = await loadTarget(ports, step.input);
  if (!isUnderWay(known, step.input)) return answer(step, 'withdrawn');
  const connector = await ports.vendors.connector(known.vendor);
  const session = await sessionFor(ports, known, 'read');
  const target = actTargetOf(known);
  const read = await readBack(connector, session, target);
  if (read.found === 'present') {
    // Never accepted and still there: the call had no effect, waiting longer has none either.
    return known.state === 'revoking' && !step.attested
      ? answer(step, 'next-rung')
      : again(ports, step);
  }
  if (read.found === 'unknown' && !(step.attested && cannotBeRead(connector, known))) {
    return again(ports, step);
  }
  const accepted = await acceptedNow(ports, step, known);
  const left = (accepted.revocation?.residualUntil ?? 0) - ports.clock.now();
  // The clock of tokens already issued is no failed attempt: wait it out.
  if (left > 0) {
    return { ...answer(step, 'again'), waitSeconds: Math.ceil(left / 1000) };
  }
  const probe = session === undefined ? 'unavailable' : await connector.probe(session, target);
  if (probe === 'works') return again(ports, step);
  await verify(ports, step, probe);
  return answer(step, 'verified');
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

async function verify(ports: ActPorts, step: ConfirmStep, probe: Probe): Promise<void> {
  await changeIntegration(ports, targetOf(step.input), (current) => {
    if (!isUnderWay(current, step.input)) return undefined;
    const circumstance = workflowCircumstance(ports, step.input);
    const at = toTimestamp(circumstance.now);
    const checks: VerifiedChecks = {
      absentAt: at,
      probe: probeWord(probe, step.attested),
      probeAt: at,
    };
    const day = current.lastUsedDay;
    const lastUsedAt = typeof day === 'number' ? fromDay(day) : undefined;
    return { step: verifyRevocation(current, { checks, lastUsedAt }, circumstance) };
  });
}

function probeWord(probe: Probe, attested: boolean): VerifiedChecks['probe'] {
  if (probe === 'refused') return 'refused';
  return attested ? 'attested' : 'token-life-over';
}
