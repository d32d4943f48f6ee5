import type { Integration } from '#domain/integration.ts';
import { reconcile } from '#domain/reconcile.ts';
import type { Reconciled } from '#domain/sighting.ts';
import {
  anApprovedIntegration,
  anIntegration,
  anObservation,
  aSighting,
  DAY,
  HOUR,
  MARCH,
} from './facts.ts';

function changed(result: Reconciled) {
  if (result.outcome !== 'changed') throw new TypeError(`expected a change, got ${result.outcome}`);
  return { ...result.step, types: result.step.transition.events.map((event) => event.type) };
}

const later = (hours: number) => aSighting({ observedAt: MARCH + hours * HOUR });

describe('first sight', () => {
  it('is discovered, unapproved and at version 1', () => {
    const { next, types } = changed(reconcile(undefined, anObservation(), aSighting()));

    expect(next).toMatchObject({ state: 'discovered', version: 1, incarnation: 1 });
    expect(next.approval).toBeUndefined();
    expect(types).toEqual(['integration.discovered']);
  });

  it('of something the vendor says is removed leaves a tombstone and says nothing', () => {
    const seen = anObservation({ presence: { status: 'removed', cause: 'user' } });

    const { next, types } = changed(reconcile(undefined, seen, aSighting()));

    expect(next).toMatchObject({ state: 'removed-at-source', version: 1 });
    expect(types).toEqual([]);
  });

  it('is inventory, not news, while a tenant is first swept', () => {
    const seen = anObservation({ scopes: ['secrets:write'] });

    const { transition } = changed(reconcile(undefined, seen, aSighting({ onboarding: true })));

    expect(transition.events[0]?.severity).toBe('info');
  });

  it('treats scopes the vendor does not tell as tier 1, never as harmless', () => {
    const { next } = changed(
      reconcile(undefined, anObservation({ scopes: undefined }), aSighting()),
    );

    expect(next).toMatchObject({ tier: 1, topClass: 'UNKNOWN' });
    expect(next.scopes).toBeUndefined();
  });
});

describe('an unchanged sighting', () => {
  it('changes nothing, whatever the order and repetition of scopes', () => {
    const known = anIntegration({});
    const scopes = ['metadata:read', 'metadata:read'];

    expect(reconcile(known, anObservation({ scopes }), later(1)).outcome).toBe('unchanged');
  });

  it('changes nothing when fields known before are not told again', () => {
    const seen = anObservation({ clientName: undefined, reach: undefined, scopes: undefined });

    expect(reconcile(anIntegration(), seen, later(1)).outcome).toBe('unchanged');
  });
});

describe('GL-002 scopes that grew', () => {
  const grown = anObservation({ scopes: ['metadata:read', 'secrets:write'] });

  it('void the approval and say in words what is new', () => {
    const { next, types, transition } = changed(
      reconcile(anApprovedIntegration(), grown, later(1)),
    );

    expect(next).toMatchObject({ state: 'pending-approval', tier: 0 });
    expect(next.approval).toBeUndefined();
    expect(types).toEqual(['integration.scopes-changed', 'integration.approval-voided']);
    expect(transition.events[0]?.change).toMatchObject({
      direction: 'expanded',
      added: ['secrets:write'],
      classRaised: true,
      sentence: expect.stringContaining('can now set secrets (secrets:write)'),
    });
  });

  it('are told apart from scopes that shrank, which keep the approval', () => {
    const known = anApprovedIntegration({ scopes: ['metadata:read', 'secrets:write'] });

    const { next, transition } = changed(reconcile(known, anObservation(), later(1)));

    expect(next.state).toBe('approved');
    expect(transition.events.map((event) => event.change.direction)).toEqual(['reduced']);
  });

  it('a wider reach is an expansion too', () => {
    const known = anApprovedIntegration({ reach: 'R2' });

    const { next } = changed(reconcile(known, anObservation({ reach: 'R3' }), later(1)));

    expect(next.state).toBe('pending-approval');
  });
});

