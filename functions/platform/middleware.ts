/** The one middy stack: every Lambda logs an error once, by code, and every HTTP answer is plain. */
import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { type ErrorCode, GrantlineError } from '#domain/errors.ts';
import type { Log } from '#use-cases/ports.ts';

/** A Lambda whose errors are logged with their code and thrown on: the service retries or parks.
 *  @param log made on first use, so that importing a handler does nothing */
export function lambdaHandler<Input, Output>(
  log: () => Log,
  handle: (input: Input, context: Context) => Promise<Output>,
) {
  return middy(handle).use({
    onError: ({ error }) => {
      logError(log(), error);
    },
  });
}

/** An HTTP Lambda: errors become a status and, for our own typed errors, a reason. */
export function httpHandler(
  log: () => Log,
  handle: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>,
) {
  return middy(handle).use({
    onError: (request) => {
      logError(log(), request.error);
      request.response = errorAnswer(request.error);
    },
  });
}

function logError(log: Log, error: unknown): void {
  if (error instanceof GrantlineError) {
    log.error(error.message, { ...error.facts, code: error.code, retryable: error.retryable });
    return;
  }
  // The message of a foreign error may hold anything; its name is safe.
  log.error('unexpected error', { name: error instanceof Error ? error.name : typeof error });
}

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  'decision-refused': 409,
  'not-found': 404,
  'signature-invalid': 401,
  'contract-broken': 400,
};

/** Status and body of an error; a foreign one tells nothing. */
export function errorAnswer(error: unknown): APIGatewayProxyStructuredResultV2 {
  if (!(error instanceof GrantlineError)) return jsonAnswer(500, { error: 'unexpected' });
  const status = STATUS[error.code] ?? 500;
  if (status === 500) return jsonAnswer(500, { error: error.code });
  return jsonAnswer(status, { error: error.code, message: error.message, remedy: error.remedy });
}

/** A JSON answer that no cache keeps and no referrer leaks. */
export function jsonAnswer(statusCode: number, body?: object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
