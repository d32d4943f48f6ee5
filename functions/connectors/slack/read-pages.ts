/** Single pages of Slack's lists, read and understood; rows that are not are counted, not dropped. */
import type * as z from 'zod';
import { VendorError } from '#domain/errors.ts';
import type { DirectoryPerson, IntegrationKey, Observation } from '#domain/observation.ts';
import type { VendorSession } from '#use-cases/vendor-port.ts';
import { type Answer, ask, auditPage, nextCursor, post, rowsOf } from './client.ts';
import { read } from './normalise.ts';
import { ACTIONS } from './normalise-audit.ts';
import {
  adminUserOf,
  approvalOf,
  botOf,
  isOrganisation,
  loggedOf,
  mcpServerOf,
  memberOf,
} from './normalise-rows.ts';
import { AdminUserRow, DecisionRow, IntegrationLogRow, McpServerRow, MemberRow } from './schema.ts';
import type { Stop, StopPage } from './walk.ts';

/** Rows that parse, and how many did not: those are held back, not gone. */
function parsedRows<Shape extends z.ZodType>(answer: Answer, name: string, shape: Shape) {
  const good: z.infer<Shape>[] = [];
  const rows = rowsOf(answer, name);
  for (const row of rows) {
    const parsed = shape.safeParse(row);
    if (parsed.success) good.push(parsed.data);
  }
  const broken = rows.length - good.length;
  const skipped = broken === 0 ? [] : [{ reason: 'a row could not be understood', count: broken }];
  return { good, skipped };
}

const LOG_ROWS = '1000';

/** Marks the place in a workspace whose apps are read off its bots. */
const BOTS = 'bots:';

/** One page of a workspace's integration log, newest first: what newer rows or the audit log decided is
 *  left alone. Pages are counted, not pointed to; what is new meanwhile pushes rows to the next page,
 *  where they are decided already. A free plan has no log: there, bots show the apps. */
export async function integrationLogPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  if (stop.at?.startsWith(BOTS) === true) return botsPage(session, stop);
  try {
    return await logPage(session, stop);
  } catch (error) {
    if (!isPaidOnly(error) || stop.at !== undefined) throw error;
    return botsPage(session, stop);
  }
}

/** Whether Slack keeps this to paid plans. */
export function isPaidOnly(error: unknown): boolean {
  return error instanceof VendorError && error.facts.error === 'paid_only';
}

async function logPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  const { tenant } = session;
  const page = Number(stop.at ?? '1');
  const answer = await ask(session, 'team.integrationLogs', {
    team_id: isOrganisation(tenant) ? stop.name : undefined,
    count: LOG_ROWS,
    page: String(page),
  });
  const { good, skipped } = parsedRows(answer, 'logs', IntegrationLogRow);
  const newest = new Map<string, Observation>();
  for (const row of good) {
    const seen = loggedOf(row, { tenant, teamId: stop.name });
    const id = placeId(seen.key);
    if (!stop.seen.has(id) && !newest.has(id)) newest.set(id, seen);
  }
  const next = page < pagesOf(answer) ? String(page + 1) : undefined;
  return { observations: stillThere(newest), skipped, next, decided: [...newest.keys()] };
}

/** What a newest row says is there. What it says was taken out is missed, and read by itself. */
function stillThere(newest: ReadonlyMap<string, Observation>): Observation[] {
  return [...newest.values()].filter(({ presence }) => presence.status !== 'removed');
}

/** One page of a workspace's bots: an app with one is installed, its scopes are not told. */
export async function botsPage(
  session: VendorSession,
  stop: Pick<Stop, 'name' | 'at'>,
): Promise<StopPage> {
  const { tenant } = session;
  const answer = await ask(session, 'users.list', {
    limit: MEMBERS_PER_PAGE,
    cursor: stop.at?.slice(BOTS.length),
    team_id: isOrganisation(tenant) ? stop.name : undefined,
  });
  const { good, skipped } = parsedRows(answer, 'members', MemberRow);
  const observations = good.flatMap((row) => botOf(row, { tenant, teamId: stop.name }) ?? []);
  const next = nextCursor(answer);
  return { observations, skipped, next: next === undefined ? undefined : `${BOTS}${next}` };
}

function pagesOf({ paging }: Answer): number {
  const pages = typeof paging === 'object' && paging !== null && 'pages' in paging && paging.pages;
  return typeof pages === 'number' ? pages : 1;
}

const MEMBERS_PER_PAGE = '200';

/** One page of a workspace's members, the deactivated ones among them. */
export async function membersPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  const { tenant } = session;
  const answer = await ask(session, 'users.list', { limit: MEMBERS_PER_PAGE, cursor: stop.at });
  const { good, skipped } = parsedRows(answer, 'members', MemberRow);
  const people: DirectoryPerson[] = good.flatMap((row) => memberOf(row, tenant) ?? []);
  return { observations: [], people, skipped, next: nextCursor(answer) };
}

const ADMIN_USERS_PER_PAGE = '100';

/** One page of an organisation's members, the deactivated ones among them. */
export async function adminUsersPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  const args = { limit: ADMIN_USERS_PER_PAGE, cursor: stop.at };
  const answer = await post(session, 'admin.users.list', args);
  const { good, skipped } = parsedRows(answer, 'users', AdminUserRow);
  const people = good.flatMap((row) => adminUserOf(row, session.tenant) ?? []);
  return { observations: [], people, skipped, next: nextCursor(answer) };
}