describe('GL-003 drift without scope change', () => {
  it.each([
    ['redirectHosts', { redirectHosts: ['a.example'] }, { redirectHosts: ['b.example'] }],
    ['publisher', { publisher: 'acme' }, { publisher: 'evil' }],
    ['ipLimited', { ipLimited: true }, { ipLimited: false }],
  ])('a changed %s voids the approval', (_facet, before, after) => {
    const known = anApprovedIntegration(before as Partial<Integration>);

    const { types } = changed(reconcile(known, anObservation(after), later(1)));

    expect(types).toContain('integration.approval-voided');
  });
});

describe('removal and return', () => {
  const gone = anObservation({ presence: { status: 'removed', cause: 'admin' } });

  it('a removal said by the vendor is removed-at-source', () => {
    const { next, types } = changed(reconcile(anApprovedIntegration(), gone, later(1)));

    expect(next.state).toBe('removed-at-source');
    expect(types).toEqual(['integration.removed-at-source']);
  });

  it('a removal of something removed advances the version and says nothing', () => {
    const removed = changed(reconcile(anIntegration(), gone, later(1))).next;

    const { next, types } = changed(reconcile(removed, gone, later(2)));

    expect(next.version).toBe(removed.version + 1);
    expect(types).toEqual([]);
  });

  it('what comes back is a new incarnation and starts unapproved', () => {
    const removed = changed(reconcile(anApprovedIntegration(), gone, later(1))).next;

    const { next, types } = changed(reconcile(removed, anObservation(), later(48)));

    expect(next).toMatchObject({ state: 'reappeared', incarnation: 2 });
    expect(next.approval).toBeUndefined();
    expect(types).toEqual(['integration.reappeared']);
  });

  it('a sighting older than the removal does not bring it back', () => {
    const removed = changed(reconcile(anIntegration(), gone, later(2))).next;
    const old = aSighting({
      observedAt: MARCH + 3 * HOUR,
      cause: { kind: 'webhook', ref: 'd1' },
    });

    const seen = anObservation({ occurredAt: MARCH + HOUR });

    expect(reconcile(removed, seen, old).outcome).toBe('superseded');
  });

  it('while we revoke, absence is no news: the read-back will prove it', () => {
    const revoking = anIntegration({ state: 'revoking' });

    expect(reconcile(revoking, gone, later(1)).outcome).toBe('unchanged');
  });
});

describe('suspension at the vendor', () => {
  const stopped = anObservation({ presence: { status: 'suspended' } });

  it('is remembered with the state to go back to', () => {
    const { next } = changed(reconcile(anApprovedIntegration(), stopped, later(1)));
    const { next: back } = changed(reconcile(next, anObservation(), later(2)));

    expect(next.state).toBe('suspended');
    expect(back.state).toBe('approved');
  });

  it('scopes that grow while suspended do not resume into approved', () => {
    const { next } = changed(reconcile(anApprovedIntegration(), stopped, later(1)));
    const grown = anObservation({
      presence: { status: 'suspended' },
      scopes: ['metadata:read', 'secrets:write'],
    });

    const { next: wider } = changed(reconcile(next, grown, later(2)));

    expect(wider.suspension?.resumeTo).toBe('pending-approval');
  });
});

describe('last use', () => {
  const used = (at: number) => anObservation({ lastUsed: { at } });

  it('is written when it becomes known, and then only when it moved by a week', () => {
    const known = changed(reconcile(anIntegration(), used(MARCH), later(1))).next;

    expect(reconcile(known, used(MARCH + 6 * DAY), later(150)).outcome).toBe('unchanged');
    expect(reconcile(known, used(MARCH + 7 * DAY), later(170)).outcome).toBe('changed');
  });

  it('is written earlier when it ends dormancy', () => {
    const known = {
      ...changed(reconcile(anIntegration(), used(MARCH), later(1))).next,
      said: { dormant: MARCH + 46 * DAY },
    };

    const { next } = changed(reconcile(known, used(MARCH + DAY), later(47 * 24)));

    expect(next.said.dormant).toBeUndefined();
  });
});
