/**
 * The only file of the connector that talks: authorisation, paging links and what each status means.
 * A token lives in memory, per session, and reaches nothing but the Authorization header.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { ConfigurationError, VendorError } from '#domain/errors.ts';
import { fromTimestamp, type Instant } from '#domain/time.ts';
import { parseJsonBody, toldRetryAfterMs } from '#platform/http.ts';
import type { VendorRequest, VendorResponse, VendorSession } from '#use-cases/vendor-port.ts';
import { Credential, Settings } from './schema.ts';

const API_HEADERS = {
  accept: 'application/vnd.github+json',
  'x-github-api-version': '2022-11-28',
  // GitHub refuses requests without one.
  'user-agent': 'grantline',
};

/** Renamed organisations and repositories answer with a redirect; more than this is a circle. */
const REDIRECTS_MAX = 3;
/** Wait after a rate limit that tells no time (GitHub's own minimum). */
const RATE_LIMIT_WAIT_MS = 60_000;
/** An app's token is minted anew this long before it ends. */
const TOKEN_MARGIN_MS = 5 * 60_000;
/** GitHub takes a JWT for at most 10 minutes and wants `iat` in the past, against clock drift. */
const JWT_LIFE_SECONDS = 540;
const JWT_BACKDATE_SECONDS = 60;

interface MintedToken {
  readonly token: string;
  readonly expiresAt: Instant;
}

const minted = new WeakMap<VendorSession, Promise<MintedToken>>();

/** One page of a list. */
export interface ListPage {
  readonly body: unknown;
  /** Absolute address of the next page, exactly as sent. */
  readonly next?: string;
  /** GitHub left rows out that single sign-on hides from this credential. */
  readonly partial: boolean;
}

/** Settings of a connection.
 *  @throws ConfigurationError configuration-invalid */
export function settingsOf(session: VendorSession): Settings {
  const parsed = Settings.safeParse(session.settings);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError('the GitHub connection has no usable organisation login', {
    remedy: 'Connect again with --setting org=<login>.',
  });
}

/** Reads one JSON document.
 *  @throws VendorError by status, see `refusalOf` */
export async function getJson(session: VendorSession, url: string): Promise<unknown> {
  return parseJsonBody(await get(session, url));
}

/** Reads one page of a list. GitHub hides what a credential may not list behind 404 too.
 *  @throws VendorError vendor-forbidden also for 404 */
export async function getPage(session: VendorSession, url: string): Promise<ListPage> {
  const response = await get(session, url).catch((error: unknown) => {
    throw isNotFound(error) ? hiddenList(error) : error;
  });
  return {
    body: parseJsonBody(response),
    next: nextLink(response.headers.link),
    partial: response.headers['x-github-sso']?.startsWith('partial-results') ?? false,
  };
}

/** Whether an error says that the vendor knows no such thing (or hides it). */
export function isNotFound(error: unknown): error is VendorError {
  return error instanceof VendorError && error.code === 'vendor-not-found';
}

function hiddenList(cause: VendorError): VendorError {
  return new VendorError('vendor-forbidden', 'GitHub hides this list (404)', {
    cause,
    remedy: 'Check the organisation login, its plan and the permission of the credential.',
  });
}

/** Address of the next page in a `Link` header; query text is taken as it is, never built. */
function nextLink(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /<([^<>]+)>[^<>]*;\s*rel="next"/.exec(header)?.[1];
}

async function get(session: VendorSession, url: string): Promise<VendorResponse> {
  let target = url;
  for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
    const response = await send(session, { method: 'GET', url: target });
    const { location } = response.headers;
    if (![301, 302, 307, 308].includes(response.status) || location === undefined) {
      return accepted(response, session.now());
    }
    target = location;
  }
  throw new VendorError('vendor-malformed', 'GitHub redirects in a circle');
}

/** Sends one change. Any status is returned but those that mean "not now" or "not with this".
 *  @throws VendorError vendor-rate-limited, vendor-unauthorised */
export async function act(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const response = await send(session, request);
  const refusal = refusalOf(response, session.now());
  if (refusal?.code === 'vendor-rate-limited' || refusal?.code === 'vendor-unauthorised') {
    throw refusal;
  }
  return response;
}

/** Gets the credential ready, so that a failure to do so is no failed change.
 *  @throws VendorError, ConfigurationError */
export async function authorise(session: VendorSession): Promise<void> {
  await bearerOf(session);
}

/** Sends with authorisation; an app's token that was refused is minted once more. */
async function send(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const response = await sendOnce(session, request);
  if (response.status !== 401 || !minted.delete(session)) return response;
  return sendOnce(session, request);
}

async function sendOnce(session: VendorSession, request: VendorRequest): Promise<VendorResponse> {
  const bearer = await bearerOf(session);
  return session.http.send({
    ...request,
    headers: { ...API_HEADERS, ...request.headers, authorization: `Bearer ${bearer}` },
  });
}

