/** SQS inbox: verified deliveries, and log-stream events that the bus puts there itself. */
import type { SQSEvent } from 'aws-lambda';
import { takeQueueBatch } from '#platform/batch.ts';
import { readEnvironment } from '#platform/environment.ts';
import { parseInboxMessage } from '#platform/inbox-message.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import { clock, logOf, once } from './compose.ts';
import { createReading } from './compose-sweep.ts';

const log = logOf('ingest-delivery');
const ports = once(() => createReading(readEnvironment('ingest-delivery'), log()));

export const handler = lambdaHandler(log, (event: SQSEvent) =>
  takeQueueBatch(event, log(), async (body) => {
    const message = await parseInboxMessage(ports(), body, clock.now());
    await ingestDelivery(ports(), message);
  }),
);
