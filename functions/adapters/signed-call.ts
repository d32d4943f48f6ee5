/**
 * AWS calls without an SDK client: SigV4 over fetch. For the public receiver, whose bundle must stay
 * small, and for services of which one or two calls are used.
 */
import { AwsClient } from 'aws4fetch';
import * as z from 'zod';
import { type ErrorFacts, GrantlineError } from '#domain/errors.ts';
import type { AwsEnvironment } from '#platform/environment.ts';

/** An AWS service refused a call; `type` is its own name for why. */
export class AwsCallError extends GrantlineError {
  readonly type: string;

  constructor(call: string, type: string, extra: ErrorFacts & { status: number }) {
    const retryable = extra.status >= 500 || extra.status === 429;
    super({ code: 'publish-failed', retryable, message: `${call} was refused: ${type}` }, extra);
    this.type = type;
  }
}

export interface SignedCaller {
  /** One call of a JSON protocol service (SQS, Secrets Manager).
   *  @throws AwsCallError */
  json(service: 'sqs' | 'secretsmanager', target: string, body: object): Promise<unknown>;
  /** One object of S3.
   *  @throws AwsCallError */
  object(
    method: 'GET' | 'PUT',
    at: { bucket: string; key: string },
    body?: Uint8Array,
  ): Promise<Uint8Array>;
}

const TRIES_AGAIN = 2;

const JSON_VERSION = { sqs: '1.0', secretsmanager: '1.1' } as const;

const Refusal = z.object({ __type: z.string() });

/** A caller with the Lambda's own credentials. */
export function createSignedCaller(environment: AwsEnvironment): SignedCaller {
  const { region, endpoint } = environment;
  const client = new AwsClient({ ...environment, retries: TRIES_AGAIN, initRetryMs: 100 });
  return {
    async json(service, target, body) {
      const url = endpoint ?? `https://${service}.${region}.amazonaws.com`;
      const response = await client.fetch(`${url}/`, {
        method: 'POST',
        headers: {
          'content-type': `application/x-amz-json-${JSON_VERSION[service]}`,
          'x-amz-target': target,
        },
        body: JSON.stringify(body),
        aws: { service, region },
      });
      const text = await response.text();
      if (response.ok) return text === '' ? {} : JSON.parse(text);
      throw new AwsCallError(target, refusalType(text), { status: response.status });
    },
    async object(method, { bucket, key }, body) {
      const path = key.split('/').map(encodeURIComponent).join('/');
      const url =
        endpoint === undefined
          ? `https://${bucket}.s3.${region}.amazonaws.com/${path}`
          : `${endpoint}/${bucket}/${path}`;
      const response = await client.fetch(url, { method, body, aws: { service: 's3', region } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.ok) return bytes;
      throw new AwsCallError(`s3:${method}`, `status ${response.status}`, {
        status: response.status,
      });
    },
  };
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
