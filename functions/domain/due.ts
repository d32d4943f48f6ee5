/** What the clock says about an integration when a deadline is reached. */
import { advance, type Circumstance, type Draft, draftOf, inState, type Step } from './advance.ts';
import { idleSince, limitsOf } from './deadlines.ts';
import type { DeadlineKind, Integration } from './integration.ts';
import { revocationDraft } from './revocation.ts';
import { calmSeverityByTier, severityByTier } from './severity.ts';
import { addDuration, DAY_MS, durationMs, toTimestamp } from './time.ts';
import { draft, type EventDraft } from './transition.ts';

/** Says the next deadline when it is reached.
 *  @returns undefined when nothing is due at `circumstance.now` */
export function sayDeadline(known: Integration, circumstance: Circumstance): Step | undefined {
  const { deadline } = known;
  if (deadline === undefined || deadline.at > circumstance.now) return undefined;
  const events: EventDraft[] = [];
  const before: Draft = {
    ...draftOf(known),
    said: { ...known.said, [deadline.kind]: circumstance.now },
  };
  const after = SAY[deadline.kind](before, circumstance, events);
  return advance(known, after, { events, circumstance });
}

type Say = (before: Draft, circumstance: Circumstance, events: EventDraft[]) => Draft;

const SAY: Readonly<Record<DeadlineKind, Say>> = {
  'owner-needed': (before, { now, policy }, events) => {
    const deadline = addDuration(now, limitsOf(policy, before.tier)['orphan-grace']);
    events.push(
      draft('integration.orphaned', calmSeverityByTier(before.tier), {
        since: toTimestamp(before.stateSince),
        deadline: toTimestamp(deadline),
      }),
    );
    const orphan = { ...before, orphanedAt: now };
    return inState(orphan, 'orphaned', { at: now, reason: 'nobody answers for it' });
  },
  'token-ageing': (before, { now, policy }, events) => {
    const issuedAt = before.credentialIssuedAt ?? now;
    events.push(
      draft('integration.token-ageing', calmSeverityByTier(before.tier), {
        issuedAt: toTimestamp(issuedAt),
        ageDays: Math.floor((now - issuedAt) / DAY_MS),
        limitDays: Math.max(
          1,
          Math.floor(durationMs(limitsOf(policy, before.tier)['credential-age']) / DAY_MS),
        ),
      }),
    );
    return before;
  },
  dormant: (before, { now }, events) => {
    const since = idleSince(before) ?? now;
    events.push(
      draft('integration.dormant', calmSeverityByTier(before.tier), {
        lastUsedAt: toTimestamp(since),
        idleDays: Math.max(0, Math.floor((now - since) / DAY_MS)),
      }),
    );
    return before;
  },
  'review-due': (before, { now }, events) => {
    events.push(
      draft('integration.review-due', calmSeverityByTier(before.tier), {
        dueAt: toTimestamp(before.approval?.reviewAt ?? now),
        lastReviewedAt: before.approval === undefined ? undefined : toTimestamp(before.approval.at),
      }),
    );
    return inState(before, 'due', { at: now, reason: 'review due' });
  },
  expired: (before, { now }, events) => sayExpired(before, now, events),
  'orphan-end': (before, circumstance, events) =>
    revocationDraft(before, {
      reason: 'orphaned',
      requestedBy: `policy:${circumstance.policy.name}`,
      at: circumstance.now,
      events,
    }),
};

function sayExpired(before: Draft, now: number, events: EventDraft[]): Draft {
  const { approval } = before;
  const approvalEnded = approval !== undefined && approval.validUntil <= now;
  events.push(
    draft('integration.expired', severityByTier(before.tier), {
      endedAt: toTimestamp(
        approvalEnded || typeof before.expiresAt !== 'number'
          ? (approval?.validUntil ?? now)
          : before.expiresAt,
      ),
      what: approvalEnded ? 'approval' : 'grant',
    }),
  );
  if (!approvalEnded) return before;
  events.push(
    draft('integration.approval-voided', 'info', {
      approvedFingerprint: approval.fingerprint,
      currentFingerprint: before.fingerprint,
      why: 'expired',
      facets: [],
    }),
  );
  const { approval: _ended, ...rest } = before;
  // A stop that is lifted later must not lead back into an approval that is no more.
  if (rest.suspension !== undefined) {
    return { ...rest, suspension: { ...rest.suspension, resumeTo: 'pending-approval' } };
  }
  if (rest.state !== 'approved' && rest.state !== 'due') return rest;
  return inState(rest, 'pending-approval', { at: now, reason: 'approval expired' });
}
