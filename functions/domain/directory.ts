/**
 * What the directories say of one person. Within a directory whoever has one open account is there,
 * whatever became of an older one; of two directories the stricter is believed.
 *
 * An account stays known under every address it was ever shown under, by the id its directory gives
 * it: what a renamed person owns under the old address is still theirs, is asked for at the new one
 * and leaves with them. Only when somebody else of that directory gets the old address, it is theirs.
 */
import type { AccountId, DirectoryPerson } from './observation.ts';

/** What an owner is found by: the e-mail, or the name where a directory shows no e-mail. */
export function addressOf(person: DirectoryPerson): string | undefined {
  return (person.email ?? person.name)?.toLowerCase();
}

/** Whether two sightings are of one account. */
export function isSameAccount(a: AccountId, b: AccountId): boolean {
  return a.vendor === b.vendor && a.tenant === b.tenant && a.personId === b.personId;
}

/** Accounts that answer for an address: those shown under it, and those that moved away while nobody
 *  else of their directory has it.
 *  @param all accounts that were ever shown under the address */
export function answering(address: string, all: readonly DirectoryPerson[]): DirectoryPerson[] {
  const here = all.filter((one) => isAt(one, address));
  return all.filter((one) => isAt(one, address) || sameDirectory(here, one).length === 0);
}

/** Where whoever had an address is reached now: where they moved to, once no directory shows them
 *  under it any more. */
export function currentAddress(address: string, accounts: readonly DirectoryPerson[]): string {
  const open = accounts.filter((one) => one.active);
  if (open.some((one) => isAt(one, address))) return address;
  return open.map(addressOf).find((one) => one !== undefined) ?? address;
}

function isAt(person: DirectoryPerson, address: string): boolean {
  return addressOf(person) === address.toLowerCase();
}

/** What a sighting of one account means beside what is known of the address.
 *  @returns `write`: the account is new or differs, and no newer fact is known of it; `changed`: its
 *  directory now says something else of the person, and says it by this account */
export function compared(
  known: readonly DirectoryPerson[],
  seen: DirectoryPerson,
): { write: boolean; changed: boolean } {
  const directory = sameDirectory(known, seen);
  const account = directory.find((one) => one.personId === seen.personId);
  if (account !== undefined) {
    if (isOlder(seen, account)) return { write: false, changed: false };
    // They left before and leave again: they were back in between, and own things since.
    if (sameState(account, seen)) return leavesAgain(seen, account);
  }
  const before = openAccount(directory);
  const after = openAccount(
    account === undefined
      ? [...directory, seen]
      : directory.map((one) => (one === account ? seen : one)),
  );
  const changed = before === undefined || after === undefined || !sameState(before, after);
  return { write: true, changed: changed && after?.active === seen.active };
}

function leavesAgain(seen: DirectoryPerson, known: DirectoryPerson) {
  const again = !seen.active && isOlder(known, seen);
  return { write: again, changed: again };
}

function isOlder(seen: DirectoryPerson, known: DirectoryPerson): boolean {
  const { occurredAt } = known;
  return occurredAt !== undefined && seen.occurredAt !== undefined && seen.occurredAt < occurredAt;
}

function sameDirectory(all: readonly DirectoryPerson[], as: DirectoryPerson): DirectoryPerson[] {
  return all.filter((one) => one.vendor === as.vendor && one.tenant === as.tenant);
}

function openAccount(of: readonly DirectoryPerson[]): DirectoryPerson | undefined {
  return of.find((one) => one.active) ?? of[0];
}

function sameState(a: DirectoryPerson, b: DirectoryPerson): boolean {
  return (
    a.active === b.active &&
    a.status === b.status &&
    a.personId === b.personId &&
    a.managerEmail === b.managerEmail &&
    addressOf(a) === addressOf(b)
  );
}

/** Whoever left in one directory has left, whatever another still says; a manager is taken from
 *  wherever one is told. */
export function strictest(said: readonly DirectoryPerson[]): DirectoryPerson | undefined {
  const people = said.filter((one) => openAccount(sameDirectory(said, one)) === one);
  const person = people.find((one) => !one.active) ?? people[0];
  if (person === undefined) return undefined;
  const told = said.find((one) => one.managerEmail !== undefined);
  return { ...person, managerEmail: person.managerEmail ?? told?.managerEmail };
}
