import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  createConnections,
  createCoverage,
  createCursors,
} from '#adapters/dynamodb/connections.ts';
import { createDeliveries } from '#adapters/dynamodb/deliveries.ts';
import { createInventory } from '#adapters/dynamodb/inventory.ts';
import { createLedger } from '#adapters/dynamodb/ledger.ts';
import { createPeople } from '#adapters/dynamodb/people.ts';
import { createSweeps } from '#adapters/dynamodb/sweeps.ts';
import { openTable, type Table } from '#adapters/dynamodb/table.ts';
import { createTasks } from '#adapters/dynamodb/tasks.ts';
import { openTask } from '#domain/ask.ts';
import { StaleWriteError } from '#domain/errors.ts';
import { ownerLeft } from '#domain/ownership.ts';
import { reconcile } from '#domain/reconcile.ts';
import { startSweep } from '#domain/sweep.ts';
import type { Task } from '#domain/task.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anIntegration,
  anObservation,
  aSighting,
  DAY,
  HOUR,
  MARCH,
} from '../domain/facts.ts';

const client = new DynamoDBClient({
  endpoint: 'http://127.0.0.1:8000',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

const index = (name: string, pk: string, sk?: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: pk, KeyType: 'HASH' as const },
    ...(sk === undefined ? [] : [{ AttributeName: sk, KeyType: 'RANGE' as const }]),
  ],
  Projection: {
    ProjectionType: name === 'OpenTaskIndex' ? ('ALL' as const) : ('KEYS_ONLY' as const),
  },
});

/** As lib/constructs/inventory-table.ts makes it; test/lib holds names and keys to the template. */
const definition = (TableName: string): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    ...['pk', 'sk', 'dueShard', 'ownerKey', 'clientKey', 'publisherKey', 'openTask'].map(
      (AttributeName) => ({ AttributeName, AttributeType: 'S' as const }),
    ),
    { AttributeName: 'dueAt', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    index('DueIndex', 'dueShard', 'dueAt'),
    index('OwnerIndex', 'ownerKey'),
    index('ClientIndex', 'clientKey'),
    index('PublisherIndex', 'publisherKey'),
    index('OpenTaskIndex', 'openTask', 'dueAt'),
  ],
});

let serial = 0;
let table: Table;

beforeEach(async () => {
  serial += 1;
  await client.send(new CreateTableCommand(definition(`table-${serial}`)));
  table = openTable(`table-${serial}`, client);
});

const TENANT = { vendor: 'github', tenant: '9001' } as const;

function firstSight(clientId = 'a') {
  const { key } = anObservation();
  const seen = anObservation({ key: { ...key, clientId } });
  const result = reconcile(undefined, seen, aSighting());
  if (result.outcome !== 'changed') throw new TypeError('the first sight changes');
  return { entity: 'integration' as const, ...result.step };
}

describe('the ledger', () => {
  it('writes state and history together, and reads both back as they were', async () => {
    const change = firstSight();
    await createLedger(table).commit([change]);
    const inventory = createInventory(table);

    const stored = await inventory.load(change.next);
    const { items } = await inventory.history(change.next.id);

    expect(stored).toEqual(JSON.parse(JSON.stringify(change.next)));
    expect(items.map((one) => one.transition.events[0]?.type)).toEqual(['integration.discovered']);
  });

  it('lets one of two writers at the same version win and tells the other', async () => {
    const ledger = createLedger(table);
    const first = firstSight();
    await ledger.commit([first]);

    await expect(ledger.commit([first])).rejects.toThrow(StaleWriteError);
    expect((await createInventory(table).history(first.next.id)).items).toHaveLength(1);
  });

  it('writes nothing at all when one of several changes is stale', async () => {
    const ledger = createLedger(table);
    const old = firstSight('old');
    await ledger.commit([old]);
    const fresh = firstSight('fresh');

    await expect(ledger.commit([fresh, old])).rejects.toThrow(StaleWriteError);
    expect(await createInventory(table).load(fresh.next)).toBeUndefined();
  });
});

