/** What the directories say of people: a row for each account, found by address. */
import * as z from 'zod';
import type { DirectoryPerson } from '#domain/observation.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { People } from '#use-cases/ports.ts';
import { personKey, personPk } from './keys.ts';
import { putItem, queryPage, type Table } from './table.ts';

const StoredPerson = z.object({
  vendor: Vendor,
  tenant: z.string(),
  personId: z.string(),
  email: z.string().optional(),
  name: z.string().optional(),
  active: z.boolean(),
  status: z.string(),
  managerEmail: z.string().optional(),
  occurredAt: z.number().optional(),
});

/** People on a table. */
export function createPeople(table: Table): People {
  return {
    async accounts(address) {
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': personPk(address) },
        ConsistentRead: true,
      });
      return page.items.map((item): DirectoryPerson => StoredPerson.parse(item));
    },
    put: (address, person) => putItem(table, { ...personKey(address, person), ...person }),
  };
}
