/**
 * What every store promises of integrations, whatever it is made of: claimed of the store in memory
 * that the use cases are tested on, and of the one on DynamoDB. Where they differ, the tests above
 * them lie.
 */
import { StaleWriteError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { ownerLeft } from '#domain/ownership.ts';
import { reconcile } from '#domain/reconcile.ts';
import type {
  Coverage,
  Deliveries,
  Inventory,
  Ledger,
  People,
  Sweeps,
  Tasks,
} from '#use-cases/ports.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anObservation,
  aSighting,
  DAY,
  HOUR,
  MARCH,
} from '../../domain/facts.ts';

export interface Store {
  readonly ledger: Ledger;
  readonly inventory: Inventory;
  readonly tasks: Tasks;
  readonly sweeps: Sweeps;
  readonly coverage: Coverage;
  readonly people: People;
  readonly deliveries: Deliveries;
}

export const TENANT = { vendor: 'github', tenant: '9001' } as const;

/** What a store gives back is what was written, without the fields that were not there. */
const plain = <Value>(value: Value): unknown => JSON.parse(JSON.stringify(value));

export function firstSight(clientId = 'a') {
  const { key } = anObservation();
  const seen = anObservation({ key: { ...key, clientId } });
  const result = reconcile(undefined, seen, aSighting());
  if (result.outcome !== 'changed') throw new TypeError('the first sight changes');
  return { entity: 'integration' as const, ...result.step };
}

export const { transition } = firstSight();

function change(next: Integration) {
  const { id: entityId, version } = next;
  return { entity: 'integration' as const, next, transition: { ...transition, entityId, version } };
}

async function due(inventory: Inventory, until: number): Promise<string[]> {
  const shards = Array.from({ length: 16 }, (_, shard) => inventory.due(shard, until));
  return (await Promise.all(shards)).flatMap((page) => page.items).map((one) => one.id);
}

const owned = (email: string, changes: Partial<Integration> = {}) =>
  anApprovedIntegration({ version: 1, owner: { email, source: 'accepted' }, ...changes });

/** Claims it of one kind of store.
 *  @param open a new, empty store */
export function claimInventory(name: string, open: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });

  describe(`the ledger ${name}`, () => {
    it('writes state and history together, and reads both back as they were', async () => {
      const first = firstSight();
      await store.ledger.commit([first]);

      const { items } = await store.inventory.history(first.next.id);

      expect(plain(await store.inventory.load(first.next))).toEqual(plain(first.next));
      expect(plain(items)).toEqual([{ transition: plain(first.transition) }]);
    });

    it('lets one of two writers at the same version win and tells the other', async () => {
      const first = firstSight();
      await store.ledger.commit([first]);

      await expect(store.ledger.commit([first])).rejects.toThrow(StaleWriteError);
      expect((await store.inventory.history(first.next.id)).items).toHaveLength(1);
    });

    it('refuses a version that leaves one out', async () => {
      const first = firstSight();
      await store.ledger.commit([first]);

      await expect(store.ledger.commit([change({ ...first.next, version: 3 })])).rejects.toThrow(
        StaleWriteError,
      );
    });

    it('writes nothing at all when one of several changes is stale', async () => {
      const old = firstSight('old');
      await store.ledger.commit([old]);
      const fresh = firstSight('fresh');

      await expect(store.ledger.commit([fresh, old])).rejects.toThrow(StaleWriteError);
      expect(await store.inventory.load(fresh.next)).toBeUndefined();
      expect((await store.inventory.history(fresh.next.id)).items).toEqual([]);
    });
  });

  describe(`the inventory ${name}`, () => {
    it('finds by id alone, by tenant, by owner and by deadline', async () => {
      const first = firstSight();
      await store.ledger.commit([first]);
      const other = owned('mira@example.com', { id: 'int_owned', clientId: 'owned' });
      await store.ledger.commit([change(other)]);

      expect((await store.inventory.find(first.next.id))?.clientId).toBe('a');
      expect(await store.inventory.find('int_nowhere')).toBeUndefined();
      expect((await store.inventory.known(TENANT)).items).toHaveLength(2);
      expect((await store.inventory.known({ ...TENANT, tenant: '9' })).items).toEqual([]);
      const mine = await store.inventory.byOwner('mira@example.com');
      expect(mine.items.map((one) => one.id)).toEqual(['int_owned']);
      expect(await due(store.inventory, MARCH + 30 * DAY)).toContain(first.next.id);
      expect(await due(store.inventory, MARCH)).toEqual([]);
    });

    it('finds the newest state by id after many changes, and its history newest first', async () => {
      let next = firstSight().next;
      await store.ledger.commit([firstSight()]);
      for (const version of [2, 3, 4]) {
        next = { ...next, version };
        await store.ledger.commit([change(next)]);
      }

      const { items } = await store.inventory.history(next.id);

      expect((await store.inventory.find(next.id))?.version).toBe(4);
      expect(items.map((one) => one.transition.version)).toEqual([4, 3, 2, 1]);
    });

    it('gives the rows a sweep compares with, without unpacking them', async () => {
      const first = firstSight();
      await store.ledger.commit([first]);

      const [row] = (await store.inventory.known(TENANT)).items;

      expect(row).toMatchObject({ id: first.next.id, digest: first.next.digest, live: true });
      expect(row?.decode().fingerprint).toBe(first.next.fingerprint);
      expect(row).toMatchObject({ riskVersion: first.next.risk?.version, unmapped: 0 });
    });

    it('gives with each row by which scale it was rated and how much of it nobody has mapped', async () => {
      const { next, transition } = firstSight();
      const known = { ...next, risk: { version: 7, unmapped: 3 } };
      await store.ledger.commit([{ entity: 'integration', next: known, transition }]);

      const [row] = (await store.inventory.known(TENANT)).items;

      expect(row).toMatchObject({ riskVersion: 7, unmapped: 3 });
    });

    it('finds an owner whatever case the address is written in', async () => {
      await store.ledger.commit([change(owned('Mira@Example.com'))]);

      expect((await store.inventory.byOwner('mira@example.com')).items).toHaveLength(1);
      expect((await store.inventory.byOwner('MIRA@EXAMPLE.COM')).items).toHaveLength(1);
    });

    it('drops what is gone from the owner index', async () => {
      const before = owned('mira@example.com');
      await store.ledger.commit([change(before)]);
      await store.ledger.commit([change({ ...before, version: 2, state: 'removed-at-source' })]);

      expect((await store.inventory.byOwner('mira@example.com')).items).toEqual([]);
    });

    it('keeps what has an empty publisher, no owner’s address or endless ids', async () => {
      const odd = owned('', { publisher: '', clientId: 'ü'.repeat(3_000) });
      const long = owned('mira@example.com', { id: 'int_long', publisher: 'p'.repeat(5_000) });

      await store.ledger.commit([change(odd)]);
      await store.ledger.commit([change(long)]);

      expect((await store.inventory.load(odd))?.clientId).toBe(odd.clientId);
      expect((await store.inventory.load(long))?.publisher).toBe(long.publisher);
    });

    it('keeps a step made of a stored integration writable', async () => {
      const before = owned('mira@example.com');
      await store.ledger.commit([change(before)]);
      const stored = await store.inventory.load(before);
      const leaver = { person: 'mira@example.com', directoryStatus: 'left', at: MARCH };
      const step = stored && ownerLeft(stored, leaver, aCircumstance(MARCH + HOUR));
      if (step === undefined) throw new TypeError('the owner left');

      await store.ledger.commit([{ entity: 'integration', ...step }]);

      expect((await store.inventory.load(before))?.state).toBe('orphaned');
    });
  });
}
