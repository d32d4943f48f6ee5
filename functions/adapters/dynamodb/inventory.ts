/** Integrations read by key, tenant, owner, deadline and history; never by scan. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import type { IntegrationRef } from '#domain/integration.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Inventory, Page } from '#use-cases/ports.ts';
import { integrationOf, knownRow } from './integration-item.ts';
import {
  addressKey,
  dueShard,
  historyPk,
  INDEXES,
  indexKey,
  integrationKey,
  integrationPrefix,
  integrationRefOf,
  tenantPk,
} from './keys.ts';
import { getItem, queryPage, type Table } from './table.ts';
import { transitionOf } from './transition-item.ts';

const HISTORY_PAGE = 100;

/** The inventory on a table. */
export function createInventory(table: Table): Inventory {
  const load: Inventory['load'] = async (ref) => {
    const item = await getItem(table, integrationKey(ref));
    return item === undefined ? undefined : integrationOf(item);
  };
  const newestFirst = async (entityId: string, limit: number, cursor?: string) => {
    const page = await queryPage(
      table,
      {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': historyPk(entityId) },
        ScanIndexForward: false,
        Limit: limit,
      },
      cursor,
    );
    return {
      items: page.items.map((item) => ({ transition: transitionOf(item) })),
      next: page.next,
    };
  };
  return {
    load,
    history: (entityId, cursor) => newestFirst(entityId, HISTORY_PAGE, cursor),
    async find(id) {
      const [newest] = (await newestFirst(id, 1)).items;
      const subject = newest?.transition.about.subject;
      return subject === undefined ? undefined : load({ ...subject, id });
    },
    async known(tenant, cursor) {
      const page = await queryPage(
        table,
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': tenantPk(tenant), ':prefix': integrationPrefix },
        },
        cursor,
      );
      return { items: page.items.map(knownRow), next: page.next };
    },
    async byOwner(email, cursor) {
      const page = await queryPage(
        table,
        {
          IndexName: INDEXES.owner,
          KeyConditionExpression: 'ownerKey = :owner',
          ExpressionAttributeValues: { ':owner': indexKey(addressKey(email)) },
          Limit: 200,
        },
        cursor,
      );
      return refs(page);
    },
    async due(shard, until, cursor) {
      const page = await queryPage(
        table,
        {
          IndexName: INDEXES.due,
          KeyConditionExpression: 'dueShard = :shard AND dueAt <= :until',
          ExpressionAttributeValues: { ':shard': dueShard(shard), ':until': until },
        },
        cursor,
      );
      return refs(page);
    },
  };
}

const StoredKey = z.object({ pk: z.string(), sk: z.string() });

function refs(page: Page<Record<string, unknown>>): Page<IntegrationRef> {
  return { items: page.items.map(refOf), next: page.next };
}

function refOf(item: unknown): IntegrationRef {
  const key = StoredKey.parse(item);
  const ref = integrationRefOf(key);
  const vendor = Vendor.safeParse(ref.vendor);
  if (!vendor.success) throw new ContractError('an index entry names no vendor of ours');
  return { ...ref, vendor: vendor.data };
}
