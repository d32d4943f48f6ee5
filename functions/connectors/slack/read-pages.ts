/** Single pages of Slack's lists, read and understood; rows that are not are counted, not dropped. */
import type * as z from 'zod';
import type { DirectoryPerson, IntegrationKey, Observation } from '#domain/observation.ts';
import type { VendorSession } from '#use-cases/vendor-port.ts';
import { type Answer, ask, auditPage, nextCursor, post, readsAuditLog, rowsOf } from './client.ts';
import { read } from './normalise.ts';
import { ACTIONS } from './normalise-audit.ts';
import {
  adminUserOf,
  approvalOf,
  botOf,
  isEnded,
  isOrganisation,
  loggedId,
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

/** One page of a workspace's integration log, newest first; pages are counted, not pointed to. What is
 *  new meanwhile pushes rows to the next page, where they are known already. */
export async function integrationLogPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  const { tenant } = session;
  const page = Number(stop.at ?? '1');
  const answer = await ask(session, 'team.integrationLogs', {
    team_id: isOrganisation(tenant) ? stop.name : undefined,
    count: LOG_ROWS,
    page: String(page),
  });
  const { good, skipped } = parsedRows(answer, 'logs', IntegrationLogRow);
  const where = { tenant, teamId: stop.name, scopesTold: !readsAuditLog(session) };
  const decided = new Set<string>();
  const observations: Observation[] = [];
  for (const row of good) {
    const id = loggedId(row);
    if (stop.seen.has(id) || decided.has(id)) continue;
    decided.add(id);
    if (!isEnded(row.change_type)) observations.push(loggedOf(row, where));
  }
  const next = page < pagesOf(answer) ? String(page + 1) : undefined;
  return { observations, skipped, next, decided: [...decided] };
}

function pagesOf({ paging }: Answer): number {
  const pages = typeof paging === 'object' && paging !== null && 'pages' in paging && paging.pages;
  return typeof pages === 'number' ? pages : 1;
}

const MEMBERS_PER_PAGE = '200';

/** One page of a workspace's members: people, and the bots that show installed apps. */
export async function membersPage(session: VendorSession, stop: Stop): Promise<StopPage> {
  const { tenant } = session;
  const answer = await ask(session, 'users.list', { limit: MEMBERS_PER_PAGE, cursor: stop.at });
  const { good, skipped } = parsedRows(answer, 'members', MemberRow);
  const where = { tenant, teamId: stop.name };
  const people: DirectoryPerson[] = good.flatMap((row) => memberOf(row, tenant) ?? []);
  const observations = good.flatMap((row) => botOf(row, where) ?? []);
  return { observations, people, skipped, next: nextCursor(answer) };
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
  const decided = new Set<string>();
  const observations: Observation[] = [];
  for (const seen of installsIn(rowsOf(answer, 'entries'), session.tenant)) {
    const id = auditedId(seen.key);
    if (stop.seen.has(id) || decided.has(id)) continue;
    decided.add(id);
    const { occurredAt: _told, actor: _by, ...present } = seen;
    if (seen.presence.status !== 'removed') observations.push(present);
  }
  return { observations, skipped: [], next: nextCursor(answer), decided: [...decided] };
}

/** Identity of an app in a place, for "the newest entry decides". */
export function auditedId({ clientId, principalId }: IntegrationKey): string {
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
