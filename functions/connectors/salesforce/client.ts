/** The only file of the connector that talks: tokens, queries with their cursors, what a status means. */
import * as z from 'zod';
import { ConfigurationError, VendorError } from '#domain/errors.ts';
import type { Instant } from '#domain/time.ts';
import { parseJsonBody, sameOriginUrl, toldRetryAfterMs } from '#platform/http.ts';
import type { VendorRequest, VendorResponse, VendorSession } from '#use-cases/vendor-port.ts';
import { Credential, QueryAnswer } from './schema.ts';

/** Version all field sets were checked with. */
export const API = '/services/data/v64.0';

/** The daily allocation frees itself over 24 hours; an hour is a fair first look. */
const LIMIT_WAIT_MS = 3_600_000;

const minted = new WeakMap<VendorSession, Promise<string>>();

const TokenAnswer = z.object({ access_token: z.string().min(1) });
const Refusals = z.array(z.object({ errorCode: z.string() }));

export interface QueryPage {
  readonly rows: readonly unknown[];
  readonly totalSize: number;
  /** Path of the next batch. */
  readonly next?: string;
}

/** One batch of a query: SOQL text, or the address of a further batch.
 *  @throws VendorError by status; vendor-malformed when a batch is cut without saying where it goes on,
 *  vendor-foreign-link when it goes on at another host */
export async function query(session: VendorSession, soql: string): Promise<QueryPage> {
  const url = soql.startsWith('/') ? soql : `${API}/query?q=${encodeURIComponent(soql)}`;
  const response = await send(session, { method: 'GET', url });
  const refusal = refusalOf(response, session.now());
  if (refusal !== undefined) throw refusal;
  const answer = QueryAnswer.safeParse(parseJsonBody(response));
  if (!answer.success) {
    throw new VendorError('vendor-malformed', 'Salesforce answered a query with something else');
  }
  const { records, totalSize, done, nextRecordsUrl } = answer.data;
  if (!done && nextRecordsUrl === undefined) {
    throw new VendorError(
      'vendor-malformed',
      'Salesforce cut a query without saying where it goes on',
    );
  }
  const next =
    done || nextRecordsUrl === undefined ? undefined : nextBatch(session, nextRecordsUrl);
  return { rows: records, totalSize, next };
}

/** The path of a further batch; a link with another host must not be taken for the text of a query.
 *  @throws VendorError vendor-foreign-link */
function nextBatch(session: VendorSession, link: string): string {
  const { pathname, search } = sameOriginUrl(session.baseUrl, link);
  return `${pathname}${search}`;
}

/** All rows of a query that is known to be small.
 *  @throws VendorError vendor-malformed over the bound */
export async function queryAll(session: VendorSession, soql: string): Promise<unknown[]> {
  const rows: unknown[] = [];
  let next: string | undefined = soql;
  for (let batches = 0; batches < BATCHES_MAX; batches += 1) {
    const page: QueryPage = await query(session, next);
    rows.push(...page.rows);
    next = page.next;
    if (next === undefined) return rows;
  }
  throw new VendorError('vendor-malformed', 'Salesforce goes on answering without an end');
}

const BATCHES_MAX = 20;

/** A text inside a SOQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Revokes one token; the token itself is the authority, no bearer is sent.
 *  @returns the HTTP status */
export async function revokeToken(session: VendorSession, token: string): Promise<number> {
  const response = await session.http.send({
    method: 'POST',
    url: '/services/oauth2/revoke',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
  return response.status;
}

async function send(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const response = await sendOnce(session, request);
  // No lifetime is told with a token: a 401 says that it is over, once.
  if (response.status !== 401 || !minted.delete(session)) return response;
  return sendOnce(session, request);
}

async function sendOnce(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const bearer = await bearerOf(session);
  return session.http.send({
    ...request,
    headers: { accept: 'application/json', ...request.headers, authorization: `Bearer ${bearer}` },
  });
}

async function bearerOf(session: VendorSession): Promise<string> {
  const parsed = Credential.safeParse(session.credential);
  if (!parsed.success) {
    throw new ConfigurationError(
      'the stored Salesforce credential has neither a client nor a token',
      {
        code: 'credential-missing',
        remedy: 'Store { clientId, clientSecret } of an app with the client credentials flow.',
      },
    );
  }
  const credential = parsed.data;
  if ('accessToken' in credential) return credential.accessToken;
  const held = minted.get(session) ?? mint(session, credential);
  minted.set(session, held);
  try {
    return await held;
  } catch (error) {
    minted.delete(session);
    throw error;
  }
}

async function mint(
  session: VendorSession,
  credential: Exclude<Credential, { accessToken: string }>,
): Promise<string> {
  const response = await session.http.send({
    method: 'POST',
    url: '/services/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credential.clientId,
      client_secret: credential.clientSecret,
    }).toString(),
  });
  if (response.status === 400 || response.status === 401) throw unauthorised();
  const refusal = refusalOf(response, session.now());
  if (refusal !== undefined) throw refusal;
  const answer = TokenAnswer.safeParse(parseJsonBody(response));
  if (!answer.success) throw new VendorError('vendor-malformed', 'Salesforce minted no token');
  return answer.data.access_token;
}

function unauthorised(): VendorError {
  return new VendorError('vendor-unauthorised', 'Salesforce refuses the credential', {
    remedy: 'Mend the credential and store it again with `grantline connect salesforce`.',
  });
}

/** What a status means (Salesforce REST API: Status codes and error responses, read 2026-11). Bodies
 *  may be HTML while an org moves, so they are looked at only for the error code.
 *  @returns undefined for a 2xx */
export function refusalOf(response: VendorResponse, now: Instant): VendorError | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const facts = { status };
  const code = errorCodeOf(response.text);
  if (status === 401) return unauthorised();
  if (code === 'REQUEST_LIMIT_EXCEEDED' || status === 429) {
    return new VendorError('vendor-rate-limited', 'the daily allocation of calls is used up', {
      facts,
      retryAfterMs: limitWaitMs(response, now),
    });
  }
  // An object hidden from the user looks like one that does not exist.
  if (status === 403 || code === 'INVALID_TYPE' || code === 'INVALID_FIELD') {
    return new VendorError(
      'vendor-forbidden',
      `Salesforce does not show this (${code ?? status})`,
      {
        facts,
        remedy: 'Give the connector’s user the permission named for this list.',
      },
    );
  }
  if (status === 404) {
    return new VendorError('vendor-not-found', 'Salesforce knows no such thing', { facts });
  }
  if (status >= 500 || status === 420) {
    return new VendorError('vendor-unavailable', `Salesforce answered ${status}`, { facts });
  }
  return new VendorError('vendor-refused', `Salesforce will not do that (${code ?? status})`, {
    facts,
  });
}

function limitWaitMs({ headers }: VendorResponse, now: Instant): number {
  return toldRetryAfterMs(headers, now) ?? LIMIT_WAIT_MS;
}

function errorCodeOf(text: string): string | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    return Refusals.safeParse(JSON.parse(text)).data?.[0]?.errorCode;
  } catch {
    return undefined;
  }
}
