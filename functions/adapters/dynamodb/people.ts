/** People as the directories show them, found by e-mail. The stricter of two directories wins. */
import * as z from 'zod';
import type { DirectoryPerson } from '#domain/observation.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { People } from '#use-cases/ports.ts';
import { personKey, personPk } from './keys.ts';
import { getItem, putItem, queryPage, type Table } from './table.ts';

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
    async load(email) {
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': personPk(email) },
        ConsistentRead: true,
      });
      return strictest(page.items.map((item) => StoredPerson.parse(item)));
    },
    async save(person) {
      const email = (person.email ?? person.name)?.toLowerCase();
      if (email === undefined) return false;
      const key = personKey(email, person);
      const item = await getItem(table, key);
      if (item !== undefined && sameState(StoredPerson.parse(item), person)) return false;
      await putItem(table, { ...key, ...person });
      return true;
    },
  };
}

function sameState(a: DirectoryPerson, b: DirectoryPerson): boolean {
  return (
    a.active === b.active &&
    a.status === b.status &&
    a.personId === b.personId &&
    a.managerEmail === b.managerEmail
  );
}

/** Whoever left in one directory has left, whatever another still says; a manager is taken from
 *  wherever one is told. */
export function strictest(said: readonly DirectoryPerson[]): DirectoryPerson | undefined {
  const person = said.find((one) => !one.active) ?? said[0];
  if (person === undefined) return undefined;
  const told = said.find((one) => one.managerEmail !== undefined);
  return { ...person, managerEmail: person.managerEmail ?? told?.managerEmail };
}
