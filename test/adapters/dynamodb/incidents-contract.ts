/** What every store promises of incidents: targets in the order of the plan, steps written once, calls
 *  counted by whoever makes one. */

import { StaleWriteError } from '#domain/errors.ts';
import type { Incident, IncidentTarget } from '#domain/incident.ts';
import { openIncident } from '#domain/incident-steps.ts';
import type { Incidents, VendorPace } from '#use-cases/incident-port.ts';
import type { Ledger } from '#use-cases/ports.ts';
import { aCircumstance, MARCH } from '../../domain/facts.ts';
import { TENANT } from './store-contract.ts';

export interface IncidentStore {
  readonly ledger: Ledger;
  readonly incidents: Incidents;
  readonly pace: VendorPace;
}

const OTHER = { vendor: 'github', tenant: '90010' } as const;

const targetOf = (index: number): IncidentTarget => ({
  ...TENANT,
  integrationId: `int_${index}`,
  kind: 'github-app-installation',
  incarnation: 1,
  name: 'Drift',
  matched: 'name',
  tier: 1,
  reach: 'R3',
  stateAtOpening: 'approved',
  firstSeenAt: MARCH,
});

function opened(
  id: string,
): { entity: 'incident'; next: Incident } & ReturnType<typeof openIncident> {
  const indicators = { vendor: 'drift', aliases: [], clientIds: [], domains: [], platforms: [] };
  const fresh = { id, indicators, openedBy: 'mira', askedAt: MARCH, unseen: [] };
  return { entity: 'incident', ...openIncident(fresh, [targetOf(0)], aCircumstance()) };
}

/** Claims it of a store. */
export function claimIncidents(name: string, open: () => Promise<IncidentStore>): void {
  let store: IncidentStore;
  beforeEach(async () => {
    store = await open();
  });

  describe(`incidents ${name}`, () => {
    it('are found by id and listed, and one that nobody opened is none', async () => {
      await store.ledger.commit([opened('inc_a')]);
      await store.ledger.commit([opened('inc_b')]);

      expect(await store.incidents.load('inc_b')).toEqual(opened('inc_b').next);
      expect((await store.incidents.list()).items.map(({ id }) => id)).toEqual(['inc_a', 'inc_b']);
      expect(await store.incidents.load('inc_c')).toBeUndefined();
    });

    it('are opened once', async () => {
      await store.ledger.commit([opened('inc_a')]);
      await expect(store.ledger.commit([opened('inc_a')])).rejects.toThrow(StaleWriteError);
    });

    it('keep their targets in order, over any border, and only their own tenant’s', async () => {
      const all = Array.from({ length: 250 }, (_none, index) => targetOf(index));
      await store.incidents.saveTargets('inc_a', TENANT, all);
      await store.incidents.saveTargets('inc_a', OTHER, [targetOf(999)]);

      expect(await store.incidents.targets('inc_a', TENANT)).toEqual(all);
      const range = { from: 95, count: 110 };
      expect(await store.incidents.targets('inc_a', TENANT, range)).toEqual(all.slice(95, 205));
      const end = { from: 240, count: 100 };
      expect(await store.incidents.targets('inc_a', TENANT, end)).toEqual(all.slice(240));
      expect(await store.incidents.targets('inc_a', TENANT, { from: 5, count: 0 })).toEqual([]);
    });

    it('go on tenant by tenant; of two that go on at once one is told', async () => {
      const lane = { ...TENANT, incidentId: 'inc_a', incidentVendor: 'drift', total: 2, live: 2 };
      const start = { ...lane, version: 1, next: 0, tokens: 0.5 };
      await store.ledger.commit([{ entity: 'incident-lane', next: start }]);
      const next = { ...start, version: 2, next: 1 };
      await store.ledger.commit([{ entity: 'incident-lane', next }]);

      const twice = store.ledger.commit([{ entity: 'incident-lane', next }]);
      await expect(twice).rejects.toThrow(StaleWriteError);
      expect(await store.incidents.lane('inc_a', TENANT)).toEqual(next);
      expect(await store.incidents.lane('inc_a', OTHER)).toBeUndefined();
    });
  });

  describe(`the calls of a minute ${name}`, () => {
    const who = { ...TENANT, id: 'int_1' };
    const minute = Math.floor(MARCH / 60_000) * 60_000;

    it('are as many as were allowed, whoever makes them at once, and anew in the next one', async () => {
      const asked = Array.from({ length: 8 }, () => store.pace.take(who, minute + 500, 5));
      const waits = await Promise.all(asked);

      expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
      expect(waits.filter((wait) => wait >= 59_500)).toHaveLength(3);
      expect(await store.pace.take(who, minute + 60_000, 5)).toBe(0);
      expect(await store.pace.take({ ...who, tenant: OTHER.tenant }, minute, 5)).toBe(0);
    });

    it('are counted without a bound too, and then leave less for the others', async () => {
      await store.pace.take(who, minute);
      expect(await store.pace.take(who, minute, 1)).toBeGreaterThan(0);
    });
  });
}
