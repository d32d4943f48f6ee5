/** GitHub's wire forms: rows, error bodies, `Link` paging, rate-limit headers. Pure. */
import { createHash } from 'node:crypto';
import type {
  SimAuditRow,
  SimDeployKey,
  SimInstallation,
  SimRateLimit,
  SimRepository,
  SimToken,
  SimUser,
} from './github-types.ts';
import type { GitHubWorld } from './github-world.ts';
import type { SimulatedAnswer, SimulatedRequest } from './server.ts';

/** ISO 8601 with the local offset GitHub shows in some fields. */
function withOffset(at: number): string {
  return `${new Date(at - 7 * 3_600_000).toISOString().slice(0, -1)}-07:00`;
}

function inUtc(at: number): string {
  return `${new Date(at).toISOString().slice(0, -5)}Z`;
}

export function userRow(user: SimUser): Record<string, unknown> {
  return { login: user.login, id: user.id, type: 'User', site_admin: false };
}

function orgRow(world: GitHubWorld): Record<string, unknown> {
  return { login: world.org.login, id: world.org.id, type: 'Organization', site_admin: false };
}

/** Row of `GET /orgs/{org}/installations`; the same object travels in webhooks. */
export function installationRow(
  world: GitHubWorld,
  installation: SimInstallation,
): Record<string, unknown> {
  const { login, id } = world.org;
  return {
    id: installation.id,
    account: orgRow(world),
    repository_selection: installation.selection,
    html_url: `https://github.com/organizations/${login}/settings/installations/${installation.id}`,
    app_id: installation.appId,
    client_id: installation.clientId,
    app_slug: installation.slug,
    target_id: id,
    target_type: 'Organization',
    permissions: installation.permissions,
    events: installation.events,
    created_at: new Date(installation.createdAt).toISOString(),
    updated_at: new Date(installation.updatedAt).toISOString(),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === undefined ? null : userRow(world.admin),
    suspended_at: installation.suspendedAt === undefined ? null : inUtc(installation.suspendedAt),
  };
}

/** Row of `GET /orgs/{org}/personal-access-tokens`. */
export function tokenRow(
  world: GitHubWorld,
  token: SimToken,
  baseUrl: string,
): Record<string, unknown> {
  const list = `${baseUrl}/organizations/${world.org.id}/personal-access-tokens`;
  return {
    id: token.id,
    owner: userRow(token.owner),
    repository_selection: token.selection,
    repositories_url: `${list}/${token.id}/repositories`,
    permissions: token.permissions,
    access_granted_at: withOffset(token.grantedAt),
    token_id: token.tokenId,
    token_name: token.name,
    token_expired: token.expiresAt !== undefined && token.expiresAt <= world.now(),
    token_expires_at: token.expiresAt === undefined ? null : withOffset(token.expiresAt),
    token_last_used_at: token.lastUsedAt === undefined ? null : withOffset(token.lastUsedAt),
  };
}

export function repositoryRow(
  world: GitHubWorld,
  repository: SimRepository,
): Record<string, unknown> {
  return {
    id: repository.id,
    name: repository.name,
    full_name: world.full(repository),
    private: true,
    owner: orgRow(world),
  };
}

/** Row of `GET /repos/{owner}/{repo}/keys`. */
export function deployKeyRow(
  key: SimDeployKey,
  fullName: string,
  baseUrl: string,
): Record<string, unknown> {
  return {
    id: key.id,
    key: `ssh-ed25519 SIMULATED${key.id}`,
    url: `${baseUrl}/repos/${fullName}/keys/${key.id}`,
    title: key.title,
    verified: true,
    created_at: inUtc(key.createdAt),
    read_only: key.readOnly,
    added_by: key.addedBy,
    last_used: key.lastUsedAt === undefined ? null : inUtc(key.lastUsedAt),
    enabled: key.enabled,
  };
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  422: 'Validation Failed',
};

/** GitHub's error body; the status stands in it as a text. */
export function problem(status: number, message = MESSAGES[status] ?? 'Error'): SimulatedAnswer {
  return {
    status,
    body: {
      message,
      documentation_url: 'https://docs.github.com/rest',
      status: String(status),
    },
  };
}

