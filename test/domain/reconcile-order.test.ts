import fc from 'fast-check';
import type { Integration } from '#domain/integration.ts';
import type { Observation } from '#domain/observation.ts';
import { reconcile } from '#domain/reconcile.ts';
import type { Sighting } from '#domain/sighting.ts';
import { eventsOf } from '#domain/transition.ts';
import { anApprovedIntegration, anObservation, aSighting, HOUR, MARCH } from './facts.ts';

describe('any order of arrival', () => {
  /** Facts of one integration at distinct vendor times. */
  const history: fc.Arbitrary<Observation[]> = fc
    .uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 })
    .chain((times) =>
      fc.tuple(
        ...times.map((time) =>
          fc.constantFrom('active', 'suspended', 'removed').chain((status) =>
            fc.subarray(['metadata:read', 'contents:read', 'secrets:write']).map((scopes) =>
              anObservation({
                scopes,
                occurredAt: MARCH + time * HOUR,
                presence:
                  status === 'removed'
                    ? { status, cause: 'unknown' }
                    : { status: status as 'active' },
              }),
            ),
          ),
        ),
      ),
    );

  const arriving: Sighting = aSighting({
    observedAt: MARCH + 2000 * HOUR,
    cause: { kind: 'webhook', ref: 'delivery' },
  });

  function play(facts: readonly Observation[]): Integration | undefined {
    let known: Integration | undefined;
    for (const fact of facts) {
      const result = reconcile(known, fact, arriving);
      if (result.outcome === 'changed') known = result.step.next;
    }
    return known;
  }

  it('ends with the newest fact: gone or there, with its scopes', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (facts, seeds) => {
        const newest = [...facts].sort((a, b) => (b.occurredAt ?? 0) - (a.occurredAt ?? 0))[0];
        const shuffled = [...facts]
          .map((fact) => ({ fact, rank: seeds.next().value }))
          .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
          .map(({ fact }) => fact);

        const end = play([...shuffled, ...shuffled]);

        const gone = end?.state === 'removed-at-source';
        expect(gone).toBe(newest?.presence.status === 'removed');
        if (!gone) expect(end?.scopes).toEqual([...(newest?.scopes ?? [])].sort());
      }),
    );
  });

  it('never lets the version go back and makes events that fit the catalogue', () => {
    fc.assert(
      fc.property(history, (facts) => {
        let known: Integration | undefined;
        for (const fact of facts) {
          const result = reconcile(known, fact, arriving);
          if (result.outcome !== 'changed') continue;
          expect(result.step.next.version).toBe((known?.version ?? 0) + 1);
          expect(eventsOf(result.step.transition)).toHaveLength(
            result.step.transition.events.length,
          );
          known = result.step.next;
        }
      }),
    );
  });

  it('never keeps an approval over a fingerprint that allows more', () => {
    fc.assert(
      fc.property(history, (facts) => {
        let known: Integration = anApprovedIntegration();
        for (const fact of facts) {
          const result = reconcile(known, fact, arriving);
          if (result.outcome !== 'changed') continue;
          const grew = (result.step.next.scopes ?? []).some((one) => !known.scopes?.includes(one));
          known = result.step.next;
          if (grew) expect(known.approval).toBeUndefined();
        }
      }),
    );
  });
});