async function bearerOf(session: VendorSession): Promise<string> {
  const parsed = Credential.safeParse(session.credential);
  if (!parsed.success) {
    throw new ConfigurationError('the stored GitHub credential has neither a token nor an app', {
      code: 'credential-missing',
      remedy: 'Store { token } or { clientId, privateKey, installationId }.',
    });
  }
  const credential = parsed.data;
  if ('token' in credential) return credential.token;
  const held = await minted.get(session);
  if (held !== undefined && held.expiresAt - TOKEN_MARGIN_MS > session.now()) return held.token;
  const fresh = mintToken(session, credential);
  minted.set(session, fresh);
  return fresh.then(
    ({ token }) => token,
    (error: unknown) => {
      minted.delete(session);
      throw error;
    },
  );
}

type AppCredential = Exclude<Credential, { token: string }>;

async function mintToken(session: VendorSession, app: AppCredential): Promise<MintedToken> {
  const response = await session.http.send({
    method: 'POST',
    url: `/app/installations/${encodeURIComponent(app.installationId)}/access_tokens`,
    headers: { ...API_HEADERS, authorization: `Bearer ${await signAppJwt(session, app)}` },
  });
  if (response.status === 404) {
    throw unauthorised('the GitHub App is not installed there any more');
  }
  const body = parseJsonBody(accepted(response, session.now()));
  const token = stringField(body, 'token');
  const expiresAt = fromTimestamp(stringField(body, 'expires_at') ?? '');
  if (token === undefined || expiresAt === undefined) {
    throw new VendorError('vendor-malformed', 'GitHub minted a token without text or end');
  }
  return { token, expiresAt };
}

async function signAppJwt(session: VendorSession, app: AppCredential): Promise<string> {
  const now = Math.floor(session.now() / 1000);
  const issuer = app.clientId ?? app.appId;
  if (issuer === undefined) throw brokenApp('names neither clientId nor appId');
  return new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setIssuedAt(now - JWT_BACKDATE_SECONDS)
    .setExpirationTime(now + JWT_LIFE_SECONDS)
    .sign(privateKeyOf(app.privateKey));
}

/** GitHub hands out PKCS#1 keys, which jose alone does not read. No cause is kept: it could quote. */
function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw brokenApp('has a private key that is no PEM');
  }
}

function brokenApp(what: string): ConfigurationError {
  return new ConfigurationError(`the stored GitHub App credential ${what}`, {
    code: 'credential-missing',
    remedy: 'Store { clientId, privateKey, installationId } of the app.',
  });
}

function stringField(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function accepted(response: VendorResponse, now: Instant): VendorResponse {
  const refusal = refusalOf(response, now);
  if (refusal !== undefined) throw refusal;
  return response;
}

/** What a status means (GitHub Docs: Rate limits for the REST API; read 2026-11).
 *  @returns undefined for a 2xx */
export function refusalOf(response: VendorResponse, now: Instant): VendorError | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const facts = { status };
  if (status === 401) return unauthorised('GitHub refuses the credential (401)');
  if (status === 403 || status === 429) return forbiddenOrLimited(response, now);
  if (status === 404 || status === 410) {
    return new VendorError('vendor-not-found', 'GitHub knows no such thing', { facts });
  }
  if (status >= 500) {
    return new VendorError('vendor-unavailable', `GitHub answered ${status}`, { facts });
  }
  return new VendorError('vendor-refused', `GitHub will not do that (${status})`, { facts });
}

function forbiddenOrLimited(response: VendorResponse, now: Instant): VendorError {
  const { headers, status, text } = response;
  const exhausted = headers['x-ratelimit-remaining'] === '0';
  const secondary = headers['retry-after'] !== undefined || /secondary rate limit/i.test(text);
  if (status === 429 || exhausted || secondary) {
    return new VendorError('vendor-rate-limited', 'GitHub asks for a pause', {
      retryAfterMs:
        toldRetryAfterMs(headers, now) ?? resetAfterMs(headers, exhausted ? now : undefined),
      facts: { status },
    });
  }
  if (headers['x-github-sso']?.startsWith('required')) {
    return unauthorised('the token is not authorised for single sign-on');
  }
  if (/installation has been suspended/i.test(text)) {
    return unauthorised('our own GitHub App is suspended there');
  }
  return new VendorError('vendor-forbidden', 'GitHub forbids this to the credential (403)', {
    facts: { status },
    remedy: /ip allow list/i.test(text)
      ? 'Add the egress address of the deployment to the IP allow list.'
      : 'Grant the permission named for this list in the connector page.',
  });
}

/** The reset of an exhausted quota, else the least GitHub asks for. */
function resetAfterMs(
  headers: VendorResponse['headers'],
  exhaustedAt: Instant | undefined,
): number {
  const reset = Number(headers['x-ratelimit-reset']);
  if (exhaustedAt === undefined || !Number.isFinite(reset) || reset <= 0) {
    return RATE_LIMIT_WAIT_MS;
  }
  return Math.max(1000, reset * 1000 - exhaustedAt);
}

function unauthorised(message: string): VendorError {
  return new VendorError('vendor-unauthorised', message, {
    remedy: 'Mend the credential and store it again with `grantline connect github`.',
  });
}
