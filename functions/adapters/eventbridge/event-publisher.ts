/** Events on the bus. A 200 with failed entries is a partial failure: exactly those go again. */
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
const TRIES_AGAIN = 3;

/** A publisher on one bus. */
export function createEventPublisher(
  busName: string,
  client = new EventBridgeClient(CLIENT_OPTIONS),
): Publisher {
  return {
    async publish(events) {
      const failed: string[] = [];
      for (let start = 0; start < events.length; start += ENTRIES_MAX) {
        failed.push(...(await putBatch(client, busName, events.slice(start, start + ENTRIES_MAX))));
      }
      return failed;
    },
  };
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
        left = left.filter((_event, index) => answer.Entries?.[index]?.ErrorCode !== undefined);
        if (left.length > 0) throw new PublishError(`${left.length} entries failed`);
      },
      { retries: TRIES_AGAIN, minTimeout: 100, randomize: true },
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
