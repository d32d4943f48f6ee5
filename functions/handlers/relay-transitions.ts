/** Table stream: inserted transitions to the bus. */
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { takeStreamBatch } from '#platform/batch.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { relayTransition } from '#use-cases/relay-transitions.ts';
import { logOf, once } from './compose.ts';
import { createRelay } from './compose-relay.ts';

const log = logOf('relay-transitions');
const ports = once(() => createRelay(readEnvironment('relay-transitions').BUS_NAME));

export const handler = lambdaHandler(log, (event: DynamoDBStreamEvent) =>
  takeStreamBatch(event, log(), async (record) => {
    const stored = ports().storedTransition(record);
    if (stored !== undefined) await relayTransition(ports(), stored);
  }),
);
