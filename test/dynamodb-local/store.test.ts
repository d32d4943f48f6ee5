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
import { createEvidenceChains } from '#adapters/dynamodb/evidence-chains.ts';
import { createIncidents } from '#adapters/dynamodb/incidents.ts';
import { createInventory } from '#adapters/dynamodb/inventory.ts';
import { createLedger } from '#adapters/dynamodb/ledger.ts';
import { createPace } from '#adapters/dynamodb/pace.ts';
import { createPeople } from '#adapters/dynamodb/people.ts';
import { createQuarantine } from '#adapters/dynamodb/quarantine.ts';
import { createSweepLog } from '#adapters/dynamodb/sweep-log.ts';
import { createSweeps } from '#adapters/dynamodb/sweeps.ts';
import { openTable, queryPage, type Table } from '#adapters/dynamodb/table.ts';
import { createTasks } from '#adapters/dynamodb/tasks.ts';
import { startSweep } from '#domain/sweep.ts';
import { claimEvidence } from '../adapters/dynamodb/evidence-contract.ts';
import { claimIncidents, type IncidentStore } from '../adapters/dynamodb/incidents-contract.ts';
import { claimRecords } from '../adapters/dynamodb/records-contract.ts';
import { claimInventory, type Store, TENANT } from '../adapters/dynamodb/store-contract.ts';
import { DAY, MARCH } from '../domain/facts.ts';

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

async function newTable(): Promise<Table> {
  serial += 1;
  await client.send(new CreateTableCommand(definition(`table-${serial}`)));
  return openTable(`table-${serial}`, client);
}

async function newStore(): Promise<Store & IncidentStore> {
  const table = await newTable();
  const objects = new Map<string, Uint8Array>();
  return {
    ledger: createLedger(table),
    inventory: createInventory(table),
    tasks: createTasks(table),
    incidents: createIncidents(table),
    pace: createPace(table),
    sweeps: createSweeps(table, {
      save: async (key, body) => void objects.set(key, body),
      load: async (key) => {
        const body = objects.get(key);
        if (body === undefined) throw new TypeError('there is no such object');
        return body;
      },
    }),
    coverage: createCoverage(table),
    people: createPeople(table),
    deliveries: createDeliveries(table),
  };
}

claimInventory('on DynamoDB', newStore);
claimRecords('on DynamoDB', newStore);
claimEvidence('on DynamoDB', async () => {
  const table = await newTable();
  return { ledger: createLedger(table), chains: createEvidenceChains(table) };
});
claimIncidents('on DynamoDB', newStore);

describe('the rest of the table', () => {
  it('remembers cursors and lists connections', async () => {
    const table = await newTable();
    const connections = createConnections(table);
    await connections.save({ ...TENANT, baseUrl: 'https://x.test', settings: {}, connectedAt: 1 });
    await createCursors(table).save(TENANT, 'feed', 'c1');

    expect(await connections.list()).toEqual([
      { ...TENANT, baseUrl: 'https://x.test', settings: {}, connectedAt: 1 },
    ]);
    expect(await createCursors(table).load(TENANT, 'feed')).toBe('c1');
    expect(await createCursors(table).load(TENANT, 'other')).toBeUndefined();
  });

  it('tells the sweeps that began in a period', async () => {
    const table = await newTable();
    const ledger = createLedger(table);
    const begun = [MARCH, MARCH + 1, MARCH + 2].map((now) =>
      startSweep(TENANT, [{ name: 'a' }], { now, previous: undefined }),
    );
    for (const next of begun) await ledger.commit([{ entity: 'sweep', next }]);

    const told = await createSweepLog(table).within(TENANT, { from: MARCH + 1, to: MARCH + 2 });

    expect(told.map((sweep) => sweep.startedAt)).toEqual([MARCH + 1]);
  });

  it('forgets what was sent again, unless it came back meanwhile', async () => {
    const table = await newTable();
    const quarantine = createQuarantine(table);
    const entry = { ...TENANT, deliveryId: 'd', reason: 'r', receivedAt: MARCH, message: '{}' };
    await createDeliveries(table).quarantine({ ...entry, quarantinedAt: MARCH + 1 });

    await quarantine.release({ ...entry, quarantinedAt: MARCH });
    const kept = await quarantine.list();
    await quarantine.release({ ...entry, quarantinedAt: MARCH + 1 });

    expect(kept.items).toEqual([{ ...entry, quarantinedAt: MARCH + 1 }]);
    expect((await quarantine.list()).items).toEqual([]);
  });

  it('forgets marks after 7 days and what it could not understand after 30', async () => {
    const table = await newTable();
    const deliveries = createDeliveries(table);
    await deliveries.markProcessed('github', 'd', MARCH);
    await deliveries.quarantine({
      ...TENANT,
      deliveryId: 'd',
      reason: 'r',
      receivedAt: MARCH,
      quarantinedAt: MARCH,
      message: '{}',
    });
    const expiries = async (pk: string) =>
      (
        await queryPage(table, {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
        })
      ).items.map((item) => item.expiresAt);

    expect(await expiries('DELIVERY#github#d')).toEqual([(MARCH + 7 * DAY) / 1000]);
    expect(await expiries('QUARANTINE')).toEqual([(MARCH + 30 * DAY) / 1000]);
  });
});
