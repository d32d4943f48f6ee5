/** When the clock will next say something about an integration. Nothing here waits or scans. */
import type { DeadlineKind, Integration } from './integration.ts';
import { isEnding, isLive } from './integration.ts';
import type { Policy, TierLimits } from './policy.ts';
import { addDuration, fromDay, type Instant } from './time.ts';

export interface Deadline {
  readonly kind: DeadlineKind;
  readonly at: Instant;
}

/** What deadlines are counted from: the integration without its next deadline. */
export type DeadlineFacts = Omit<Integration, 'deadline' | 'version'>;

/** Limits of the integration's tier. */
export function limitsOf(policy: Policy, tier: Integration['tier']): TierLimits {
  return policy.tiers[`${tier}`];
}

/** The earliest deadline that was not said yet in this cycle; may lie in the past. */
export function nextDeadline(facts: DeadlineFacts, policy: Policy): Deadline | undefined {
  if (!isLive(facts.state) || isEnding(facts.state)) return undefined;
  const limits = limitsOf(policy, facts.tier);
  const candidates = [
    ownerNeeded(facts, limits),
    tokenAgeing(facts, limits),
    dormant(facts, limits),
    reviewDue(facts),
    expired(facts),
    orphanEnd(facts, limits),
  ].filter((one) => one !== undefined && !isSaid(one.kind, facts.said));
  return candidates.reduce<Deadline | undefined>(
    (first, one) => (one !== undefined && (first === undefined || one.at < first.at) ? one : first),
    undefined,
  );
}

/** Everything is said once, but there are two ends, the vendor's and the approval's: `expired` looks
 *  itself which of them is still to come. */
function isSaid(kind: DeadlineKind, said: DeadlineFacts['said']): boolean {
  return kind !== 'expired' && said[kind] !== undefined;
}

function ownerNeeded(facts: DeadlineFacts, limits: TierLimits): Deadline | undefined {
  if (facts.state !== 'discovered' && facts.state !== 'reappeared') return undefined;
  return { kind: 'owner-needed', at: addDuration(facts.stateSince, limits['owner-within']) };
}

function tokenAgeing(facts: DeadlineFacts, limits: TierLimits): Deadline | undefined {
  if (facts.credentialIssuedAt === undefined) return undefined;
  return {
    kind: 'token-ageing',
    at: addDuration(facts.credentialIssuedAt, limits['credential-age']),
  };
}

/** Unknown last use is not "unused"; `never` counts from the grant. */
function dormant(facts: DeadlineFacts, limits: TierLimits): Deadline | undefined {
  const since = idleSince(facts);
  if (since === undefined) return undefined;
  return { kind: 'dormant', at: addDuration(since, limits['dormant-after']) };
}

/** End of the last day of use, or the grant's time when it was never used; undefined = unknown. */
export function idleSince(
  facts: Pick<Integration, 'lastUsedDay' | 'grantedAt'>,
): Instant | undefined {
  if (facts.lastUsedDay === undefined) return undefined;
  if (facts.lastUsedDay === 'never') return facts.grantedAt;
  return fromDay(facts.lastUsedDay + 1);
}

function reviewDue(facts: DeadlineFacts): Deadline | undefined {
  if (facts.state !== 'approved' || facts.approval === undefined) return undefined;
  return { kind: 'review-due', at: facts.approval.reviewAt };
}

function expired(facts: DeadlineFacts): Deadline | undefined {
  const said = facts.said.expired ?? Number.NEGATIVE_INFINITY;
  const ends = [facts.approval?.validUntil, facts.expiresAt].filter(
    (end): end is number => typeof end === 'number' && end > said,
  );
  return ends.length === 0 ? undefined : { kind: 'expired', at: Math.min(...ends) };
}

/** Asking somebody, or stopping it meanwhile, does not move the end: only an approval does. */
function orphanEnd(facts: DeadlineFacts, limits: TierLimits): Deadline | undefined {
  // Orphans written before the time was kept are told by their state.
  const since = facts.orphanedAt ?? (facts.state === 'orphaned' ? facts.stateSince : undefined);
  if (since === undefined || facts.approval !== undefined) return undefined;
  return { kind: 'orphan-end', at: addDuration(since, limits['orphan-grace']) };
}