/** The refusal of a rate limit, primary or secondary. */
export function limited(limit: SimRateLimit): SimulatedAnswer {
  const { kind, resetAt, retryAfterSeconds } = limit;
  const message =
    kind === 'primary'
      ? 'API rate limit exceeded for installation.'
      : 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return {
    ...problem(limit.status, message),
    headers: {
      ...(kind === 'primary' ? { 'x-ratelimit-remaining': '0' } : {}),
      ...(resetAt === undefined ? {} : { 'x-ratelimit-reset': String(Math.ceil(resetAt / 1000)) }),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  };
}

interface Listing {
  readonly request: SimulatedRequest;
  readonly baseUrl: string;
  readonly world: GitHubWorld;
  /** Puts the rows of a page into the body of this list. */
  readonly wrap?: (rows: readonly unknown[], total: number) => unknown;
}

/** One page by number. `next` leads over the id of the organisation, so nobody can build it. */
export function pageOf(all: readonly unknown[], listing: Listing): SimulatedAnswer {
  const { request, world, wrap } = listing;
  const { searchParams } = request.url;
  const perPage = perPageOf(searchParams);
  const page = Math.max(1, Number(searchParams.get('page') ?? 1));
  const { truncateAfter } = world.behaviour;
  const shown = truncateAfter === undefined ? all : all.slice(0, truncateAfter);
  const rows = shown.slice((page - 1) * perPage, page * perPage);
  const hasNext = page * perPage < shown.length;
  return {
    status: 200,
    headers: {
      ...(hasNext ? linkTo(listing, { page: String(page + 1) }) : {}),
      ...(world.behaviour.partialResults
        ? { 'x-github-sso': `partial-results; organizations=${world.org.id}` }
        : {}),
    },
    body: wrap === undefined ? rows : wrap(rows, all.length),
  };
}

function perPageOf(query: URLSearchParams): number {
  const asked = Number(query.get('per_page') ?? 30);
  return Math.min(100, Math.max(1, Number.isInteger(asked) ? asked : 30));
}

function linkTo(listing: Listing, query: Record<string, string>): Record<string, string> {
  const { request, baseUrl, world } = listing;
  const path = request.url.pathname.replace(/^\/orgs\/[^/]+/, `/organizations/${world.org.id}`);
  const url = new URL(path, baseUrl);
  url.search = request.url.search;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { link: `<${url.href}>; rel="next", <${baseUrl}${path}>; rel="first"` };
}

/** One page of the audit log by cursor; understands `order` and `created:>=` of the phrase. */
export function auditPageOf(listing: Listing): SimulatedAnswer {
  const { request, world } = listing;
  const { searchParams } = request.url;
  const from = /created:>=(\S+)/.exec(searchParams.get('phrase') ?? '')?.[1];
  const since = from === undefined ? 0 : Date.parse(from);
  if (Number.isNaN(since)) return problem(422);
  const rising = searchParams.get('order') === 'asc';
  const rows = world.auditLog
    .filter((row) => row['@timestamp'] >= since)
    .sort((a, b) => (rising ? compare(a, b) : compare(b, a)));
  const after = searchParams.get('after');
  const start = after === null ? 0 : rows.findIndex((row) => cursorOf(row) === after) + 1;
  if (after !== null && start === 0) return problem(422, 'Invalid cursor');
  const page = rows.slice(start, start + perPageOf(searchParams));
  const last = page.at(-1);
  const more = last !== undefined && start + page.length < rows.length;
  return {
    status: 200,
    headers: more ? linkTo(listing, { after: cursorOf(last) }) : {},
    body: page,
  };
}

function compare(a: SimAuditRow, b: SimAuditRow): number {
  return a['@timestamp'] - b['@timestamp'] || (a._document_id < b._document_id ? -1 : 1);
}

function cursorOf(row: SimAuditRow): string {
  return Buffer.from(`${row['@timestamp']}|${row._document_id}`).toString('base64url');
}

/** Headers on every answer, and `304` for an unchanged page. */
export function finished(
  answer: SimulatedAnswer,
  request: SimulatedRequest,
  now: number,
): SimulatedAnswer {
  const headers = {
    'x-ratelimit-limit': '15000',
    'x-ratelimit-remaining': '14999',
    'x-ratelimit-used': '1',
    'x-ratelimit-reset': String(Math.ceil(now / 1000) + 3600),
    'x-ratelimit-resource': request.url.pathname.endsWith('/audit-log') ? 'audit_log' : 'core',
    ...answer.headers,
  };
  if (request.method !== 'GET' || answer.status !== 200) return { ...answer, headers };
  const hash = createHash('sha256').update(JSON.stringify(answer.body)).digest('hex');
  const etag = `W/"${hash}"`;
  return request.headers['if-none-match'] === etag
    ? { status: 304, headers: { ...headers, etag } }
    : { ...answer, headers: { ...headers, etag } };
}
