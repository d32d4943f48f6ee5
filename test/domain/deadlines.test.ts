import fc from 'fast-check';
import { judgeAbsence } from '#domain/absence.ts';
import { nextDeadline } from '#domain/deadlines.ts';
import { sayDeadline } from '#domain/due.ts';
import { type Integration, isEnding, isLive } from '#domain/integration.ts';
import { noteResumed, noteSuspended } from '#domain/suspension.ts';
import { toDay } from '#domain/time.ts';
import { STATES } from '#events/vocabulary.ts';
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

  it('an approval that ends while the integration is stopped is not there when it runs again', () => {
    const known = anApprovedIntegration({ said: { 'review-due': MARCH } });
    const stopped = noteSuspended(known, { rung: 'stop', reason: 'silence' }, aCircumstance()).next;
    const ended = sayDeadline(stopped, aCircumstance(MARCH + 181 * DAY));

    const resumed = ended && noteResumed(ended.next, 'cleared', aCircumstance(MARCH + 182 * DAY));

    expect(resumed?.next.state).toBe('pending-approval');
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

describe('deadlines of any integration', () => {
  const day = fc.integer({ min: -400, max: 400 });
  const facts = fc.record({
    state: fc.constantFrom(...STATES.filter((state) => isLive(state) && !isEnding(state))),
    tier: fc.constantFrom(0, 1, 2, 3, 4),
    isVouchedFor: fc.boolean(),
    issued: fc.option(day),
    used: fc.option(fc.oneof(day, fc.constant('never' as const))),
    granted: fc.option(day),
    expires: fc.option(fc.oneof(day, fc.constant('never' as const))),
  });
  const any: fc.Arbitrary<Integration> = facts.map((made) => {
    const at = (days: number | null) => (days === null ? undefined : MARCH + days * DAY);
    const changes = {
      state: made.state,
      tier: made.tier,
      credentialIssuedAt: at(made.issued),
      grantedAt: at(made.granted),
      lastUsedDay:
        typeof made.used === 'number' ? toDay(MARCH) + made.used : (made.used ?? undefined),
      expiresAt: made.expires === 'never' ? made.expires : at(made.expires),
    } as const;
    return made.isVouchedFor ? anApprovedIntegration(changes) : anIntegration(changes);
  });

  it('are the soonest that was not said, and come no sooner for being said', () => {
    fc.assert(
      fc.property(any, (known) => {
        const first = nextDeadline(known, policy);
        if (first === undefined) return;

        const then = nextDeadline({ ...known, said: { [first.kind]: first.at } }, policy);

        // There are two ends, the vendor's and the approval's; each is said once.
        expect(then).not.toEqual(first);
        expect(then?.at ?? first.at).toBeGreaterThanOrEqual(first.at);
      }),
    );
  });

  it('are said one after the other, each once, and then time is silent', () => {
    fc.assert(
      fc.property(any, (before) => {
        let known: Integration = { ...before, deadline: nextDeadline(before, policy) };
        const said: string[] = [];
        for (let look = 0; look < 20; look += 1) {
          const { deadline } = known;
          const step = sayDeadline(known, aCircumstance(MARCH + look * 1_000 * DAY));
          if (step === undefined || deadline === undefined) continue;
          said.push(`${deadline.kind} at ${deadline.at}`);
          known = step.next;
        }

        expect(sayDeadline(known, aCircumstance(MARCH + 99_000 * DAY))).toBeUndefined();
        expect(new Set(said).size).toBe(said.length);
      }),
    );
  });

  it('are never said before their time, not even by a millisecond', () => {
    fc.assert(
      fc.property(any, fc.nat({ max: 400 * DAY }), (before, early) => {
        const deadline = nextDeadline(before, policy);
        if (deadline === undefined) return;
        const known = { ...before, deadline };

        expect(sayDeadline(known, aCircumstance(deadline.at - 1 - early))).toBeUndefined();
        expect(sayDeadline(known, aCircumstance(deadline.at - 1))).toBeUndefined();
        expect(sayDeadline(known, aCircumstance(deadline.at))).toBeDefined();
      }),
    );
  });

  it('never call something dormant whose last use nobody knows', () => {
    fc.assert(
      fc.property(any, (known) => {
        const unknown = { ...known, lastUsedDay: undefined };

        expect(nextDeadline(unknown, policy)?.kind).not.toBe('dormant');
      }),
    );
  });
});

describe('absence', () => {
  const limits = { 'breaker-count': 3, 'breaker-share': 0.3 };

  it('is concluded for none without a look at each, and for none at all when too many', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2_000 }),
        fc.nat({ max: 2_000 }),
        fc.nat({ max: 20 }),
        fc.integer({ min: 1, max: 100 }),
        (live, some, count, percent) => {
          const missing = Math.min(live, some);
          const judged = judgeAbsence(live, missing, {
            'breaker-count': count,
            'breaker-share': percent / 100,
          });

          if (missing === 0) expect(judged.verdict).toBe('none');
          else {
            const tooMany = missing > count && missing > live * (percent / 100);
            expect(judged).toEqual(
              tooMany ? { verdict: 'breaker', missing, live } : { verdict: 'confirm' },
            );
          }
        },
      ),
    );
  });

  it('that stops a sweep stops it too when more are missing', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2_000 }), fc.nat({ max: 2_000 }), (live, some) => {
        const missing = Math.min(live, some);
        if (judgeAbsence(live, missing, limits).verdict !== 'breaker') return;

        expect(judgeAbsence(live, Math.min(live, missing + 1), limits).verdict).toBe('breaker');
      }),
    );
  });

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
