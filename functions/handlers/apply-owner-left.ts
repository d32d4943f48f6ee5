/** SQS leaver queue: a decision for a page of what a leaver owns. */
import type { SQSEvent } from 'aws-lambda';
import { takeQueueBatch } from '#platform/batch.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import { parseLeaverMessage } from '#platform/work-message.ts';
import { applyOwnerLeft } from '#use-cases/apply-owner-left.ts';
import { logOf, once } from './compose.ts';
import { openQueues } from './compose-queues.ts';
import { openStore } from './compose-store.ts';

const log = logOf('apply-owner-left');
const ports = once(() => {
  const environment = readEnvironment('apply-owner-left');
  return {
    ...openStore(environment.TABLE_NAME),
    workQueue: openQueues({ leavers: environment.LEAVER_QUEUE_URL }),
    policy: readPolicyFile(environment.POLICY_FILE),
  };
});

export const handler = lambdaHandler(log, (event: SQSEvent) =>
  takeQueueBatch(event, log(), async (body) => {
    await applyOwnerLeft(ports(), parseLeaverMessage(body));
  }),
);
