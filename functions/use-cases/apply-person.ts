/** What a directory says about one person; a leaver sets everything they own in motion. */
import { addressOf, compared } from '#domain/directory.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import type { Clock, People, WorkQueue } from './ports.ts';

/** When they are newly inactive, sends a leaver message; then remembers the person. In this order:
 *  a message that could not be sent is sent when they are seen again, a person already remembered
 *  would be no news then.
 *  @returns whether anything changed */
export async function applyPerson(
  ports: { people: People; workQueue: WorkQueue; clock: Clock },
  person: DirectoryPerson,
): Promise<boolean> {
  const address = addressOf(person);
  if (address === undefined) return false;
  const { write, changed } = compared(await ports.people.accounts(address), person);
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
