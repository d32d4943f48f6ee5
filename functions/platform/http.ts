/**
 * The one way to call a vendor: same origin as the tenant's base URL, no redirects, a deadline, a
 * byte cap on the answer, bounded retries of reads. Knows no vendor and logs nothing.
 */
import pRetry from 'p-retry';
import { VendorError } from '#domain/errors.ts';
import type { VendorHttp, VendorRequest, VendorResponse } from '#use-cases/vendor-port.ts';

export interface VendorHttpOptions {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly timeoutMs?: number;
  readonly bodyBytesMax?: number;
  /** Tries of a GET in all, the first included. */
  readonly triesMax?: number;
  readonly retryDelayMs?: number;
}

const RETRIED_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** Resolves a link against the base URL and refuses any other origin.
 *  @throws VendorError vendor-foreign-link */
export function sameOriginUrl(baseUrl: string, link: string): URL {
  const base = new URL(baseUrl);
  let url: URL;
  try {
    url = new URL(link, `${base.origin}/`);
  } catch (cause) {
    throw new VendorError('vendor-foreign-link', 'the vendor sent a link that is no URL', {
      cause,
    });
  }
  if (url.origin !== base.origin || url.username !== '' || url.password !== '') {
    throw new VendorError('vendor-foreign-link', 'the vendor sent a link to another host', {
      facts: { host: url.host, expected: base.host },
      remedy: 'Check the base URL of the connection; no credential was sent to the other host.',
    });
  }
  return url;
}

/** The wait that a `Retry-After` header asks for, in seconds or as a date (RFC 9110, 10.2.3).
 *  @param now our clock, for a date without a `Date` header beside it
 *  @returns milliseconds, or undefined when nothing usable is told */
export function toldRetryAfterMs(
  headers: VendorResponse['headers'],
  now: number,
): number | undefined {
  const told = headers['retry-after'];
  if (told === undefined || told.trim() === '') return undefined;
  const seconds = Number(told);
  if (Number.isFinite(seconds)) return seconds < 0 ? undefined : seconds * 1000;
  const until = Date.parse(told);
  if (Number.isNaN(until)) return undefined;
  const theirNow = Date.parse(headers.date ?? '');
  return Math.max(0, until - (Number.isNaN(theirNow) ? now : theirNow));
}

/** Parses a vendor's JSON body.
 *  @throws VendorError vendor-malformed */
export function parseJsonBody(response: VendorResponse): unknown {
  try {
    return JSON.parse(response.text);
  } catch (cause) {
    throw new VendorError(
      'vendor-malformed',
      'the vendor answered with something that is no JSON',
      {
        cause,
        facts: { status: response.status, bytes: response.text.length },
      },
    );
  }
}

/** The `VendorHttp` of one tenant. */
export function createVendorHttp(options: VendorHttpOptions): VendorHttp {
  const { triesMax = 3, retryDelayMs = 500 } = options;
  return {
    async send(request) {
      const url = sameOriginUrl(options.baseUrl, request.url);
      const tries = request.method === 'GET' ? triesMax : 1;
      let last: VendorResponse | undefined;
      try {
        return await pRetry(
          async () => {
            last = undefined;
            const response = await sendOnce(url, request, options);
            if (!RETRIED_STATUSES.has(response.status) || tries === 1) return response;
            last = response;
            throw new VendorError('vendor-unavailable', `the vendor answered ${response.status}`, {
              facts: { status: response.status },
            });
          },
          {
            retries: tries - 1,
            minTimeout: retryDelayMs,
            randomize: true,
            shouldRetry: ({ error }) =>
              error instanceof VendorError && error.code === 'vendor-unavailable',
          },
        );
      } catch (error) {
        if (last !== undefined) return last;
        throw error;
      }
    },
  };
}

async function sendOnce(
  url: URL,
  request: VendorRequest,
  options: VendorHttpOptions,
): Promise<VendorResponse> {
  const { timeoutMs = 10_000, bodyBytesMax = 10 * 1024 * 1024 } = options;
  try {
    const response = await options.fetch(url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: await readCapped(response, bodyBytesMax),
    };
  } catch (cause) {
    if (cause instanceof VendorError) throw cause;
    throw noAnswer(url, cause);
  }
}

/** Names the address and, where the system tells one, the reason: never the path, which may hold ids. */
function noAnswer(url: URL, cause: unknown): VendorError {
  const inner = cause instanceof Error ? (cause.cause ?? cause) : undefined;
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined;
  const why = typeof code === 'string' ? ` (${code})` : '';
  return new VendorError('vendor-unavailable', `the vendor did not answer at ${url.origin}${why}`, {
    cause,
    facts: { host: url.host },
  });
}

async function readCapped(response: Response, bytesMax: number): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) {
      throw new VendorError('vendor-malformed', `the vendor's answer is over ${bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
