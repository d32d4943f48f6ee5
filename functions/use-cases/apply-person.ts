/** What a directory says about one person; a leaver sets everything they own in motion. */
import { addressOf, compared, isSameAccount } from '#domain/directory.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import type { Clock, People, WorkQueue } from './ports.ts';

interface PersonPorts {
  readonly people: People;
  readonly workQueue: WorkQueue;
  readonly clock: Clock;
}

/** Follows one account under the address it is shown with and under those it had before; one that
 *  shows none, as a deleted one may, is known by its id. The shown address comes last: when something
 *  fails before, the account is still news there the next time it is seen.
 *  @returns whether anything changed */
export async function applyPerson(ports: PersonPorts, person: DirectoryPerson): Promise<boolean> {
  const shown = addressOf(person);
  if (shown !== undefined) {
    const { write } = compared(await ports.people.accounts(shown), person);
    if (!write) return false;
  }
  const before = await ports.people.addresses(person);
  let changed = false;
  for (const address of before) {
    if (address !== shown && (await applyAt(ports, address, person))) changed = true;
  }
  return (shown !== undefined && (await applyAt(ports, shown, person))) || changed;
}

/** When they are newly inactive, sends a leaver message; then remembers the person. In this order:
 *  a message that could not be sent is sent when they are seen again, a person already remembered
 *  would be no news then. */
async function applyAt(
  ports: PersonPorts,
  address: string,
  told: DirectoryPerson,
): Promise<boolean> {
  const accounts = await ports.people.accounts(address);
  const known = accounts.find((one) => isSameAccount(one, told));
  const nameless = addressOf(told) === undefined;
  const person = nameless ? { ...told, email: known?.email, name: known?.name } : told;
  const { write, changed } = compared(accounts, person);
  if (changed && !person.active) {
    await ports.workQueue.sendLeaver({
      kind: 'owner-left',
      email: address,
      status: person.status,
      at: person.occurredAt ?? ports.clock.now(),
    });
  }
  if (write) await ports.people.put(address, person);
  return changed;
}
