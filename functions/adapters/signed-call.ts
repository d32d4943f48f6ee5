/**
 * AWS calls without an SDK client: SigV4 over fetch. For the public receiver, whose bundle must stay
 * small, and for services of which one or two calls are used.
 */
import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import pRetry from 'p-retry';
import * as z from 'zod';
import { type ErrorFacts, GrantlineError } from '#domain/errors.ts';
import type { AwsEnvironment } from '#platform/environment.ts';

/** An AWS service refused a call; `type` is its own name for why. */
export class AwsCallError extends GrantlineError {
  readonly type: string;

  constructor(call: string, type: string, extra: ErrorFacts & { status: number }) {
    const retryable =
      extra.status >= 500 || extra.status === 429 || THROTTLED.test(type) || type === UNREACHABLE;
    super({ code: 'publish-failed', retryable, message: `${call} was refused: ${type}` }, extra);
    this.type = type;
  }
}

/** The JSON services say "slow down" with a 400. */
const THROTTLED = /throttl|toomanyrequests|limitexceeded/i;

/** Nobody answered: no connection, a connection that broke, or no answer in time. */
const UNREACHABLE = 'unreachable';

/** An object of S3. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
  readonly onlyIfAbsent?: boolean;
}

export interface SignedCaller {
  /** One call of a JSON protocol service (SQS, Secrets Manager).
   *  @throws AwsCallError */
  json(service: 'sqs' | 'secretsmanager', target: string, body: object): Promise<unknown>;
  /** One POST of a REST service that speaks JSON (SES).
   *  @throws AwsCallError */
  rest(service: 'ses', path: string, body: object): Promise<unknown>;
  /** One object of S3. `onlyIfAbsent` refuses to write where one lies (status 412).
   *  @throws AwsCallError */
  object(method: 'GET' | 'PUT', at: ObjectAddress, body?: Uint8Array): Promise<Uint8Array>;
}

const TRIES_AGAIN = 2;
const JSON_TIMEOUT_MS = 3_000;
const OBJECT_TIMEOUT_MS = 10_000;

const JSON_VERSION = { sqs: '1.0', secretsmanager: '1.1' } as const;

/** First label of the host, where it is not the service's name. */
const REST_HOSTS = { ses: 'email' } as const;

const Refusal = z.object({ __type: z.string() });

/** Waits of a caller, in milliseconds; shorter ones are for tests. */
export interface SignedCallWaits {
  readonly timeoutMs?: number;
  readonly retryDelayMs?: number;
}

/** A caller with the Lambda's own credentials. Every call has a deadline and is tried three times:
 *  a Lambda that slept often finds its kept connection dead, and everything called here may come
 *  twice (consumers know a delivery by its id). */
export function createSignedCaller(
  environment: AwsEnvironment,
  waits: SignedCallWaits = {},
): SignedCaller {
  const by: Calling = {
    ...environment,
    waits,
    client: new AwsClient({ ...environment, retries: 0 }),
  };
  const tried = <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    pRetry(call, {
      retries: TRIES_AGAIN,
      minTimeout: waits.retryDelayMs ?? 100,
      randomize: true,
      shouldRetry: ({ error }) => error instanceof AwsCallError && error.retryable,
    });
  return {
    json: (service, target, body) => tried(() => callJson(by, { service, target }, body)),
    rest: (service, path, body) => tried(() => callRest(by, { service, path }, body)),
    object: (method, at, body) => tried(() => callObject(by, { method, ...at }, body)),
  };
}

interface Calling {
  readonly client: AwsClient;
  readonly region: string;
  /** Of a local engine. */
  readonly endpoint?: string | undefined;
  readonly waits: SignedCallWaits;
}

async function callJson(
  { client, region, endpoint, waits }: Calling,
  { service, target }: { service: 'sqs' | 'secretsmanager'; target: string },
  body: object,
): Promise<unknown> {
  const { response, bytes } = await send(client, target, {
    url: `${endpoint ?? `https://${service}.${region}.amazonaws.com`}/`,
    method: 'POST',
    headers: {
      'content-type': `application/x-amz-json-${JSON_VERSION[service]}`,
      'x-amz-target': target,
    },
    body: JSON.stringify(body),
    aws: { service, region },
    signal: AbortSignal.timeout(waits.timeoutMs ?? JSON_TIMEOUT_MS),
  });
  const text = new TextDecoder().decode(bytes);
  if (response.ok) return text === '' ? {} : JSON.parse(text);
  throw new AwsCallError(target, refusalType(text), { status: response.status });
}

async function callRest(
  { client, region, endpoint, waits }: Calling,
  { service, path }: { service: 'ses'; path: string },
  body: object,
): Promise<unknown> {
  const target = `${service}${path}`;
  const { response, bytes } = await send(client, target, {
    url: `${endpoint ?? `https://${REST_HOSTS[service]}.${region}.amazonaws.com`}${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    aws: { service, region },
    signal: AbortSignal.timeout(waits.timeoutMs ?? JSON_TIMEOUT_MS),
  });
  if (response.ok) return JSON.parse(new TextDecoder().decode(bytes));
  const type = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? 'unknown';
  throw new AwsCallError(target, type, { status: response.status });
}

async function callObject(
  { client, region, endpoint, waits }: Calling,
  { method, bucket, key, onlyIfAbsent = false }: { method: 'GET' | 'PUT' } & ObjectAddress,
  body?: Uint8Array,
): Promise<Uint8Array> {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const host = `https://${bucket}.s3.${region}.amazonaws.com`;
  const { response, bytes } = await send(client, `s3:${method}`, {
    url: endpoint === undefined ? `${host}/${path}` : `${endpoint}/${bucket}/${path}`,
    method,
    headers: onlyIfAbsent ? lockedHeaders(body) : undefined,
    body,
    aws: { service: 's3', region },
    signal: AbortSignal.timeout(waits.timeoutMs ?? OBJECT_TIMEOUT_MS),
  });
  if (response.ok) return bytes;
  const { status } = response;
  throw new AwsCallError(`s3:${method}`, `status ${status}`, { status });
}

/** A bucket with Object Lock takes no object without its digest ("Object Lock considerations", Amazon S3
 *  User Guide, read 2026-11-25). */
function lockedHeaders(body: Uint8Array = new Uint8Array()): Record<string, string> {
  const digest = createHash('md5').update(body).digest('base64');
  return { 'if-none-match': '*', 'content-md5': digest };
}

type SignedRequest = NonNullable<Parameters<AwsClient['fetch']>[1]> & { url: string };

async function send(
  client: AwsClient,
  target: string,
  { url, ...init }: SignedRequest,
): Promise<{ response: Response; bytes: Uint8Array }> {
  try {
    const response = await client.fetch(url, init);
    return { response, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (cause) {
    throw new AwsCallError(target, UNREACHABLE, { cause, status: 0 });
  }
}

/** `com.amazonaws.sqs#QueueDoesNotExist` and `QueueDoesNotExist` are the same refusal. */
function refusalType(text: string): string {
  try {
    const parsed = Refusal.safeParse(JSON.parse(text));
    if (!parsed.success) return 'unknown';
    return parsed.data.__type.split('#').at(-1) ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
