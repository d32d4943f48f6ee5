/** Connected vendor tenants, their coverage and their feed cursors. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { Capability, Vendor } from '#events/vocabulary.ts';
import type {
  Connection,
  Connections,
  Coverage,
  CoverageState,
  Cursors,
} from '#use-cases/ports.ts';
import { CONNECTIONS_PK, connectionKey, coveragePrefix, cursorKey, tenantPk } from './keys.ts';
import { unpack } from './packed.ts';
import { getItem, putItem, queryPage, type Table } from './table.ts';

const StoredConnection = z.object({
  vendor: Vendor,
  tenant: z.string(),
  tenantName: z.string().optional(),
  baseUrl: z.string(),
  settings: z.record(z.string(), z.string()),
  connectedAt: z.number(),
  defaultOwner: z.string().optional(),
});

const PAGES_MAX = 100;

/** Connections on a table. */
export function createConnections(table: Table): Connections {
  return {
    async list() {
      const all: Connection[] = [];
      let cursor: string | undefined;
      for (let pages = 0; pages < PAGES_MAX; pages += 1) {
        const page = await queryPage(
          table,
          {
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': CONNECTIONS_PK },
          },
          cursor,
        );
        for (const item of page.items) all.push(StoredConnection.parse(item));
        cursor = page.next;
        if (cursor === undefined) return all;
      }
      throw new ContractError('there are more connections than can be listed');
    },
    async load(tenant) {
      const item = await getItem(table, connectionKey(tenant));
      return item === undefined ? undefined : StoredConnection.parse(item);
    },
    async save(connection) {
      await putItem(table, { ...connectionKey(connection), ...connection });
    },
  };
}

const StoredCursor = z.object({ cursor: z.string() });

/** Feed cursors on a table. */
export function createCursors(table: Table): Cursors {
  return {
    async load(tenant, feed) {
      const item = await getItem(table, cursorKey(tenant, feed));
      return item === undefined ? undefined : StoredCursor.parse(item).cursor;
    },
    async save(tenant, feed, cursor) {
      await putItem(table, { ...cursorKey(tenant, feed), cursor });
    },
  };
}

const StoredCoverage = z.object({
  vendor: Vendor,
  tenant: z.string(),
  collector: z.string(),
  capability: Capability,
  version: z.number(),
  covered: z.boolean(),
  since: z.number(),
  reason: z.string().optional(),
});

/** Coverage on a table. */
export function createCoverage(table: Table): Coverage {
  return {
    async load(tenant) {
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': tenantPk(tenant), ':prefix': coveragePrefix },
      });
      return page.items.map((item): CoverageState => StoredCoverage.parse(unpack(item.j)));
    },
  };
}
