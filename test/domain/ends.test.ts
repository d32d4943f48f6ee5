import { grantApproval } from '#domain/approval.ts';
import { nextDeadline } from '#domain/deadlines.ts';
import { sayDeadline } from '#domain/due.ts';
import type { Integration } from '#domain/integration.ts';
import { aCircumstance, anApprovedIntegration, DAY, MARCH, policy } from './facts.ts';

const due = (known: Integration) => ({ ...known, deadline: nextDeadline(known, policy) });

/** Approved for 180 days, and the vendor itself ends it on day 10. */
const ending = () =>
  due(anApprovedIntegration({ expiresAt: MARCH + 10 * DAY, said: { 'review-due': MARCH } }));

function said(known: Integration, day: number) {
  const step = sayDeadline(known, aCircumstance(MARCH + day * DAY));
  return step?.transition.events.map((event) => event.type) ?? [];
}

describe('an integration that the vendor ends before its approval ends', () => {
  it('has the end of its approval said too', () => {
    const after = sayDeadline(ending(), aCircumstance(MARCH + 11 * DAY))?.next;
    if (after === undefined) throw new TypeError('the end of the grant is due');

    expect(after.deadline).toEqual({ kind: 'expired', at: MARCH + 180 * DAY });
    expect(said(after, 181)).toContain('integration.approval-voided');
  });

  it('is not asked about again as soon as somebody approved it all the same', () => {
    const after = sayDeadline(ending(), aCircumstance(MARCH + 11 * DAY))?.next;
    if (after === undefined) throw new TypeError('the end of the grant is due');
    const decision = {
      approver: 'mira@example.com',
      fingerprint: after.fingerprint,
      incarnation: 1,
    };
    const approved = grantApproval(after, decision, aCircumstance(MARCH + 12 * DAY)).next;

    expect(said(approved, 13)).toEqual([]);
  });
});
