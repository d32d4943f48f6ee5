/** The only file of the connector that talks: authorisation, Link paging, what each status means. */
import { importJWK, SignJWT } from 'jose';
import * as z from 'zod';
import { ConfigurationError, VendorError } from '#domain/errors.ts';
import type { Instant } from '#domain/time.ts';
import { parseJsonBody, toldRetryAfterMs } from '#platform/http.ts';
import type { VendorRequest, VendorResponse, VendorSession } from '#use-cases/vendor-port.ts';
import { Credential } from './schema.ts';

/** Wait after a rate limit that tells no time: Okta's windows are a minute long. */
const RATE_LIMIT_WAIT_MS = 60_000;
const TOKEN_MARGIN_MS = 60_000;
const ASSERTION_SECONDS = 300;

interface Minted {
  readonly token: string;
  readonly expiresAt: Instant;
}

const minted = new WeakMap<VendorSession, Promise<Minted>>();

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number() });

export interface ListPage {
  readonly rows: readonly unknown[];
  readonly next?: string;
}

/** One page of a list; `next` is Okta's own link, never built.
 *  @throws VendorError by status; vendor-malformed when it is no list */
export async function getPage(session: VendorSession, url: string): Promise<ListPage> {
  const response = await get(session, url);
  const body = parseJsonBody(response);
  if (!Array.isArray(body)) {
    throw new VendorError('vendor-malformed', 'Okta answered a list with something else');
  }
  return { rows: body, next: nextLink(response.headers.link) };
}

/** One document.
 *  @throws VendorError by status */
export async function getJson(session: VendorSession, url: string): Promise<unknown> {
  return parseJsonBody(await get(session, url));
}

async function get(session: VendorSession, url: string): Promise<VendorResponse> {
  const response = await send(session, { method: 'GET', url });
  const refusal = refusalOf(response, session.now());
  if (refusal !== undefined) throw refusal;
  return response;
}

/** Sends one change; the caller looks at the status.
 *  @throws VendorError vendor-rate-limited, vendor-unauthorised */
export async function act(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const response = await send(session, request);
  const refusal = refusalOf(response, session.now());
  if (refusal?.code === 'vendor-rate-limited' || refusal?.code === 'vendor-unauthorised') {
    throw refusal;
  }
  return response;
}

/** Several Link header lines arrive joined by commas; one of them is `next`. */
function nextLink(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /<([^<>]+)>\s*;\s*rel="next"/.exec(header)?.[1];
}

async function send(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const response = await sendOnce(session, request);
  // An access token may end early; a new one is asked for once.
  if (response.status !== 401 || !minted.delete(session)) return response;
  return sendOnce(session, request);
}

async function sendOnce(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const authorization = await authorizationOf(session);
  return session.http.send({
    ...request,
    headers: { accept: 'application/json', ...request.headers, authorization },
  });
}

async function authorizationOf(session: VendorSession): Promise<string> {
  const parsed = Credential.safeParse(session.credential);
  if (!parsed.success) {
    throw new ConfigurationError('the stored Okta credential has neither a token nor a key', {
      code: 'credential-missing',
      remedy: 'Store { token } or { clientId, privateKey, scopes }.',
    });
  }
  const credential = parsed.data;
  if ('token' in credential) return `SSWS ${credential.token}`;
  const held = await minted.get(session);
  if (held !== undefined && held.expiresAt - TOKEN_MARGIN_MS > session.now()) {
    return `Bearer ${held.token}`;
  }
  const fresh = mint(session, credential);
  minted.set(session, fresh);
  try {
    return `Bearer ${(await fresh).token}`;
  } catch (error) {
    minted.delete(session);
    throw error;
  }
}

type KeyCredential = Exclude<Credential, { token: string }>;

/** Client credentials with private_key_jwt, the only method Okta takes for its own scopes
 *  (Okta Developer: Implement OAuth for Okta with a service app, read 2026-11). */
async function mint(session: VendorSession, credential: KeyCredential): Promise<Minted> {
  const response = await session.http.send({
    method: 'POST',
    url: '/oauth2/v1/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: credential.scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertionOf(session, credential),
    }).toString(),
  });
  if (response.status === 400 || response.status === 401) throw unauthorised();
  const refusal = refusalOf(response, session.now());
  if (refusal !== undefined) throw refusal;
  const answer = TokenAnswer.safeParse(parseJsonBody(response));
  if (!answer.success) throw new VendorError('vendor-malformed', 'Okta minted no token');
  return {
    token: answer.data.access_token,
    expiresAt: session.now() + answer.data.expires_in * 1000,
  };
}

async function assertionOf(session: VendorSession, credential: KeyCredential): Promise<string> {
  const now = Math.floor(session.now() / 1000);
  const { clientId, privateKey } = credential;
  try {
    return await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', kid: keyIdOf(privateKey) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(`${session.baseUrl}/oauth2/v1/token`)
      .setIssuedAt(now)
      .setExpirationTime(now + ASSERTION_SECONDS)
      .sign(await importJWK(privateKey, 'RS256'));
  } catch {
    // The cause could quote the key.
    throw new ConfigurationError('the stored Okta private key is no RSA JWK', {
      code: 'credential-missing',
    });
  }
}

function keyIdOf(jwk: KeyCredential['privateKey']): string | undefined {
  return typeof jwk.kid === 'string' ? jwk.kid : undefined;
}

function unauthorised(): VendorError {
  return new VendorError('vendor-unauthorised', 'Okta refuses the credential', {
    remedy: 'Mend the credential and store it again with `grantline connect okta`.',
  });
}

/** What a status means (Okta Developer: Error codes and Rate limits, read 2026-11).
 *  @returns undefined for a 2xx */
export function refusalOf(response: VendorResponse, now: Instant): VendorError | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const facts = { status };
  if (status === 401) return unauthorised();
  if (status === 403) {
    return new VendorError('vendor-forbidden', 'Okta forbids this to the credential (403)', {
      facts,
      remedy: 'Grant the scope named for this list and give the client an administrator role.',
    });
  }
  if (status === 404) {
    return new VendorError('vendor-not-found', 'Okta knows no such thing', { facts });
  }
  if (status === 429) {
    return new VendorError('vendor-rate-limited', 'Okta asks for a pause', {
      facts,
      retryAfterMs: retryAfterMs(response, now),
    });
  }
  if (status >= 500) {
    return new VendorError('vendor-unavailable', `Okta answered ${status}`, { facts });
  }
  return new VendorError('vendor-refused', `Okta will not do that (${status})`, { facts });
}

/** Okta tells the end of the window in `X-Rate-Limit-Reset`, by its own clock; a `Retry-After` comes
 *  only from what stands before it, and is obeyed first. */
function retryAfterMs({ headers }: VendorResponse, now: Instant): number {
  const told = toldRetryAfterMs(headers, now);
  if (told !== undefined) return told;
  const reset = Number(headers['x-rate-limit-reset']) * 1000;
  if (!Number.isFinite(reset) || reset <= 0) return RATE_LIMIT_WAIT_MS;
  const theirNow = Date.parse(headers.date ?? '');
  return Math.max(1_000, reset - (Number.isNaN(theirNow) ? now : theirNow));
}
