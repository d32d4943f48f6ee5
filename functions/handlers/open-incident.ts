/** HTTP API for people: a vendor is named in an incident. Lists; revokes nothing. */
import * as z from 'zod';
import { Indicators } from '#domain/incident.ts';
import { readEnvironment } from '#platform/environment.ts';
import { callerOf, parseBody } from '#platform/http-input.ts';
import { httpHandler, jsonAnswer } from '#platform/middleware.ts';
import { openIncident } from '#use-cases/open-incident.ts';
import { logOf, once } from './compose.ts';
import { createIncidentPorts } from './compose-incidents.ts';

const log = logOf('open-incident');
const ports = once(() => createIncidentPorts(readEnvironment('open-incident')));

const Named = z.strictObject({ indicators: Indicators });

export const handler = httpHandler(log, async (event) => {
  const { indicators } = parseBody(event, Named);
  const incident = await openIncident(ports(), { indicators, by: callerOf(event) });
  return jsonAnswer(201, { incidentId: incident.id });
});
