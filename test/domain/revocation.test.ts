import fc from 'fast-check';
import { grantApproval, refuseApproval, requestApproval } from '#domain/approval.ts';
import { DecisionRefusedError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { askChain, ownerLeft } from '#domain/ownership.ts';
import {
  failRevocation,
  noteRung,
  proofWaitMs,
  requestRevocation,
  verifyRevocation,
} from '#domain/revocation.ts';
import { noteResumed, noteSuspended } from '#domain/suspension.ts';
import { toTimestamp } from '#domain/time.ts';
import { aCircumstance, anApprovedIntegration, anIntegration, DAY, HOUR, MARCH } from './facts.ts';

const MINUTE = 60_000;
const at = (hours: number) => aCircumstance(MARCH + hours * HOUR);

function revoking(): Integration {
  const step = requestRevocation(
    anApprovedIntegration(),
    { reason: 'operator', requestedBy: 'mira@example.com' },
    at(1),
  );
  if (step === undefined) throw new TypeError('nothing was asked for');
  return step.next;
}

const checks = {
  absentAt: '2026-03-01T00:00:00.000Z',
  probe: 'refused',
  probeAt: '2026-03-01T00:00:00.000Z',
} as const;

describe('a revocation', () => {
  it('asked for ends the approval and says who asked', () => {
    const known = revoking();

    expect(known).toMatchObject({ state: 'revoking', stateReason: 'operator' });
    expect(known.approval).toBeUndefined();
  });

  it('asked for twice is one', () => {
    const again = requestRevocation(revoking(), { reason: 'incident', requestedBy: 'x' }, at(2));

    expect(again).toBeUndefined();
  });

  it('that the vendor accepted is revoked, not verified', () => {
    const { next, transition } = noteRung(
      revoking(),
      { rung: 'revoke-token', accepted: true },
      at(2),
    );

    expect(next.state).toBe('revoked');
    expect(transition.events.map((event) => event.type)).toEqual([
      'integration.revocation-accepted',
    ]);
  });

  it('cannot be verified while tokens already issued may live', () => {
    const tried = { rung: 'revoke-token', accepted: true, residualUntil: MARCH + 5 * HOUR };
    const { next } = noteRung(revoking(), tried, at(2));

    expect(() => verifyRevocation(next, { checks }, at(4))).toThrow(/may still live/);
    expect(verifyRevocation(next, { checks }, at(5)).next.state).toBe('verified');
  });

  it('is proven by a list only when that was asked for strictly after it must show in it', () => {
    const { next } = noteRung(revoking(), { rung: 'revoke-token', accepted: true }, at(2));
    const minutes = fc.integer({ min: 0, max: 10_000 });

    fc.assert(
      fc.property(minutes, minutes, (asked, settles) => {
        const askedAt = MARCH + asked * MINUTE;
        const listSettlesMs = settles * MINUTE;
        const late = askedAt > MARCH + 2 * HOUR + listSettlesMs;
        const wait = proofWaitMs(next, { askedAt, listSettlesMs }, askedAt);
        const seen = { ...checks, absentAt: toTimestamp(askedAt) };
        const verify = () =>
          verifyRevocation(next, { checks: seen, listSettlesMs }, aCircumstance(askedAt));

        expect(wait > 0).toBe(!late);
        if (late) expect(verify().next.state).toBe('verified');
        else expect(verify).toThrow(DecisionRefusedError);
        // Asked again after the wait it is proof: it never waits for ever.
        const again = { askedAt: askedAt + wait, listSettlesMs };
        expect(proofWaitMs(next, again, again.askedAt)).toBe(0);
      }),
    );
  });

  it('cannot be verified when it was used after it should have been dead', () => {
    const { next } = noteRung(revoking(), { rung: 'revoke-token', accepted: true }, at(2));

    expect(() => verifyRevocation(next, { checks, lastUsedAt: MARCH + 3 * HOUR }, at(4))).toThrow(
      /was used after/,
    );
  });

  it('cannot be verified before any rung was accepted', () => {
    expect(() => verifyRevocation(revoking(), { checks }, at(4))).toThrow(/cannot become/);
  });

  it('that failed wakes a person and can be asked for again', () => {
    const { next, transition } = failRevocation(revoking(), 'still-active', at(3));
    const again = requestRevocation(next, { reason: 'operator', requestedBy: 'x' }, at(4));

    expect(transition.events[0]).toMatchObject({ severity: 'critical' });
    expect(again?.next.state).toBe('revoking');
    expect(again?.next.revocation?.rungsTried).toEqual([]);
  });

  it('of something gone is refused', () => {
    const gone = anIntegration({ state: 'removed-at-source' });

    expect(() => requestRevocation(gone, { reason: 'operator', requestedBy: 'x' }, at(1))).toThrow(
      DecisionRefusedError,
    );
  });
});

describe('an approval', () => {
  const decision = (known: Integration) => ({
    approver: 'lee@example.com',
    fingerprint: known.fingerprint,
    incarnation: known.incarnation,
  });

  it('pins the fingerprint, gives an end and makes the approver accountable', () => {
    const known = anIntegration({ tier: 1 });
    const asked = requestApproval(
      known,
      { taskId: 'task_1', reason: 'discovered', approver: 'lee@example.com' },
      at(1),
    ).next;

    const { next } = grantApproval(
      asked,
      { ...decision(asked), approver: 'kim@example.com', vouchedBefore: 'lee@example.com' },
      at(2),
    );

    expect(next).toMatchObject({
      state: 'approved',
      owner: { email: 'lee@example.com', source: 'accepted' },
      approval: { fingerprint: known.fingerprint, validUntil: MARCH + 2 * HOUR + 180 * DAY },
    });
  });

  it('of a high tier by one person, or by the same one twice, is refused', () => {
    const known = anIntegration({ tier: 1 });
    const again = { ...decision(known), vouchedBefore: 'LEE@example.com' };

    expect(() => grantApproval(known, decision(known), at(1))).toThrow('wants two people');
    expect(() => grantApproval(known, again, at(1))).toThrow('wants two people');
  });

  it('for another fingerprint than the current one is refused', () => {
    const known = anIntegration();

    expect(() => grantApproval(known, { ...decision(known), fingerprint: 'old' }, at(1))).toThrow(
      /changed since this was shown/,
    );
  });

  it('made for an earlier incarnation is refused', () => {
    const known = anIntegration({ incarnation: 2 });

    expect(() => grantApproval(known, { ...decision(known), incarnation: 1 }, at(1))).toThrow(
      /came back/,
    );
  });

  it('of something being revoked is refused: a revocation cannot be taken back', () => {
    const known = revoking();

    expect(() => grantApproval(known, decision(known), at(2))).toThrow(DecisionRefusedError);
  });

  it('refused starts a revocation in the same step', () => {
    const known = anApprovedIntegration();

    const { next, transition } = refuseApproval(known, decision(known), at(1));

    expect(next).toMatchObject({ state: 'revoking', stateReason: 'refused' });
    expect(transition.events.map((event) => event.type)).toEqual([
      'integration.approval-refused',
      'integration.revocation-requested',
    ]);
  });

  it('given while suspended waits for the resumption to be seen', () => {
    const known = noteSuspended(
      anIntegration({ state: 'due' }),
      { rung: 'deactivate-app', reason: 'no answer' },
      at(1),
    ).next;

    const approved = grantApproval(known, decision(known), at(2)).next;
    const resumed = noteResumed(approved, 'approved again', at(3));

    expect(approved.state).toBe('suspended');
    expect(resumed?.next.state).toBe('approved');
  });
});

describe('a leaver', () => {
  const leaver = {
    person: 'mira@example.com',
    directoryStatus: 'DEPROVISIONED',
    at: MARCH + HOUR,
  };

  it('orphans what they own and voids its approval', () => {
    const step = ownerLeft(anApprovedIntegration(), leaver, at(1));

    expect(step?.next).toMatchObject({ state: 'orphaned', owner: { leftAt: MARCH + HOUR } });
    expect(step?.next.approval).toBeUndefined();
    expect(step?.transition.events.map((event) => event.type)).toEqual([
      'integration.owner-left',
      'integration.approval-voided',
    ]);
  });

  it('is decided once', () => {
    const once = ownerLeft(anApprovedIntegration(), leaver, at(1));

    expect(once && ownerLeft(once.next, leaver, at(2))).toBeUndefined();
  });

  it('does not touch what others own', () => {
    expect(ownerLeft(anApprovedIntegration(), { ...leaver, person: 'x' }, at(1))).toBeUndefined();
  });

  it('is not asked; the manager is, then the default owner, then the fallback', () => {
    const chain = askChain({
      owner: { email: 'mira@example.com', source: 'accepted', leftAt: MARCH },
      managerEmail: 'boss@example.com',
      defaultOwner: 'team@example.com',
      gone: () => false,
      fallback: 'on-call@example.com',
    });

    expect(chain).toEqual(['boss@example.com', 'team@example.com', 'on-call@example.com']);
  });
});
