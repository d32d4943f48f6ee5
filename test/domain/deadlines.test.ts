import { judgeAbsence } from '#domain/absence.ts';
import { nextDeadline } from '#domain/deadlines.ts';
import { sayDeadline } from '#domain/due.ts';
import { toDay } from '#domain/time.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anIntegration,
  DAY,
  MARCH,
  policy,
} from './facts.ts';

describe('deadlines', () => {
  it('a discovered integration needs an owner within the time of its tier', () => {
    expect(nextDeadline(anIntegration({ tier: 2 }), policy)).toEqual({
      kind: 'owner-needed',
      at: MARCH + 14 * DAY,
    });
  });

  it('unknown last use is never dormant', () => {
    const known = anApprovedIntegration({ lastUsedDay: undefined });

    expect(nextDeadline({ ...known, approval: undefined }, policy)).toBeUndefined();
  });

  it('an unused one is dormant after the days of its tier', () => {
    const known = anApprovedIntegration({ tier: 1, lastUsedDay: toDay(MARCH) });

    expect(nextDeadline(known, policy)).toEqual({ kind: 'dormant', at: MARCH + 46 * DAY });
  });

  it('an old credential is said once, not every day', () => {
    const known = anApprovedIntegration({ tier: 1, credentialIssuedAt: MARCH - 200 * DAY });
    const due = { ...known, deadline: nextDeadline(known, policy) };

    const step = sayDeadline(due, aCircumstance());

    expect(step?.transition.events.map((event) => event.type)).toEqual([
      'integration.token-ageing',
    ]);
    expect(step?.next.deadline?.kind).not.toBe('token-ageing');
  });

  it('a review that comes due leaves approved', () => {
    const known = anApprovedIntegration();
    const due = { ...known, deadline: nextDeadline(known, policy) };

    const step = sayDeadline(due, aCircumstance(MARCH + 90 * DAY));

    expect(step?.next.state).toBe('due');
  });

  it('an ended approval is voided and said', () => {
    const known = anApprovedIntegration({ said: { 'review-due': MARCH } });
    const due = { ...known, deadline: nextDeadline(known, policy) };

    const step = sayDeadline(due, aCircumstance(MARCH + 181 * DAY));

    expect(step?.next).toMatchObject({ state: 'pending-approval' });
    expect(step?.next.approval).toBeUndefined();
    expect(step?.transition.events.map((event) => event.type)).toEqual([
      'integration.expired',
      'integration.approval-voided',
    ]);
  });

  it('nothing is said before its time', () => {
    const known = anApprovedIntegration();
    const due = { ...known, deadline: nextDeadline(known, policy) };

    expect(sayDeadline(due, aCircumstance(MARCH + 89 * DAY))).toBeUndefined();
  });

  it('what is being revoked has no deadline', () => {
    expect(nextDeadline(anIntegration({ state: 'revoking' }), policy)).toBeUndefined();
  });
});

describe('absence', () => {
  const limits = { 'breaker-count': 3, 'breaker-share': 0.3 };

  it.each([
    [100, 0, 'none'],
    [100, 3, 'confirm'],
    [100, 30, 'confirm'],
    [100, 31, 'breaker'],
    [4, 3, 'confirm'],
    [4, 4, 'breaker'],
  ])('of %i live, %i missing: %s', (live, missing, verdict) => {
    expect(judgeAbsence(live, missing, limits).verdict).toBe(verdict);
  });
});
