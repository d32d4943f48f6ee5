/** SQS incident queue: the next share of a mass revocation in one tenant. */
import type { SQSEvent } from 'aws-lambda';
import { takeQueueBatch } from '#platform/batch.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { parseIncidentMessage } from '#platform/work-message.ts';
import { runIncident } from '#use-cases/run-incident.ts';
import { logOf, once } from './compose.ts';
import { createIncidentPorts } from './compose-incidents.ts';

const log = logOf('run-incident');
const ports = once(() => createIncidentPorts(readEnvironment('run-incident')));

export const handler = lambdaHandler(log, (event: SQSEvent) =>
  takeQueueBatch(event, log(), async (body) => {
    await runIncident(ports(), parseIncidentMessage(body));
  }),
);
