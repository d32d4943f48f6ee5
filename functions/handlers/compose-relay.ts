/** The relay's ports: stream records in, bus out. */
import { storedTransition } from '#adapters/dynamodb/stream-record.ts';
import { createEventPublisher } from '#adapters/eventbridge/event-publisher.ts';

/** Everything the relay needs. */
export function createRelay(busName: string) {
  return { publisher: createEventPublisher(busName), storedTransition };
}
