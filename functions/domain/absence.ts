/** What may be concluded from not seeing something. From an incomplete sweep: nothing. */
import type { Policy } from './policy.ts';

export type AbsenceVerdict =
  /** Nothing is missing. */
  | { readonly verdict: 'none' }
  /** Each missing one may be removed after a point read confirms it. */
  | { readonly verdict: 'confirm' }
  /** Too many at once: nothing is concluded, a person is asked. */
  | { readonly verdict: 'breaker'; readonly missing: number; readonly live: number };

/** Judges the absences of a complete sweep. Both bounds must be passed to stop: more than the count
 *  AND more than the share.
 *  @param live known live integrations of the kinds the sweep covered
 *  @param missing those of them that were not seen */
export function judgeAbsence(
  live: number,
  missing: number,
  limits: Policy['absence'],
): AbsenceVerdict {
  if (missing === 0) return { verdict: 'none' };
  const tooMany = missing > limits['breaker-count'];
  const tooLarge = missing > live * limits['breaker-share'];
  return tooMany && tooLarge ? { verdict: 'breaker', missing, live } : { verdict: 'confirm' };
}