const DECISIONS_PER_PAGE = '500';

/** Name of a stop of the approvals: whose decisions, and whether of certified apps. Slack leaves
 *  certified apps out unless it is asked for them alone. */
export function decisionStops(place: string): string[] {
  return [`${place} certified`, `${place} other`];
}

function decisionArguments(stop: Pick<Stop, 'name' | 'at'>) {
  const [place = '', which] = stop.name.split(' ');
  const args = {
    [isOrganisation(place) ? 'enterprise_id' : 'team_id']: place,
    certified: String(which === 'certified'),
    limit: DECISIONS_PER_PAGE,
    cursor: stop.at,
  };
  return { place, args };
}

/** One page of approved apps. */
export async function approvalsPage(
  session: VendorSession,
  stop: Pick<Stop, 'name' | 'at'>,
): Promise<StopPage> {
  const { place, args } = decisionArguments(stop);
  const answer = await ask(session, 'admin.apps.approved.list', args);
  const { good, skipped } = parsedRows(answer, 'approved_apps', DecisionRow);
  const observations = good.map((row) => approvalOf(row, session.tenant, place));
  return { observations, skipped, next: nextCursor(answer) };
}

/** One page of MCP servers that are allowed. */
export async function mcpServersPage(
  session: VendorSession,
  stop: Pick<Stop, 'at'>,
): Promise<StopPage> {
  const answer = await post(session, 'admin.apps.mcp.servers.list', {
    limit: ADMIN_USERS_PER_PAGE,
    cursor: stop.at,
  });
  const { good, skipped } = parsedRows(answer, 'servers', McpServerRow);
  const observations = good.map((row) => mcpServerOf(row, session.tenant));
  return { observations, skipped, next: nextCursor(answer) };
}

/** Actions that say whether an app is installed and with which scopes. */
const INSTALLS = [
  'app_installed',
  'org_app_installed',
  'org_app_upgraded_to_org_install',
  'app_scopes_expanded',
  'app_uninstalled',
  'org_app_uninstalled',
  'app_deleted',
  'cli_app_delete',
].join();

/** Actions that mean anything at all. */
export const READ_ACTIONS = [...ACTIONS.keys()].join();

const AUDIT_ROWS = '1000';

/** One page of what the audit log says of installs, newest first: the newest entry about an app in a
 *  place decides. Every page names all arguments again: Slack's cursor does not remember them.
 *  @param stop `only` asks for one app */
export async function auditedPage(
  session: VendorSession,
  stop: Pick<Stop, 'at' | 'seen'> & { readonly only?: string },
): Promise<StopPage> {
  const answer = await auditPage(session, {
    action: INSTALLS,
    entity: stop.only,
    limit: AUDIT_ROWS,
    cursor: stop.at,
  });
  const newest = new Map<string, Observation>();
  for (const seen of installsIn(rowsOf(answer, 'entries'), session.tenant)) {
    const id = placeId(seen.key);
    if (stop.seen.has(id)) continue;
    newest.set(id, completed(newest.get(id), seen));
  }
  const decided = [...newest.keys()];
  return { observations: stillThere(newest), skipped: [], next: nextCursor(answer), decided };
}

/** The newest entry with what only the install says: who installed it, and when. A list is as old as
 *  its reading, so what the entry says of time and actor is no part of it. */
function completed(newest: Observation | undefined, older: Observation): Observation {
  const { occurredAt: _told, actor: _by, ...seen } = older;
  if (newest === undefined) return seen;
  const { presence, principal } = newest;
  if (presence.status !== 'active' || principal !== undefined) return newest;
  const { grantedAt, credentialKinds } = seen;
  return { ...newest, principal: seen.principal, grantedAt, credentialKinds };
}

/** Identity of something in a place, for "the newest entry decides". */
export function placeId({ clientId, principalId }: IntegrationKey): string {
  return `${clientId} ${principalId}`;
}

function installsIn(entries: readonly unknown[], tenant: string): Observation[] {
  return newestFirst(entries)
    .flatMap((entry) => read(entry, { kind: 'audit', tenant }))
    .flatMap((reading) =>
      reading.outcome === 'observed' ? (reading.signal.observation ?? []) : [],
    );
}

/** Within one second Slack names no order: a removal is taken for the later. */
function newestFirst(entries: readonly unknown[]): readonly unknown[] {
  return entries
    .map((entry, at) => ({ entry, at, when: timeOf(entry), ends: isEnd(entry) }))
    .sort((a, b) => b.when - a.when || Number(b.ends) - Number(a.ends) || a.at - b.at)
    .map(({ entry }) => entry);
}

function timeOf(entry: unknown): number {
  const told =
    typeof entry === 'object' && entry !== null && 'date_create' in entry && entry.date_create;
  return typeof told === 'number' ? told : 0;
}

function isEnd(entry: unknown): boolean {
  const action = typeof entry === 'object' && entry !== null && 'action' in entry && entry.action;
  return typeof action === 'string' && /uninstalled|deleted?$/.test(action);
}
