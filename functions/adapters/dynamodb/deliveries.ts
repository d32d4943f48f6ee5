/** Delivery marks, set after the effect, and deliveries that could not be understood. */
import { DAY_MS } from '#domain/time.ts';
import type { Deliveries } from '#use-cases/ports.ts';
import { deliveryKey, quarantineKey } from './keys.ts';
import { getItem, putItem, type Table } from './table.ts';

/** Longer than any vendor redelivers. */
const MARK_DAYS = 7;
const QUARANTINE_DAYS = 30;

function expiry(now: number, days: number): number {
  return Math.ceil((now + days * DAY_MS) / 1000);
}

/** Deliveries on a table. */
export function createDeliveries(table: Table): Deliveries {
  return {
    async isProcessed(source, deliveryId) {
      return (await getItem(table, deliveryKey(source, deliveryId))) !== undefined;
    },
    async markProcessed(source, deliveryId, now) {
      await putItem(table, {
        ...deliveryKey(source, deliveryId),
        expiresAt: expiry(now, MARK_DAYS),
      });
    },
    async quarantine(entry) {
      await putItem(table, {
        ...quarantineKey(entry),
        ...entry,
        expiresAt: expiry(entry.receivedAt, QUARANTINE_DAYS),
      });
    },
  };
}
