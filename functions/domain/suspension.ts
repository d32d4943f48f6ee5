/** A stop that can be lifted: noted after the vendor did it, never before. */
import { advance, type Circumstance, draftOf, inState, type Step } from './advance.ts';
import { type Integration, isEnding, isLive } from './integration.ts';
import { draft } from './transition.ts';

/** Whether a suspension makes sense now. While revoking, stopping first is part of the ladder. */
export function maySuspend(known: Integration): boolean {
  return isLive(known.state) && known.suspension === undefined && known.state !== 'revoke-failed';
}

/** No digest of an observation: what the vendor showed before our doing says nothing of now. Kept, it
 *  would make "active again" look like "unchanged" and hide that somebody lifted our suspension. */
const DIGEST_VOID = '-';

/** Notes our suspension. While a revocation runs, the state stays `revoking`. */
export function noteSuspended(
  known: Integration,
  done: { rung: string; reason: string },
  circumstance: Circumstance,
): Step {
  const at = circumstance.now;
  const before = {
    ...draftOf(known),
    digest: DIGEST_VOID,
    suspension: { by: 'grantline' as const, at, resumeTo: known.state, rung: done.rung },
  };
  const after = isEnding(known.state)
    ? before
    : inState(before, 'suspended', { at, reason: done.reason });
  const events = [
    draft('integration.suspended', 'medium', {
      by: 'grantline',
      reason: done.reason,
      reversible: true,
    }),
  ];
  return advance(known, after, { events, circumstance });
}

/** Notes that our suspension was lifted.
 *  @returns undefined when nothing of ours is suspended */
export function noteResumed(
  known: Integration,
  reason: string,
  circumstance: Circumstance,
): Step | undefined {
  if (known.state !== 'suspended' || known.suspension?.by !== 'grantline') return undefined;
  const { suspension, ...rest } = draftOf(known);
  const shown = { ...rest, digest: DIGEST_VOID };
  const after = inState(shown, suspension?.resumeTo ?? 'pending-approval', {
    at: circumstance.now,
    reason,
  });
  const events = [draft('integration.resumed', 'info', { by: 'grantline', reason })];
  return advance(known, after, { events, circumstance });
}
