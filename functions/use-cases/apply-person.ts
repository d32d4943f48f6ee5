/** What a directory says about one person; a leaver sets everything they own in motion. */
import type { DirectoryPerson } from '#domain/observation.ts';
import { personKey } from './apply-observation.ts';
import type { Clock, People, WorkQueue } from './ports.ts';

/** Remembers the person; when they are newly inactive, sends a leaver message.
 *  @returns whether anything changed */
export async function applyPerson(
  ports: { people: People; workQueue: WorkQueue; clock: Clock },
  person: DirectoryPerson,
): Promise<boolean> {
  const email = personKey(person);
  const changed = await ports.people.save(person);
  if (!changed || person.active || email === undefined) return changed;
  await ports.workQueue.sendLeaver({
    kind: 'owner-left',
    email,
    status: person.status,
    at: person.occurredAt ?? ports.clock.now(),
  });
  return true;
}
