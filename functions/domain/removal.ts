/** Gone at the vendor without our doing. */
import type { RemovalCause } from '#events/vocabulary.ts';
import { advance, type Circumstance, draftOf, inState, type Step } from './advance.ts';
import { type Integration, isBeingEnded, isGone } from './integration.ts';
import { severityByTier } from './severity.ts';
import type { Instant } from './time.ts';
import { draft } from './transition.ts';

/** A removal always advances the version, also of something already removed, so that no older fact
 *  can revive it. While we revoke ourselves it is no news: the read-back will say so. */
export function removalOf(
  known: Integration,
  cause: RemovalCause,
  when: { circumstance: Circumstance; factAt: Instant; sweepId?: string },
): { outcome: 'changed'; step: Step } | { outcome: 'unchanged' } {
  const before = { ...draftOf(known), factAt: when.factAt };
  if (isGone(known.state)) {
    if (known.factAt === when.factAt) return { outcome: 'unchanged' };
    return {
      outcome: 'changed',
      step: advance(known, before, { events: [], circumstance: when.circumstance }),
    };
  }
  if (isBeingEnded(known.state)) return { outcome: 'unchanged' };
  const after = inState(before, 'removed-at-source', {
    at: when.factAt,
    reason: `removed at the vendor (${cause})`,
  });
  // Nobody needs waking for less access; only a platform that cuts many at once is news.
  const severity = cause === 'platform' ? severityByTier(known.tier) : 'info';
  return {
    outcome: 'changed',
    step: advance(known, after, {
      events: [draft('integration.removed-at-source', severity, { cause, sweepId: when.sweepId })],
      circumstance: when.circumstance,
    }),
  };
}
