/** HTTP API for people: an incident's plan may run, or it is closed. Who says so is told by IAM. */
import * as z from 'zod';
import { readEnvironment } from '#platform/environment.ts';
import { callerOf, parseBody } from '#platform/http-input.ts';
import { httpHandler, jsonAnswer } from '#platform/middleware.ts';
import { decideIncident } from '#use-cases/decide-incident.ts';
import { logOf, once } from './compose.ts';
import { createIncidentPorts } from './compose-incidents.ts';

const log = logOf('decide-incident');
const ports = once(() => createIncidentPorts(readEnvironment('decide-incident')));

const Decision = z.strictObject({
  decision: z.enum(['run', 'close']),
  confirmBy: z.string().max(320).optional(),
  acceptUnseen: z.array(z.string().max(256)).max(100).optional(),
});

export const handler = httpHandler(log, async (event) => {
  const incident = await decideIncident(ports(), {
    ...parseBody(event, Decision),
    incidentId: event.pathParameters?.incidentId ?? '',
    by: callerOf(event),
  });
  return jsonAnswer(200, { incidentId: incident.id, state: incident.state });
});
