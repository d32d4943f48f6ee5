/** People as the directories show them, found by e-mail. The stricter of two directories wins. */
import * as z from 'zod';
import type { DirectoryPerson } from '#domain/observation.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { People } from '#use-cases/ports.ts';
import { personKey } from './keys.ts';
import { getItem, putItem, type Table } from './table.ts';

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
  const load: People['load'] = async (email) => {
    const item = await getItem(table, personKey(email));
    return item === undefined ? undefined : StoredPerson.parse(item);
  };
  return {
    load,
    async save(person) {
      const email = (person.email ?? person.name)?.toLowerCase();
      if (email === undefined) return false;
      const known = await load(email);
      if (known !== undefined && (sameState(known, person) || isWeaker(known, person)))
        return false;
      await putItem(table, { ...personKey(email), ...person });
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

/** Another directory that still calls a leaver active does not bring them back. */
function isWeaker(known: DirectoryPerson, said: DirectoryPerson): boolean {
  const sameDirectory = known.vendor === said.vendor && known.tenant === said.tenant;
  return !sameDirectory && !known.active && said.active;
}
