/** Accounts of people in memory, kept in the order of the table's keys. */
import { answering } from '#domain/directory.ts';
import type { AccountId, DirectoryPerson } from '#domain/observation.ts';
import type { People } from '#use-cases/ports.ts';

/** A directory that remembers what each vendor said. */
export function memoryPeople(): People {
  const rows = new Map<string, DirectoryPerson[]>();
  const accountsOf = (address: string) => rows.get(address.toLowerCase()) ?? [];
  return {
    accounts: async (address) => answering(address, accountsOf(address)),
    addresses: async (account) =>
      [...rows].flatMap(([address, all]) =>
        all.some((one) => keyOf(one) === keyOf(account)) ? [address] : [],
      ),
    put: async (address, account) => {
      const others = accountsOf(address).filter((one) => keyOf(one) !== keyOf(account));
      const all = [...others, account].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      rows.set(address.toLowerCase(), all);
    },
  };
}

function keyOf({ vendor, tenant, personId }: AccountId): string {
  return `${vendor}#${tenant}#${personId}`;
}
