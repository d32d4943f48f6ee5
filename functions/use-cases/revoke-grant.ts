/**
 * The next rung of the ladder. Acts only on an authority record: a revocation asked for, for this
 * incarnation. A crash between the vendor's answer and our note repeats the rung; vendors answer a
 * second revocation with "already gone".
 */
import type { Integration } from '#domain/integration.ts';
import type { TokenLife } from '#domain/policy.ts';
import { noteRung } from '#domain/revocation.ts';
import { addDuration, type Instant } from '#domain/time.ts';
import type { RevocationInput, RevokeResult } from '#domain/workflow.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';
import { type ActPorts, actTargetOf, outcomeOf, sessionFor } from './act-ports.ts';
import { changeIntegration } from './change-integration.ts';
import { pacedSession } from './vendor-pace.ts';
import { pauseSeconds } from './vendor-pause.ts';
import type { ActOutcome, RevocationRung, VendorConnector } from './vendor-port.ts';
import { loadTarget, targetOf, workflowCircumstance } from './workflow-target.ts';

const RUNGS_MAX = 10;

/** Whether a revocation of exactly this id is under way. */
export function isUnderWay(
  known: Integration | undefined,
  input: RevocationInput,
): known is Integration {
  if (known?.revocation?.id !== input.revocationId) return false;
  return known.state === 'revoking' || known.state === 'revoked';
}

/** Tries rungs until one may have worked, one is for people, or none is left. */
export async function revokeGrant(ports: ActPorts, input: RevocationInput): Promise<RevokeResult> {
  for (let rungs = 0; rungs < RUNGS_MAX; rungs += 1) {
    const tried = await tryNext(ports, input);
    if (tried !== undefined) return tried;
  }
  return result('exhausted', '');
}

/** @returns undefined when the vendor refused this rung: the next one is to be tried */
async function tryNext(ports: ActPorts, input: RevocationInput): Promise<RevokeResult | undefined> {
  const known = await loadTarget(ports, input);
  if (!isUnderWay(known, input)) return result('withdrawn', '');
  const connector = await ports.vendors.connector(known.vendor);
  const rung = nextRung(connector, known);
  if (rung === undefined) return result('exhausted', '');
  if (rung.how === 'manual') return result('manual', rung.name);
  const answer = await tryRung(ports, { known, connector, rung });
  if ('pause' in answer) return result('wait', rung.name, answer.pause);
  ports.log.count('RevocationRung', 1, { vendor: known.vendor, outcome: answer.outcome });
  if (answer.outcome === 'manual') return result('manual', rung.name);
  const accepted = answer.outcome === 'accepted' || answer.outcome === 'already-gone';
  await note(ports, input, { rung, accepted, unanswered: answer.outcome === 'unknown' });
  if (answer.outcome === 'refused') return undefined;
  return result('confirm', rung.name, pollAfter(answer));
}

function result(
  outcome: RevokeResult['outcome'],
  rung: string,
  waitSeconds: number = 1,
): RevokeResult {
  return { outcome, rung, waitSeconds, confirmations: 0 };
}

function pollAfter(answer: ActOutcome): number {
  return answer.outcome === 'accepted' ? Math.max(1, Math.ceil(answer.pollAfterSeconds)) : 1;
}

function nextRung(connector: VendorConnector, known: Integration): RevocationRung | undefined {
  const ladder = connector.capabilities.kinds[known.kind]?.revoke ?? [];
  return ladder.find((rung) => !known.revocation?.rungsTried.includes(rung.name));
}

async function tryRung(
  ports: ActPorts,
  about: { known: Integration; connector: VendorConnector; rung: RevocationRung },
): Promise<ActOutcome | { readonly pause: number }> {
  const { known, connector, rung } = about;
  const now = ports.clock.now();
  try {
    const session = await sessionFor(ports, known, 'act');
    if (session === undefined) return { outcome: 'refused', reason: 'no act credential' };
    const paced = pacedSession(ports, about, session);
    return await outcomeOf(() => connector.revoke(paced, actTargetOf(known), rung.name));
  } catch (error) {
    const pause = pauseSeconds(error, { since: known.revocation?.requestedAt ?? now, now });
    if (pause === undefined) throw error;
    ports.log.count('VendorPause', 1, { vendor: known.vendor });
    return { pause };
  }
}

/** How long tokens already issued may live after a rung: the vendor's longest, or the tenant's shorter
 *  setting; absent = none do. */
export function residualLife(
  kind: IntegrationKind,
  rung: RevocationRung,
  tokenLife: TokenLife | undefined,
): string | undefined {
  return rung.residual === undefined ? undefined : (tokenLife?.[kind] ?? rung.residual);
}

/** Until when tokens already issued may live. */
export function residualUntil(
  ports: Pick<ActPorts, 'policy' | 'clock'>,
  known: Integration,
  rung: RevocationRung,
): Instant | undefined {
  const life = residualLife(known.kind, rung, ports.policy.revocation['token-life']);
  return life === undefined ? undefined : addDuration(ports.clock.now(), life);
}

async function note(
  ports: ActPorts,
  input: RevocationInput,
  tried: { rung: RevocationRung; accepted: boolean; unanswered: boolean },
): Promise<void> {
  await changeIntegration(ports, targetOf(input), (current) => {
    if (!isUnderWay(current, input)) return undefined;
    const step = noteRung(
      current,
      {
        rung: tried.rung.name,
        accepted: tried.accepted,
        unanswered: tried.unanswered,
        residualUntil: tried.accepted ? residualUntil(ports, current, tried.rung) : undefined,
      },
      workflowCircumstance(ports, input),
    );
    return { step };
  });
}
