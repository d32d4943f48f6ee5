import fc from 'fast-check';
import { lapseQuestion, requestApproval } from '#domain/approval.ts';
import { nextDeadline } from '#domain/deadlines.ts';
import { sayDeadline } from '#domain/due.ts';
import { type Integration, isEnding, isLive } from '#domain/integration.ts';
import { reconcile } from '#domain/reconcile.ts';
import { noteResumed, noteSuspended } from '#domain/suspension.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anIntegration,
  anObservation,
  aSighting,
  DAY,
  HOUR,
  MARCH,
  policy,
} from './facts.ts';

const at = (days: number) => aCircumstance(MARCH + days * DAY);

/** What the clock makes of it when nobody does anything any more, for two years. */
function leftAlone(known: Integration): Integration {
  let now = { ...known, deadline: nextDeadline(known, policy) };
  for (let said = 0; said < 20 && now.deadline !== undefined; said += 1) {
    if (now.deadline.at > MARCH + 730 * DAY) break;
    const step = sayDeadline(now, aCircumstance(Math.max(now.deadline.at, now.factAt)));
    if (step === undefined) break;
    now = { ...step.next, deadline: step.next.deadline };
  }
  return now;
}

const grown = (known: Integration): Integration => {
  const status = known.state === 'suspended' ? 'suspended' : 'active';
  const scopes = ['metadata:read', 'secrets:write'];
  const seen = anObservation({ scopes, presence: { status } });
  const result = reconcile(known, seen, aSighting({ observedAt: MARCH + HOUR }));
  if (result.outcome !== 'changed') throw new TypeError('it grew');
  return result.step.next;
};

const stopped = (known: Integration) =>
  noteSuspended(known, { rung: 'deactivate', reason: 'no answer' }, at(1)).next;

const resumed = (known: Integration) => {
  const step = noteResumed(known, 'approved again', at(3));
  if (step === undefined) throw new TypeError('it was suspended by us');
  return step.next;
};

const asked = (known: Integration) => {
  const question = { taskId: 'task_1', reason: 'review-due', approver: 'x@example.com' } as const;
  return requestApproval(known, question, at(2)).next;
};

const expired = (known: Integration) => {
  const ends = MARCH + 180 * DAY;
  const step = sayDeadline({ ...known, deadline: { kind: 'expired', at: ends } }, at(181));
  if (step === undefined) throw new TypeError('its approval ended');
  return step.next;
};

describe('an integration that waits for an approval nobody gives', () => {
  it.each([
    ['because it grew', () => grown(anApprovedIntegration())],
    ['because its approval ended', () => expired(anApprovedIntegration())],
    ['because somebody was asked about it', () => asked(anIntegration())],
    ['after it grew while it was stopped', () => resumed(grown(stopped(anApprovedIntegration())))],
    [
      'after its approval ended while it was stopped',
      () => resumed(expired(stopped(anApprovedIntegration()))),
    ],
    [
      'about which a question lapsed',
      () => asked(lapseQuestion(asked(anIntegration()), 'review-due', at(3)).next),
    ],
  ])('%s has an end, also when its question died', (_why, arrange) => {
    const waiting = arrange();

    expect(waiting.state).toBe('pending-approval');
    expect(leftAlone(waiting).state).toBe('revoking');
  });

  it('has as long as its question lasts, and the time to find an owner besides', () => {
    const waiting = grown(anApprovedIntegration());

    // Waits of the default policy: 21 days, and 3 days to find an owner in tier 0.
    expect(nextDeadline(waiting, policy)).toEqual({
      kind: 'owner-needed',
      at: waiting.stateSince + 24 * DAY,
    });
  });
});

describe('an integration that nobody vouches for', () => {
  it('is due some day in whatever state that can act, whatever was said before', () => {
    const states = fc.constantFrom<Integration['state'][]>(
      'discovered',
      'pending-approval',
      'orphaned',
      'reappeared',
    );
    const said = fc.record(
      {
        'token-ageing': fc.constant(MARCH),
        dormant: fc.constant(MARCH),
        'review-due': fc.constant(MARCH),
        expired: fc.constant(MARCH),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(states, said, fc.integer({ min: 0, max: 4 }), (state, before, tier) => {
        const known = anIntegration({ state, said: before });
        const facts = { ...known, tier: ([0, 1, 2, 3, 4] as const)[tier] ?? known.tier };

        expect(isLive(state) && !isEnding(state)).toBe(true);
        expect(nextDeadline(facts, policy)).toBeDefined();
        expect(leftAlone(facts).state).toBe('revoking');
      }),
    );
  });
});
