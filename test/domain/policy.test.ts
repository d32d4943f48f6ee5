import fc from 'fast-check';
import { decide } from '#domain/decide.ts';
import { overlay, parsePolicy } from '#domain/policy.ts';
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
    expect(decide(policy, event, { ...next, tier: 3 })).toMatchObject({ ruleId: 'scopes-grew' });
  });

  it('does nothing where no rule speaks', () => {
    expect(decide({ ...policy, rules: [] }, event, next)).toEqual({ decision: 'nothing' });
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
