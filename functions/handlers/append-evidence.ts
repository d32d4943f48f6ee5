/** SQS: what the lifecycle bus says, into the chains of evidence, a batch at a time. */
import type { SQSEvent } from 'aws-lambda';
import { chainOf } from '#domain/evidence.ts';
import { takeQueueGroups } from '#platform/batch.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { parseBusMessage } from '#platform/work-message.ts';
import { appendEvidence } from '#use-cases/append-evidence.ts';
import { logOf, once } from './compose.ts';
import { createEvidence } from './compose-evidence.ts';

const log = logOf('append-evidence');
const ports = once(() => createEvidence(readEnvironment('append-evidence'), log()));

export const handler = lambdaHandler(log, (event: SQSEvent) =>
  takeQueueGroups(event, log(), {
    read: (body) => {
      const item = parseBusMessage(body);
      return { group: chainOf(item), item };
    },
    take: async (chain, events) => {
      const appended = await appendEvidence(ports(), chain, events);
      log().info('evidence appended', { chain, received: events.length, appended });
    },
  }),
);
