/** HTTP API: a vendor's delivery at `/webhooks/{vendor}/{tenant}`. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readEnvironment } from '#platform/environment.ts';
import { pathText } from '#platform/http-input.ts';
import { httpHandler } from '#platform/middleware.ts';
import { receiveWebhook } from '#use-cases/receive-webhook.ts';
import { clock, logOf, once, signedCaller } from './compose.ts';
import { createEdge } from './compose-edge.ts';

const log = logOf('receive-webhook');
const ports = once(() =>
  createEdge(readEnvironment('receive-webhook'), { caller: signedCaller(), clock, log: log() }),
);

/** The bytes as the vendor signed them. */
function rawBody(event: APIGatewayProxyEventV2): Uint8Array {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}

function lowerCased(headers: APIGatewayProxyEventV2['headers']) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

export const handler = httpHandler(log, async (event) => {
  const answer = await receiveWebhook(ports(), {
    method: event.requestContext.http.method === 'GET' ? 'GET' : 'POST',
    headers: lowerCased(event.headers),
    body: rawBody(event),
    vendor: event.pathParameters?.vendor ?? '',
    tenant: pathText(event.pathParameters?.tenant),
  });
  if (answer.body === undefined) return { statusCode: answer.status, body: '' };
  return {
    statusCode: answer.status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answer.body),
  };
});
