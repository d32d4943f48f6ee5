import fc from 'fast-check';
import { assess, type ScopeRating, scopePoints, tierOf } from '#domain/risk.ts';
import { canonicalScopes, scopeDifference } from '#domain/scopes.ts';
import { REACHES, SCOPE_CLASSES } from '#events/vocabulary.ts';

describe('scope sets', () => {
  it('have one canonical form', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (scopes) => {
        const once = canonicalScopes(scopes);
        expect(canonicalScopes([...once].reverse())).toEqual(once);
      }),
    );
  });

  it('a difference undone gives the first set back', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        const before = canonicalScopes(a);
        const after = canonicalScopes(b);
        const { added, removed } = scopeDifference(before, after);
        const undone = after.filter((scope) => !added.includes(scope)).concat(removed);
        expect(canonicalScopes(undone)).toEqual(before);
      }),
    );
  });

  it('an unknown set differs from nothing', () => {
    expect(scopeDifference(undefined, ['a'])).toEqual({ added: [], removed: [] });
  });
});

const rating: fc.Arbitrary<ScopeRating> = fc.record({
  class: fc.constantFrom(...SCOPE_CLASSES),
  sensitivity: fc.constantFrom('none', 'internal', 'business', 'critical'),
  reach: fc.constantFrom(...REACHES),
  allows: fc.constant('x'),
});

describe('risk scale', () => {
  it('adding a scope never lowers the points', () => {
    fc.assert(
      fc.property(fc.array(rating), rating, fc.constantFrom(...REACHES), (some, one, reach) => {
        expect(assess([...some, one], reach).points).toBeGreaterThanOrEqual(
          assess(some, reach).points,
        );
      }),
    );
  });

  it('widening the reach never lowers the points', () => {
    fc.assert(
      fc.property(fc.array(rating), fc.nat(3), (some, index) => {
        const [narrow, wide] = [REACHES[index] ?? 'R0', REACHES[index + 1] ?? 'R4'];
        expect(assess(some, wide).points).toBeGreaterThanOrEqual(assess(some, narrow).points);
      }),
    );
  });

  it('order and duplicates do not matter', () => {
    fc.assert(
      fc.property(fc.array(rating), fc.constantFrom(...REACHES), (some, reach) => {
        expect(assess([...some, ...some].reverse(), reach).points).toBe(assess(some, reach).points);
      }),
    );
  });

  it('an unknown scope is tier 1, never harmless', () => {
    const unknown = { class: 'UNKNOWN', sensitivity: 'none', reach: 'R0', allows: '?' } as const;

    expect(tierOf(scopePoints(unknown))).toBe(1);
  });

  it.each([
    ['IAM', 'critical', 'R3', 97, 0],
    ['CODE', 'critical', 'R3', 85, 1],
    ['DIR', 'critical', 'R3', 47, 2],
    ['META', 'business', 'R1', 19, 4],
    ['SIGNIN', 'internal', 'R1', 10, 4],
  ] as const)(
    '%s on %s data at %s is %i points, tier %i',
    (klass, sensitivity, reach, points, tier) => {
      const one = { class: klass, sensitivity, reach, allows: 'x' };

      expect(scopePoints(one)).toBe(points);
      expect(tierOf(points)).toBe(tier);
    },
  );
});
