/** Deliveries that could not be understood, as people look at them and send them again. */
import * as z from 'zod';
import { Vendor } from '#events/vocabulary.ts';
import type { Quarantine } from '#use-cases/ports.ts';
import { QUARANTINE_PK, quarantineKey } from './keys.ts';
import { deleteItemIf, queryPage, type Table } from './table.ts';

const Entry = z.object({
  vendor: Vendor,
  tenant: z.string(),
  deliveryId: z.string(),
  reason: z.string(),
  receivedAt: z.number(),
  quarantinedAt: z.number(),
  message: z.string(),
});

/** The quarantine on a table; `createDeliveries` fills it. */
export function createQuarantine(table: Table): Quarantine {
  return {
    async list(cursor) {
      const page = await queryPage(
        table,
        {
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': QUARANTINE_PK },
        },
        cursor,
      );
      return { items: page.items.map((item) => Entry.parse(item)), next: page.next };
    },
    async release(entry) {
      const { quarantinedAt: value } = entry;
      await deleteItemIf(table, quarantineKey(entry), { attribute: 'quarantinedAt', value });
    },
  };
}
