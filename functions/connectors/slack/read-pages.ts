/** Single pages of Slack's lists, read and understood; rows that are not are counted, not dropped. */
import { VendorError } from '#domain/errors.ts';
import type { DirectoryPerson, IntegrationKey, Observation } from '#domain/observation.ts';
import type { VendorSession } from '#use-cases/vendor-port.ts';
import { parsedRows } from '../parsed-rows.ts';
import { type Answer, ask, nextCursor, post, rowsOf } from './client.ts';
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
  const { good, skipped } = parsedRows(rowsOf(answer, 'logs'), IntegrationLogRow);
  const newest = new Map<string, Observation>();
  for (const row of good) {
    const seen = loggedOf(row, { tenant, teamId: stop.name });
    const id = placeId(seen.key);
    if (!stop.seen.has(id) && !newest.has(id)) newest.set(id, seen);
  }
  const next = page < pagesOf(answer) ? String(page + 1) : undefined;
  return { observations: stillThere(newest), skipped, next, decided: [...newest.keys()] };
}

/** Identity of something in a place, for "the newest entry decides". */
export function placeId({ clientId, principalId }: IntegrationKey): string {
  return `${clientId} ${principalId}`;
}

/** What a newest row says is there. What it says was taken out is missed, and read by itself. */
export function stillThere(newest: ReadonlyMap<string, Observation>): Observation[] {
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
  const { good, skipped } = parsedRows(rowsOf(answer, 'members'), MemberRow);
  const observations = good.flatMap((row) => botOf(row, { tenant, teamId: stop.name }) ?? []);
  const next = nextCursor(answer);
  return { observations, skipped, next: next === undefined ? undefined : `${BOTS}${next}` };
}

function pagesOf({ paging }: Answer): number {
  const pages = typeof paging === 'object' && paging !== null && 'pages' in paging && paging.pages;
  if (typeof pages === 'number') return pages;
  throw new VendorError('vendor-malformed', 'Slack does not say how many pages the log has');
}

const MEMBERS_PER_PAGE = '200';

/** One page of a workspace's members, the deactivated ones among them. */
export async function membersPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  const { tenant } = session;
  const answer = await ask(session, 'users.list', { limit: MEMBERS_PER_PAGE, cursor: stop.at });
  const { good, skipped } = parsedRows(rowsOf(answer, 'members'), MemberRow);
  const people: DirectoryPerson[] = good.flatMap((row) => memberOf(row, tenant) ?? []);
  return { observations: [], people, skipped, next: nextCursor(answer) };
}

const ADMIN_USERS_PER_PAGE = '100';

/** One page of an organisation's members, the deactivated ones among them. */
export async function adminUsersPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  const args = { limit: ADMIN_USERS_PER_PAGE, cursor: stop.at };
  const answer = await post(session, 'admin.users.list', args);
  const { good, skipped } = parsedRows(rowsOf(answer, 'users'), AdminUserRow);
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
  const { good, skipped } = parsedRows(rowsOf(answer, 'approved_apps'), DecisionRow);
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
  const { good, skipped } = parsedRows(rowsOf(answer, 'servers'), McpServerRow);
  const observations = good.map((row) => mcpServerOf(row, session.tenant));
  return { observations, skipped, next: nextCursor(answer) };
}
