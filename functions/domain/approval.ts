/** Vouching: asked for a fingerprint, granted or refused for exactly that one. */
import type { ReauthorisationReason } from '#events/vocabulary.ts';
import { advance, type Circumstance, type Draft, draftOf, inState, type Step } from './advance.ts';
import { limitsOf } from './deadlines.ts';
import { DecisionRefusedError } from './errors.ts';
import { type DeadlineKind, type Integration, isEnding, isLive } from './integration.ts';
import { isSamePerson } from './ownership.ts';
import type { Policy } from './policy.ts';
import { revocationDraft } from './revocation.ts';
import { calmSeverityByTier } from './severity.ts';
import { addDuration, toTimestamp } from './time.ts';
import { draft, type EventDraft } from './transition.ts';

/** A person's decision with what they were shown. */
export interface Decision {
  readonly approver: string;
  readonly fingerprint: string;
  readonly incarnation: number;
  readonly taskId?: string;
  readonly comment?: string;
}

/** Notes that somebody was asked. What was never approved waits as `pending-approval`. */
export function requestApproval(
  known: Integration,
  asked: { taskId: string; reason: ReauthorisationReason; approver: string },
  circumstance: Circumstance,
): Step {
  const waits: ReadonlySet<Integration['state']> = new Set([
    'discovered',
    'orphaned',
    'reappeared',
  ]);
  const before: Draft = { ...draftOf(known), asked: asked.taskId };
  const after = waits.has(known.state)
    ? inState(before, 'pending-approval', { at: circumstance.now, reason: asked.reason })
    : before;
  const events = [
    draft('integration.approval-requested', 'info', {
      ...asked,
      fingerprint: known.fingerprint,
    }),
  ];
  return advance(known, after, { events, circumstance });
}

/** Reasons that are said by the clock, and said by it again. */
const CLOCKED: Readonly<Partial<Record<ReauthorisationReason, DeadlineKind>>> = {
  'token-ageing': 'token-ageing',
  dormant: 'dormant',
  expired: 'expired',
  'review-due': 'review-due',
};

/** Notes that a question ended without an answer because what it asked about is no longer there: the
 *  clock has to say its reason again or, where nothing is approved, somebody has to be found anew. */
export function lapseQuestion(
  known: Integration,
  reason: ReauthorisationReason,
  circumstance: Circumstance,
): Step {
  const { now, policy } = circumstance;
  const before: Draft = { ...draftOf(known), asked: undefined };
  const clocked = known.approval === undefined ? undefined : CLOCKED[reason];
  if (clocked !== undefined) {
    const after = { ...before, said: { ...known.said, [clocked]: undefined } };
    const resaid =
      known.state === 'due'
        ? inState(after, 'approved', { at: now, reason: 'asked again' })
        : after;
    return advance(known, resaid, { events: [], circumstance });
  }
  // The same orphan as before keeps its clock: facts that change must not put its end off for ever.
  const since = known.orphanedAt ?? now;
  const event = draft('integration.orphaned', calmSeverityByTier(known.tier), {
    since: toTimestamp(known.stateSince),
    deadline: toTimestamp(addDuration(since, limitsOf(policy, known.tier)['orphan-grace'])),
  });
  const orphan = { ...before, orphanedAt: known.approval === undefined ? since : undefined };
  const after =
    known.state === 'pending-approval'
      ? inState(orphan, 'orphaned', { at: now, reason: 'the question lapsed' })
      : orphan;
  return advance(known, after, { events: [event], circumstance });
}

/** Whether there is anything left to decide. */
export function isDecidable(known: Integration): boolean {
  return isLive(known.state) && !isEnding(known.state);
}

/** Whether the decision is about what is there now.
 *  @throws DecisionRefusedError naming what changed since it was shown */
export function assertDecidable(known: Integration, decision: Decision): void {
  const facts = { integrationId: known.id, state: known.state };
  if (!isDecidable(known)) {
    throw new DecisionRefusedError(`it is ${known.state}; there is nothing to decide`, { facts });
  }
  if (known.incarnation !== decision.incarnation) {
    throw new DecisionRefusedError('it was removed and came back since this was asked', { facts });
  }
  if (known.fingerprint !== decision.fingerprint) {
    throw new DecisionRefusedError('its scopes or settings changed since this was shown', {
      facts,
      remedy: 'Look at the new facts (`grantline tasks`) and decide on those.',
    });
  }
}

/** Whether the policy lets this person approve in the tier. Saying no is open to whoever may answer.
 *  @throws DecisionRefusedError for somebody outside the group */
function assertApprover({ id, state, tier }: Integration, approver: string, policy: Policy): void {
  const group = limitsOf(policy, tier).approvers;
  if (group === undefined || group.some((one) => isSamePerson(one, approver))) return;
  throw new DecisionRefusedError(`${approver} is not among the approvers of tier ${tier}`, {
    facts: { integrationId: id, state },
    remedy: `Let one of them decide: ${group.join(', ')}.`,
  });
}

/** Vouches for the fingerprint that was shown. The approver becomes the accountable owner.
 *  @throws DecisionRefusedError something else was shown, or the approver is outside the group */
export function grantApproval(
  known: Integration,
  decision: Decision,
  circumstance: Circumstance,
): Step {
  assertDecidable(known, decision);
  const { now, policy } = circumstance;
  assertApprover(known, decision.approver, policy);
  const limits = limitsOf(policy, known.tier);
  const validUntil = addDuration(now, limits['approval-valid']);
  const before: Draft = {
    ...draftOf(known),
    // Whatever else was asked about it is answered too.
    asked: undefined,
    owner: { email: decision.approver, source: 'accepted' },
    orphanedAt: undefined,
    approval: {
      fingerprint: decision.fingerprint,
      approver: decision.approver,
      at: now,
      reviewAt: addDuration(now, limits['review-every']),
      validUntil,
      taskId: decision.taskId,
    },
    // Seen and accepted: an old credential, long idleness or an end that has passed is not asked about
    // again until it moves.
    said: {
      'token-ageing': known.said['token-ageing'],
      dormant: known.said.dormant,
      expired: known.said.expired,
    },
  };
  const after =
    before.suspension === undefined
      ? inState(before, 'approved', { at: now, reason: `approved by ${decision.approver}` })
      : { ...before, suspension: { ...before.suspension, resumeTo: 'approved' as const } };
  const events = [
    draft('integration.approval-granted', 'info', {
      approver: decision.approver,
      fingerprint: decision.fingerprint,
      validUntil: toTimestamp(validUntil),
      taskId: decision.taskId,
      comment: decision.comment,
    }),
  ];
  return advance(known, after, { events, circumstance });
}

/** Says no: the approval that was asked for is refused and a revocation begins. */
export function refuseApproval(
  known: Integration,
  decision: Decision,
  circumstance: Circumstance,
): Step {
  assertDecidable(known, decision);
  const events: EventDraft[] = [
    draft('integration.approval-refused', 'low', {
      approver: decision.approver,
      fingerprint: decision.fingerprint,
      taskId: decision.taskId,
      comment: decision.comment,
    }),
  ];
  const after = revocationDraft(draftOf(known), {
    reason: 'refused',
    requestedBy: decision.approver,
    at: circumstance.now,
    events,
  });
  return advance(known, after, { events, circumstance });
}
