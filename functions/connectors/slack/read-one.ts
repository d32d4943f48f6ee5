/** One integration and one person, read by themselves. What no entry tells of is unknown, not gone. */
import { VendorError } from '#domain/errors.ts';
import type { DirectoryPerson, Observation } from '#domain/observation.ts';
import type { ActTarget, PointRead, VendorSession } from '#use-cases/vendor-port.ts';
import { ask, readsAuditLog, rowsOf } from './client.ts';
import { isOrganisation, loggedOf, memberOf } from './normalise-rows.ts';
import { auditedPage } from './read-audit.ts';
import {
  approvalsPage,
  botsPage,
  decisionStops,
  isPaidOnly,
  mcpServersPage,
  placeId,
} from './read-pages.ts';
import { IntegrationLogRow, MemberRow } from './schema.ts';
import type { StopPage } from './walk.ts';

/** Reads one integration. */
export async function readOne(session: VendorSession, target: ActTarget): Promise<PointRead> {
  switch (target.key.kind) {
    case 'slack-app-installation':
      return readsAuditLog(session) ? audited(session, target) : logged(session, target);
    case 'slack-org-app':
      return readsAuditLog(session)
        ? audited(session, target)
        : unknown('without the audit log an organisation app cannot be read');
    case 'slack-incoming-webhook':
    case 'slack-legacy-integration':
      return logged(session, target);
    case 'slack-app-approval':
      return listed(target, decisionsOf(session, target));
    case 'slack-mcp-server':
      return listed(target, [(at) => mcpServersPage(session, { at })]);
    case 'slack-user-token':
      return unknown('Slack shows no person’s tokens');
    default:
      return unknown('not a kind of Slack');
  }
}

function unknown(reason: string): PointRead {
  return { found: 'unknown', reason };
}

/** The newest entry about the app decides; without any, or with one about elsewhere, so does the
 *  integration log. */
async function audited(session: VendorSession, target: ActTarget): Promise<PointRead> {
  const only = target.key.clientId;
  const page = await auditedPage(session, { only, at: undefined, seen: new Set() });
  const found = page.observations.find((one) => sameKey(one, target));
  if (found !== undefined) {
    // Expansions that name no app are not among these entries: scopes are left to the sweep.
    return { found: 'present', observation: { ...found, scopes: undefined } };
  }
  if (page.decided?.includes(placeId(target.key)) === true) return { found: 'absent' };
  return target.key.kind === 'slack-app-installation'
    ? logged(session, target)
    : unknown('the audit log is not kept as far back as the install');
}

function sameKey({ key }: Observation, target: ActTarget): boolean {
  return key.clientId === target.key.clientId && key.principalId === target.key.principalId;
}

/** The newest row of the integration log about one app or custom integration; where there is no log,
 *  the bots again. */
async function logged(session: VendorSession, target: ActTarget): Promise<PointRead> {
  try {
    return await newestRow(session, target);
  } catch (error) {
    if (!isPaidOnly(error) || target.key.kind !== 'slack-app-installation') throw error;
    const name = workspaceOf(target);
    return listed(target, [(at) => botsPage(session, { name, at })]);
  }
}

function workspaceOf({ handle, key }: ActTarget): string {
  return handle.teamId ?? key.principalId.replace(/^team:/, '');
}

async function newestRow(session: VendorSession, target: ActTarget): Promise<PointRead> {
  const { tenant } = session;
  const { key } = target;
  const teamId = workspaceOf(target);
  const answer = await ask(session, 'team.integrationLogs', {
    [key.kind === 'slack-app-installation' ? 'app_id' : 'service_id']: key.clientId,
    team_id: isOrganisation(tenant) ? teamId : undefined,
    count: '1',
    page: '1',
  });
  const [row] = rowsOf(answer, 'logs');
  if (row === undefined) return unknown('the integration log has no row about it');
  const parsed = IntegrationLogRow.safeParse(row);
  if (!parsed.success) return unknown('the row could not be understood');
  const observation = loggedOf(parsed.data, { tenant, teamId });
  // A method that ignores the filter would answer about something else.
  if (observation.key.clientId !== key.clientId) return unknown('Slack answered about another');
  return observation.presence.status === 'removed'
    ? { found: 'absent' }
    : { found: 'present', observation };
}

type PageReader = (at: string | undefined) => Promise<StopPage>;

const PAGES_MAX = 100;

/** Reads lists again to their ends; Slack reads none of these singly. */
async function listed(target: ActTarget, lists: readonly PageReader[]): Promise<PointRead> {
  for (const list of lists) {
    const found = await listedIn(target, list);
    if (found !== undefined) return found;
  }
  return { found: 'absent', from: 'list' };
}

async function listedIn(target: ActTarget, list: PageReader): Promise<PointRead | undefined> {
  let at: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await list(at);
    const found = page.observations.find((one) => sameKey(one, target));
    if (found !== undefined) return { found: 'present', observation: found };
    if (page.skipped.length > 0) return unknown('a row could not be understood');
    if (page.next === undefined) return undefined;
    at = page.next;
  }
  return unknown('the list does not end');
}

/** Whose decision an approval is, for a stored handle or the key alone. */
export function decidedFor(session: VendorSession, { key, handle }: ActTarget): string {
  if (handle.decidedFor !== undefined) return handle.decidedFor;
  return key.principalId === 'org' ? session.tenant : key.principalId.replace(/^team:/, '');
}

function decisionsOf(session: VendorSession, target: ActTarget): PageReader[] {
  return decisionStops(decidedFor(session, target)).map(
    (name) => (at) => approvalsPage(session, { name, at }),
  );
}

/** Reads one member. Somebody Slack does not know any more is gone, and said so.
 *  @throws VendorError */
export async function readPerson(
  session: VendorSession,
  personId: string,
): Promise<DirectoryPerson | undefined> {
  try {
    const answer = await ask(session, 'users.info', { user: personId });
    const row = MemberRow.safeParse(answer.user);
    return row.success ? memberOf(row.data, session.tenant) : undefined;
  } catch (error) {
    if (!(error instanceof VendorError) || error.code !== 'vendor-not-found') throw error;
    const { tenant } = session;
    return { vendor: 'slack', tenant, personId, active: false, status: 'not-found' };
  }
}
