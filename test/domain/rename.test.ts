/** A vendor's rename is no expansion: scopes are compared by the names that its table keeps. */
import { weigh } from '#domain/facts.ts';
import type { Integration } from '#domain/integration.ts';
import { reconcile } from '#domain/reconcile.ts';
import { anApprovedIntegration, anObservation, aSighting, HOUR, MARCH, rate } from './facts.ts';

/** The vendor now says `code:read` for what it called `contents:read`. */
const renamed = (scope: string) =>
  scope === 'code:read' ? { ...rate('contents:read'), sameAs: 'contents:read' } : rate(scope);

/** Approved with these scopes, as the table rated them then. */
function approvedFor(scopes: string[], changes: Partial<Integration> = {}): Integration {
  const known = anApprovedIntegration({ ...changes, scopes });
  const weighed = { ...weigh(known, rate), ...changes };
  const { fingerprint } = weighed;
  return { ...known, ...weighed, approval: known.approval && { ...known.approval, fingerprint } };
}

/** What the next observation makes of it, with today's table. */
function afterSeeing(known: Integration, scopes: string[]) {
  const sighting = aSighting({ observedAt: MARCH + HOUR, rate: renamed });
  const result = reconcile(known, anObservation({ scopes }), sighting);
  if (result.outcome !== 'changed') throw new TypeError('the names changed');
  return result.step;
}

describe('a scope that the vendor renamed', () => {
  it('is no expansion: the approval stands and nothing is said', () => {
    const known = approvedFor(['contents:read', 'metadata:read']);

    const { next, transition } = afterSeeing(known, ['code:read', 'metadata:read']);

    expect(next).toMatchObject({ state: 'approved', approval: known.approval });
    expect(next.scopes).toEqual(['code:read', 'metadata:read']);
    expect(next.fingerprint).toBe(known.fingerprint);
    expect(transition.events).toEqual([]);
  });

  it('and that was approved by its new name stays approved when the alias is learned', () => {
    const known = approvedFor(['code:read', 'metadata:read'], { risk: { version: 1 } });

    const { next, transition } = afterSeeing(known, ['code:read', 'metadata:read']);

    expect(next.fingerprint).not.toBe(known.fingerprint);
    expect(next.approval).toEqual({ ...known.approval, fingerprint: next.fingerprint });
    expect(transition.events).toEqual([]);
  });

  it('is listed as nothing where another one came with it', () => {
    const known = approvedFor(['contents:read', 'metadata:read']);

    const { next, transition } = afterSeeing(known, [
      'code:read',
      'metadata:read',
      'secrets:write',
    ]);

    expect(next.approval).toBeUndefined();
    expect(transition.events[0]).toMatchObject({
      type: 'integration.scopes-changed',
      change: { direction: 'expanded', added: ['secrets:write'], removed: [] },
    });
  });
});

describe('another version of the scale', () => {
  it('voids no approval by itself, whatever it makes of the tier', () => {
    const known = approvedFor(['contents:read'], { tier: 4, points: 12, risk: { version: 1 } });

    const { next, transition } = afterSeeing(known, ['contents:read']);

    expect(next).toMatchObject({ tier: 0, state: 'approved', approval: known.approval });
    expect(transition.changed).toEqual({ tier: [4, 0] });
    expect(transition.events).toEqual([]);
  });
});