describe('the inventory', () => {
  it('finds by id alone, by tenant, by owner and by deadline', async () => {
    const change = firstSight();
    await createLedger(table).commit([change]);
    const owned = anApprovedIntegration({ id: 'int_owned', clientId: 'owned', version: 1 });
    const transition = { ...change.transition, entityId: owned.id };
    await createLedger(table).commit([{ entity: 'integration', next: owned, transition }]);
    const inventory = createInventory(table);

    expect((await inventory.find(change.next.id))?.clientId).toBe('a');
    expect((await inventory.known(TENANT)).items).toHaveLength(2);
    expect((await inventory.byOwner('mira@example.com')).items.map((one) => one.id)).toEqual([
      'int_owned',
    ]);
    const shards = await Promise.all(
      Array.from({ length: 16 }, (_, shard) => inventory.due(shard, MARCH + 30 * DAY)),
    );
    expect(shards.flatMap((page) => page.items).map((one) => one.id)).toContain(change.next.id);
    const early = await Promise.all(
      Array.from({ length: 16 }, (_, shard) => inventory.due(shard, MARCH)),
    );
    expect(early.flatMap((page) => page.items)).toEqual([]);
  });

  it('gives the rows a sweep compares with, without unpacking them', async () => {
    const change = firstSight();
    await createLedger(table).commit([change]);

    const [row] = (await createInventory(table).known(TENANT)).items;

    expect(row).toMatchObject({ id: change.next.id, digest: change.next.digest, live: true });
    expect(row?.decode().fingerprint).toBe(change.next.fingerprint);
  });

  it('drops what is gone from the owner index', async () => {
    const ledger = createLedger(table);
    const owned = anApprovedIntegration({ version: 1 });
    const { transition } = firstSight();
    await ledger.commit([{ entity: 'integration', next: owned, transition }]);
    const gone = { ...owned, version: 2, state: 'removed-at-source' as const };
    const next = { ...transition, version: 2 };
    await ledger.commit([{ entity: 'integration', next: gone, transition: next }]);

    expect((await createInventory(table).byOwner('mira@example.com')).items).toEqual([]);
  });

  it('keeps a step made of a stored integration writable', async () => {
    const ledger = createLedger(table);
    const owned = anApprovedIntegration({ version: 1 });
    await ledger.commit([
      { entity: 'integration', next: owned, transition: firstSight().transition },
    ]);
    const stored = await createInventory(table).load(owned);
    const leaver = { person: 'mira@example.com', directoryStatus: 'left', at: MARCH };
    const step = stored && ownerLeft(stored, leaver, aCircumstance(MARCH + HOUR));
    if (step === undefined) throw new TypeError('the owner left');

    await ledger.commit([{ entity: 'integration', ...step }]);

    expect((await createInventory(table).load(owned))?.state).toBe('orphaned');
  });
});

describe('tasks', () => {
  const task: Omit<Task, 'version'> = {
    id: 'task_1',
    kind: 'decide',
    integrationId: 'int_1',
    ...TENANT,
    incarnation: 1,
    fingerprint: 'f',
    reason: 'review-due',
    title: 't',
    facts: [],
    steps: [],
    assignee: 'ann@example.com',
    chain: [],
    openedAt: MARCH,
    dueAt: MARCH + DAY,
    stage: 'ask',
  };

  it('are listed while open; a token is kept only on an open one', async () => {
    const ledger = createLedger(table);
    const tasks = createTasks(table);
    const opened = openTask(task, { ...aCircumstance(), integration: anIntegration() });
    await ledger.commit([{ entity: 'task', ...opened }]);
    await tasks.attachToken('task_1', 'secret-token');
    const open = await tasks.open();
    const answered: Task = {
      ...opened.next,
      version: 2,
      answer: { answer: 'approve', by: 'ann', at: MARCH },
    };
    const transition = { ...opened.transition, version: 2 };
    await ledger.commit([{ entity: 'task', next: answered, transition }]);

    expect(open.items.map((one) => one.token)).toEqual(['secret-token']);
    expect((await tasks.open()).items).toEqual([]);
    await expect(tasks.attachToken('task_1', 'late')).rejects.toThrow(StaleWriteError);
  });
});

describe('the rest of the store', () => {
  it('remembers sweeps, what they saw, cursors and coverage', async () => {
    const objects = new Map<string, Uint8Array>();
    const sweeps = createSweeps(table, {
      save: async (key, body) => void objects.set(key, body),
      load: async (key) => objects.get(key) ?? new Uint8Array(),
    });
    const sweep = startSweep(TENANT, [{ name: 'a' }], { now: MARCH, previous: undefined });
    await createLedger(table).commit([{ entity: 'sweep', next: sweep }]);
    await sweeps.saveSeen(sweep.id, 0, ['x', 'y']);
    await createCursors(table).save(TENANT, 'feed', 'c1');

    expect((await sweeps.latest(TENANT))?.id).toBe(sweep.id);
    expect(await sweeps.loadSeen(sweep.id, 1)).toEqual(new Set(['x', 'y']));
    expect(await createCursors(table).load(TENANT, 'feed')).toBe('c1');
    expect(await createCoverage(table).load(TENANT)).toEqual([]);
  });

  it('lists connections, and marks deliveries after their effect', async () => {
    const connections = createConnections(table);
    const deliveries = createDeliveries(table);
    await connections.save({ ...TENANT, baseUrl: 'https://x.test', settings: {}, connectedAt: 1 });
    const before = await deliveries.isProcessed('github', 'd');
    await deliveries.markProcessed('github', 'd', MARCH);

    expect(await connections.list()).toHaveLength(1);
    expect([before, await deliveries.isProcessed('github', 'd')]).toEqual([false, true]);
  });

  it('believes the stricter of two directories, and the one that tells a manager', async () => {
    const people = createPeople(table);
    const person = { personId: '1', email: 'mira@example.com', active: true, status: 'ACTIVE' };
    const okta = {
      ...person,
      vendor: 'okta',
      tenant: 'o',
      managerEmail: 'boss@example.com',
    } as const;
    const crm = { ...person, vendor: 'salesforce', tenant: 's', active: false } as const;
    const saved = [await people.save(okta), await people.save(crm), await people.save(okta)];

    expect(saved).toEqual([true, true, false]);
    expect(await people.load('mira@example.com')).toMatchObject({
      active: false,
      managerEmail: 'boss@example.com',
    });
  });
});
