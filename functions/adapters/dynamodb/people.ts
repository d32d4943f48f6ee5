/** What the directories say of people: a row for each account, found by address; and the addresses
 *  of an account, found by its id. */
import * as z from 'zod';
import { answering } from '#domain/directory.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { People } from '#use-cases/ports.ts';
import { accountPk, addressKey, personKey, personPk } from './keys.ts';
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

const AddressItem = z.object({ sk: z.string() });

/** People on a table. */
export function createPeople(table: Table): People {
  return {
    async accounts(address) {
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': personPk(address) },
        ConsistentRead: true,
      });
      const all = page.items.map((item): DirectoryPerson => StoredPerson.parse(item));
      return answering(address, all);
    },
    async addresses(account) {
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': accountPk(account) },
        ConsistentRead: true,
      });
      return page.items.map((item) => AddressItem.parse(item).sk);
    },
    // The address first: an account that could not be kept is seen as new once more, and kept then.
    async put(address, person) {
      await putItem(table, { pk: accountPk(person), sk: addressKey(address) });
      await putItem(table, { ...personKey(address, person), ...person });
    },
  };
}
