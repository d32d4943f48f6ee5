/** HTTP API for people: ask for the end of an integration. */
import * as z from 'zod';
import { RevocationReason } from '#events/vocabulary.ts';
import { readEnvironment } from '#platform/environment.ts';
import { callerOf, parseBody } from '#platform/http-input.ts';
import { httpHandler, jsonAnswer } from '#platform/middleware.ts';
import { requestRevocation } from '#use-cases/request-revocation.ts';
import { logOf, once } from './compose.ts';
import { createDeciding } from './compose-deciding.ts';

const log = logOf('request-revocation');
const ports = once(() => createDeciding(readEnvironment('request-revocation')));

const Asked = z.strictObject({
  reason: RevocationReason,
  incarnation: z.int().positive(),
  fingerprint: z.string().max(128),
});

export const handler = httpHandler(log, async (event) => {
  const integration = await requestRevocation(ports(), {
    ...parseBody(event, Asked),
    integrationId: event.pathParameters?.integrationId ?? '',
    by: callerOf(event),
  });
  return jsonAnswer(202, { integrationId: integration.id, state: integration.state });
});
