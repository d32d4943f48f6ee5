/** Transitions from the stream to the bus: said at least once, under the same ids every time. */
import { ContractError, PublishError } from '#domain/errors.ts';
import { eventsOf, Transition } from '#domain/transition.ts';
import type { Publisher } from './ports.ts';

/** Publishes the events of one stored transition.
 *  @throws PublishError when some did not go out: the stream hands the record over again
 *  @throws ContractError when the record is no transition of ours */
export async function relayTransition(
  ports: { publisher: Publisher },
  stored: unknown,
): Promise<number> {
  const parsed = Transition.safeParse(stored);
  if (!parsed.success) {
    throw new ContractError('a stream record holds no transition', { cause: parsed.error });
  }
  const events = eventsOf(parsed.data);
  if (events.length === 0) return 0;
  const failed = await ports.publisher.publish(events);
  if (failed.length > 0) {
    throw new PublishError(`${failed.length} of ${events.length} events did not go out`, {
      facts: { entityId: parsed.data.entityId, version: parsed.data.version },
    });
  }
  return events.length;
}
