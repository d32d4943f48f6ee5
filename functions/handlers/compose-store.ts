/** The store's ports on the one table. */
import {
  createConnections,
  createCoverage,
  createCursors,
} from '#adapters/dynamodb/connections.ts';
import { createDeliveries } from '#adapters/dynamodb/deliveries.ts';
import { createInventory } from '#adapters/dynamodb/inventory.ts';
import { createLedger } from '#adapters/dynamodb/ledger.ts';
import { createPeople } from '#adapters/dynamodb/people.ts';
import { openTable } from '#adapters/dynamodb/table.ts';
import { systemClock } from '#platform/clock.ts';

/** Everything that is read from and written to the table. */
export function openStore(tableName: string) {
  const table = openTable(tableName);
  return {
    table,
    clock: systemClock,
    ledger: createLedger(table),
    inventory: createInventory(table),
    connections: createConnections(table),
    cursors: createCursors(table),
    coverage: createCoverage(table),
    people: createPeople(table),
    deliveries: createDeliveries(table),
  };
}
