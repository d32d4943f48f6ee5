import fc from 'fast-check';
import { decide } from '#domain/decide.ts';
import { overlay, type PolicyRule, parsePolicy } from '#domain/policy.ts';
import { reconcile } from '#domain/reconcile.ts';
import { addDuration, Duration, durationMs, fromTimestamp, toTimestamp } from '#domain/time.ts';
import { eventsOf } from '#domain/transition.ts';
import { AnyLifecycleEvent } from '#events/catalogue.ts';
import { anApprovedIntegration, anObservation, aSighting, HOUR, MARCH, policy } from './facts.ts';

describe('policy document', () => {
  it.each([
    [{ tiers: { '0': { 'review-every': 'P0D' } } }, 'tiers.0.review-every'],
    [{ tiers: { '1': { 'review-every': '90 days' } } }, 'tiers.1.review-every'],
    [{ absence: { 'breaker-share': 3 } }, 'absence.breaker-share'],
    [
      { rules: [{ id: 'x-y-z', on: 'integration.exploded', do: [{ action: 'none' }] }] },
      'rules.0.on',
    ],
    [{ reauthorisation: { 'remind-afer': 'P1D' } }, 'reauthorisation'],
  ])('names the wrong field of %j', (change, field) => {
    expect(() => parsePolicy(overlay(policy, change))).toThrow(field);
  });

  it('lays the deployer’s file over the defaults: objects merge, lists are replaced', () => {
    const merged = parsePolicy(
      overlay(policy, {
        tiers: { '0': { 'review-every': 'P30D' } },
        rules: policy.rules.slice(0, 1),
      }),
    );

    expect(merged.tiers['0']['review-every']).toBe('P30D');
    expect(merged.tiers['0']['owner-within']).toBe(policy.tiers['0']['owner-within']);
    expect(merged.rules).toHaveLength(1);
  });

  it('an overlay cannot reach a prototype', () => {
    overlay({}, JSON.parse('{"__proto__":{"polluted":true}}'));

    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('policy decision point', () => {
  const grown = reconcile(
    anApprovedIntegration(),
    anObservation({ scopes: ['metadata:read', 'secrets:write'] }),
    aSighting({ observedAt: MARCH + HOUR }),
  );
  if (grown.outcome !== 'changed') throw new TypeError('the scopes grew');
  const { next, transition } = grown.step;
  const [event] = eventsOf(transition);
  if (event === undefined) throw new TypeError('an expansion is said');

  it('takes the first rule that matches', () => {
    expect(decide(policy, event, next)).toMatchObject({ ruleId: 'scopes-grew-at-high-tier' });
    expect(decide(policy, event, { ...next, tier: 3, points: 25 })).toMatchObject({
      ruleId: 'scopes-grew',
    });
  });

  it('does nothing where no rule speaks', () => {
    expect(decide({ ...policy, rules: [] }, event, next)).toEqual({ decision: 'nothing' });
  });

  const rule: fc.Arbitrary<PolicyRule> = fc.record(
    {
      id: fc.uuid(),
      on: fc.constantFrom('integration.scopes-changed', 'integration.dormant'),
      when: fc.record(
        {
          tiers: fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }),
          vendors: fc.subarray(['github', 'okta', 'salesforce'], { minLength: 1 }),
          states: fc.subarray(['approved', 'pending-approval', 'due'], { minLength: 1 }),
          direction: fc.constantFrom('expanded', 'reduced'),
        },
        { requiredKeys: [] },
      ),
      do: fc.constant([{ action: 'reauthorise' as const, reason: 'scopes-expanded' as const }]),
    },
    { requiredKeys: ['id', 'on', 'do'] },
  );
  const speaks = ({ on, when = {} }: PolicyRule) =>
    on === 'integration.scopes-changed' &&
    (when.tiers?.includes(next.tier) ?? true) &&
    (when.vendors?.includes('github') ?? true) &&
    (when.states?.includes(next.state) ?? true) &&
    (when.direction ?? 'expanded') === 'expanded';

  it('follows the first rule whose every condition holds, whatever the document says', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), (rules) => {
        const first = rules.find(speaks);

        expect(decide({ ...policy, rules }, event, next)).toEqual(
          first === undefined
            ? { decision: 'nothing' }
            : { decision: 'act', ruleId: first.id, actions: first.do },
        );
      }),
    );
  });

  it('is not moved by rules after the one it follows, nor by conditions it does not meet', () => {
    fc.assert(
      fc.property(fc.array(rule), fc.array(rule), (rules, more) => {
        const decided = decide({ ...policy, rules }, event, next);
        const silent = more.filter((one) => !speaks(one));

        expect(decide({ ...policy, rules: [...silent, ...rules] }, event, next)).toEqual(decided);
        if (decided.decision === 'act') {
          expect(decide({ ...policy, rules: [...rules, ...more] }, event, next)).toEqual(decided);
        }
      }),
    );
  });

  it('decides the same from the document as it is stored', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1 }), (rules) => {
        const document = { ...policy, rules };
        const stored = parsePolicy(JSON.parse(JSON.stringify(document)));

        expect(decide(stored, event, next)).toEqual(decide(document, event, next));
      }),
    );
  });

  it('events survive a journey as JSON', () => {
    expect(AnyLifecycleEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(
      JSON.parse(JSON.stringify(event)),
    );
  });
});

describe('time', () => {
  it('takes only durations longer than zero', () => {
    for (const wrong of ['P0D', 'PT0S', '', 'P', '1D', 'PT', '-P1D']) {
      expect(Duration.safeParse(wrong).success).toBe(false);
    }
    expect(durationMs('PT15M')).toBe(15 * 60_000);
  });

  it('counts months by the calendar in UTC', () => {
    expect(toTimestamp(addDuration(Date.UTC(2026, 0, 31), 'P1M'))).toMatch(/^2026-03-0[13]T/);
  });

  it('timestamps go there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (instant) => {
        expect(fromTimestamp(toTimestamp(instant))).toBe(instant);
      }),
    );
  });
});
