/** The only file of the connector that talks: authorisation, cursors, what each answer means. */
import { ConfigurationError, VendorError } from '#domain/errors.ts';
import type { Instant } from '#domain/time.ts';
import { parseJsonBody, toldRetryAfterMs } from '#platform/http.ts';
import type { VendorResponse, VendorSession } from '#use-cases/vendor-port.ts';
import { Credential } from './schema.ts';

/** Wait after a rate limit that tells no time: Slack counts by the minute. */
const RATE_LIMIT_WAIT_MS = 60_000;

/** An answer of Slack that was `ok`. */
export type Answer = Readonly<Record<string, unknown>>;

/** Arguments of a method; those that are undefined are left out. */
export type Arguments = Readonly<Record<string, string | undefined>>;

function credentialOf(session: VendorSession): Credential {
  const parsed = Credential.safeParse(session.credential);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError('the stored Slack credential has no token', {
    code: 'credential-missing',
    remedy: 'Store { token } or { token, auditToken } with `grantline connect slack`.',
  });
}

/** Whether this connection reads the audit log: an organisation with a token of its owner. */
export function readsAuditLog(session: VendorSession): boolean {
  return session.tenant.startsWith('E') && credentialOf(session).auditToken !== undefined;
}

function queryOf(args: Arguments): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(args)) if (value !== undefined) query.set(name, value);
  return query.toString();
}

/** Asks a method that reads. It is a GET, so that a lost answer is asked for again.
 *  @throws VendorError by what Slack answers */
export async function ask(
  session: VendorSession,
  method: string,
  args: Arguments = {},
): Promise<Answer> {
  const query = queryOf(args);
  const response = await session.http.send({
    method: 'GET',
    url: `/api/${method}${query === '' ? '' : `?${query}`}`,
    headers: headersOf(credentialOf(session).token),
  });
  return answerOf(response, session.now());
}

/** Calls a method that Slack takes by POST only.
 *  @throws VendorError by what Slack answers */
export async function post(
  session: VendorSession,
  method: string,
  args: Arguments,
): Promise<Answer> {
  const response = await session.http.send({
    method: 'POST',
    url: `/api/${method}`,
    headers: {
      ...headersOf(credentialOf(session).token),
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: queryOf(args),
  });
  return answerOf(response, session.now());
}

/** One page of the audit log.
 *  @throws VendorError by status: this API uses real ones */
export async function auditPage(session: VendorSession, args: Arguments): Promise<Answer> {
  const { auditToken = '' } = credentialOf(session);
  const response = await session.http.send({
    method: 'GET',
    url: `/audit/v1/logs?${queryOf(args)}`,
    headers: headersOf(auditToken),
  });
  return answerOf(response, session.now());
}

function headersOf(token: string) {
  return { accept: 'application/json', authorization: `Bearer ${token}` };
}

/** Rows of a list.
 *  @throws VendorError vendor-malformed when the list is not there: that is not an empty one */
export function rowsOf(answer: Answer, name: string): readonly unknown[] {
  const rows = answer[name];
  if (Array.isArray(rows)) return rows;
  throw new VendorError('vendor-malformed', `Slack answered without ${name}`);
}

/** The cursor of the next page; Slack ends a list with an empty one, or none. */
export function nextCursor(answer: Answer): string | undefined {
  const metadata = answer.response_metadata;
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const cursor = 'next_cursor' in metadata ? metadata.next_cursor : undefined;
  return typeof cursor === 'string' && cursor !== '' ? cursor : undefined;
}

/** Slack answers 200 also to what it refuses; the body decides. */
function answerOf(response: VendorResponse, now: Instant): Answer {
  const { status } = response;
  if (status === 429) throw rateLimited(response, now);
  if (status >= 500) {
    throw new VendorError('vendor-unavailable', `Slack answered ${status}`, { facts: { status } });
  }
  if (status < 200 || status >= 300) throw refusalOfStatus(response);
  const body = parseJsonBody(response);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new VendorError('vendor-malformed', 'Slack answered no object');
  }
  const fields: Record<string, unknown> = { ...body };
  if (fields.ok !== false) return fields;
  const error = typeof fields.error === 'string' ? fields.error : 'unknown';
  throw error === 'ratelimited' ? rateLimited(response, now) : refusalOfWord(error);
}

function rateLimited(response: VendorResponse, now: Instant): VendorError {
  return new VendorError('vendor-rate-limited', 'Slack asks for a pause', {
    facts: { status: response.status },
    retryAfterMs: toldRetryAfterMs(response.headers, now) ?? RATE_LIMIT_WAIT_MS,
  });
}

/** The audit log refuses by status and says why in the body. */
function refusalOfStatus({ status, text }: VendorResponse): VendorError {
  const code = STATUSES.get(status);
  const word = /"error":\s*"([a-z_]{1,60})"/.exec(text.slice(0, 2_048))?.[1] ?? `status ${status}`;
  return code === undefined ? refusalOfWord(word) : refusal(code, word);
}

type Code = ConstructorParameters<typeof VendorError>[0];

const STATUSES: ReadonlyMap<number, Code> = new Map([
  [401, 'vendor-unauthorised'],
  [403, 'vendor-forbidden'],
  [404, 'vendor-not-found'],
]);

const words = (code: Code, text: string) => text.split(' ').map((one) => [one, code] as const);

/** Error words of the Web API and what they mean to a caller (Slack: method references, read 2026-11). */
const MEANING: ReadonlyMap<string, Code> = new Map([
  ...words(
    'vendor-unauthorised',
    'invalid_auth not_authed token_revoked token_expired account_inactive',
  ),
  ...words(
    'vendor-forbidden',
    'missing_scope not_an_admin not_allowed not_allowed_token_type access_denied restricted_action permission_denied no_permission paid_only ekm_access_denied org_login_required team_access_not_granted',
  ),
  // Limits of the plan or of where our app is installed: less is seen, nothing is broken.
  ...words(
    'vendor-forbidden',
    'app_management_app_not_installed_on_org not_an_enterprise team_not_authorized invalid_workspace feature_not_enabled team_added_to_org',
  ),
  ...words(
    'vendor-not-found',
    'team_not_found enterprise_not_found user_not_found app_not_found bot_not_found no_resolution_found teams_not_found',
  ),
  ...words('vendor-unavailable', 'internal_error fatal_error service_unavailable request_timeout'),
]);

function refusalOfWord(error: string): VendorError {
  return refusal(MEANING.get(error) ?? 'vendor-refused', error);
}

const REMEDIES: Readonly<Partial<Record<Code, string>>> = {
  'vendor-unauthorised':
    'Mend the credential and store it again with `grantline connect slack`; the audit log needs one of an organisation owner.',
  'vendor-forbidden':
    'Install our app with the scope named for this list; admin.* scopes need the Enterprise plan and an organisation-wide install.',
};

/** A refusal in Slack's own word, when it is one: whatever else stands there is not repeated. */
function refusal(code: Code, word: string): VendorError {
  const shown = /^[a-z_ 0-9]{1,60}$/.test(word) ? word : 'unknown';
  return new VendorError(code, `Slack refuses (${shown})`, {
    facts: { error: shown },
    remedy: REMEDIES[code],
  });
}
