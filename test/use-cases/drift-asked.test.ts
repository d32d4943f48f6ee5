import type { Observation } from '#domain/observation.ts';
import { reconcile } from '#domain/reconcile.ts';
import { eventsOf } from '#domain/transition.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import { anApprovedIntegration, anObservation, aSighting, HOUR, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

/** How many questions follow from what a sighting says of something approved. */
async function questionsAfter(seen: Partial<Observation>): Promise<number> {
  const world = memoryWorld();
  const known = anApprovedIntegration({ redirectHosts: ['a.example'], publisher: 'acme' });
  const later = aSighting({ observedAt: MARCH + HOUR });
  const result = reconcile(known, anObservation(seen), later);
  if (result.outcome !== 'changed') throw new TypeError('it drifted');
  world.store.hold(result.step.next);
  for (const event of eventsOf(result.step.transition)) await evaluatePolicy(world.ports, event);
  return world.executions.length;
}

describe('an approval that no longer covers what is there', () => {
  it.each<[string, Partial<Observation>]>([
    ['another publisher', { publisher: 'evil' }],
    ['another redirect host', { redirectHosts: ['a.example', 'evil.example'] }],
    ['more scopes', { scopes: ['metadata:read', 'secrets:write'] }],
    ['more scopes and another publisher', { scopes: ['contents:read'], publisher: 'evil' }],
  ])('because of %s is asked about, once', async (_what, seen) => {
    expect(await questionsAfter(seen)).toBe(1);
  });
});
