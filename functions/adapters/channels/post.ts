/** One POST to a channel: no redirects, a deadline, a byte cap, three tries, waits as it is told. */
import pRetry from 'p-retry';
import { GrantlineError } from '#domain/errors.ts';
import { createVendorHttp, toldRetryAfterMs } from '#platform/http.ts';
import type { VendorResponse } from '#use-cases/vendor-port.ts';

/** A channel did not take a message. Never holds the address: it is a secret of the channel. */
export class ChannelError extends GrantlineError {
  constructor(kind: string, why: string, extra: { retryable: boolean; cause?: unknown }) {
    super(
      { code: 'publish-failed', retryable: extra.retryable, message: `${kind}: ${why}` },
      { cause: extra.cause, remedy: 'Mend the secret of the channel (docs/alerts.md).' },
    );
  }
}

/** How a channel is reached; shorter waits are for tests. */
export interface PostOptions {
  readonly fetch: typeof fetch;
  readonly timeoutMs?: number;
  readonly retryDelayMs?: number;
}

export interface Post {
  readonly kind: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

const TRIES_AGAIN = 2;
/** Three tries of this and two waits of the longest stay within the time of `route-alert`. */
const TIMEOUT_MS = 3_000;
const RETRY_DELAY_MS = 300;
const WAIT_MAX_MS = 3_000;
const ANSWER_BYTES_MAX = 64 * 1024;

/** Posts a body.
 *  @returns the answer, whose status is 2xx
 *  @throws ChannelError retryable after 429, 5xx or no answer; otherwise a person has to mend it */
export function post(request: Post, options: PostOptions): Promise<VendorResponse> {
  const { origin, pathname, search } = new URL(request.url);
  const http = createVendorHttp({
    baseUrl: origin,
    fetch: options.fetch,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    bodyBytesMax: ANSWER_BYTES_MAX,
  });
  const sent = async (): Promise<VendorResponse> => {
    const response = await http
      .send({
        method: 'POST',
        url: `${pathname}${search}`,
        headers: { 'content-type': 'application/json', ...request.headers },
        body: request.body,
      })
      .catch((cause: unknown) => {
        const retryable = cause instanceof GrantlineError && cause.retryable;
        throw new ChannelError(request.kind, 'no usable answer', { retryable, cause });
      });
    await refuse(request.kind, response);
    return response;
  };
  return pRetry(sent, {
    retries: TRIES_AGAIN,
    minTimeout: options.retryDelayMs ?? RETRY_DELAY_MS,
    randomize: true,
    shouldRetry: ({ error }) => error instanceof ChannelError && error.retryable,
  });
}

async function refuse(kind: string, { status, headers }: VendorResponse): Promise<void> {
  if (status >= 200 && status < 300) return;
  const retryable = status === 429 || status >= 500;
  const told = retryable ? toldRetryAfterMs(headers, Date.parse(headers.date ?? '')) : undefined;
  if (told !== undefined && Number.isFinite(told)) await sleep(Math.min(told, WAIT_MAX_MS));
  throw new ChannelError(kind, `answered ${status}`, { retryable });
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
