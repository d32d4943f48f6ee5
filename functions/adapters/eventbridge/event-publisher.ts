/** Events on the bus. A 200 with failed entries is a partial failure: exactly those go again. An entry
 *  went out when it was given an id, not when no error was told. */
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import pRetry from 'p-retry';
import { PublishError } from '#domain/errors.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import { EVENT_SOURCE } from '#events/envelope.ts';
import type { Publisher } from '#use-cases/ports.ts';
import { CLIENT_OPTIONS } from '../aws-client.ts';

const ENTRIES_MAX = 10;
/** The bound of one request, with room for what is counted besides the detail. */
const BATCH_BYTES_MAX = 250 * 1024;
const TRIES_AGAIN = 3;

/** A publisher on one bus. */
export function createEventPublisher(
  busName: string,
  client = new EventBridgeClient(CLIENT_OPTIONS),
): Publisher {
  return {
    async publish(events) {
      const failed: string[] = [];
      for (const batch of batchesOf(events)) {
        failed.push(...(await putBatch(client, busName, batch)));
      }
      return failed;
    },
  };
}

/** Up to ten events and 250 KB together; one that is larger goes alone, so that it holds up no other. */
function batchesOf(events: readonly LifecycleEvent[]): LifecycleEvent[][] {
  const batches: LifecycleEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    const last = batches.at(-1);
    if (last === undefined || last.length === ENTRIES_MAX || bytes + size > BATCH_BYTES_MAX) {
      batches.push([event]);
      bytes = size;
    } else {
      last.push(event);
      bytes += size;
    }
  }
  return batches;
}

/** Puts up to ten events, the failed ones again.
 *  @returns ids that did not go out */
async function putBatch(
  client: EventBridgeClient,
  busName: string,
  events: readonly LifecycleEvent[],
): Promise<string[]> {
  let left = [...events];
  try {
    await pRetry(
      async () => {
        const answer = await client.send(
          new PutEventsCommand({ Entries: left.map((event) => entryOf(busName, event)) }),
        );
        left = left.filter((_event, index) => answer.Entries?.[index]?.EventId === undefined);
        if (left.length > 0) throw new PublishError(`${left.length} entries failed`);
      },
      {
        retries: TRIES_AGAIN,
        minTimeout: 100,
        randomize: true,
        // The client tries again by itself when the call as a whole fails.
        shouldRetry: ({ error }) => error instanceof PublishError,
      },
    );
  } catch (error) {
    if (!(error instanceof PublishError)) throw error;
  }
  return left.map((event) => event.id);
}

function entryOf(busName: string, event: LifecycleEvent): PutEventsRequestEntry {
  return {
    EventBusName: busName,
    Source: EVENT_SOURCE,
    DetailType: event.type,
    Detail: JSON.stringify(event),
    Time: new Date(event.observedAt),
  };
}
