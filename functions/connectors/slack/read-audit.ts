/** What the audit log says of installed apps: an organisation's only list of them, by replay. */
import type { Observation } from '#domain/observation.ts';
import type { VendorSession } from '#use-cases/vendor-port.ts';
import { auditPage, nextCursor, rowsOf } from './client.ts';
import { read } from './normalise.ts';
import { ACTIONS } from './normalise-audit.ts';
import { placeId, stillThere } from './read-pages.ts';
import { AuditEntry } from './schema.ts';
import type { Stop, StopPage } from './walk.ts';

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
 *  place decides, unless an expansion that names no app may have been its. Every page names all
 *  arguments again: Slack's cursor does not remember them.
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
  const doubts = new Set([...stop.seen].filter((id) => id.startsWith(DOUBT)));
  const signals = signalsIn(rowsOf(answer, 'entries'), session.tenant);
  for (const { entry, signal } of signals) {
    const seen = signal.observation;
    if (seen === undefined) {
      for (const doubt of doubtsIn(entry)) doubts.add(doubt);
      continue;
    }
    const id = placeId(seen.key);
    if (stop.seen.has(id) || (!newest.has(id) && isDoubted(seen, doubts))) continue;
    newest.set(id, completed(newest.get(id), seen));
  }
  const decided = [...newest.keys(), ...doubts];
  return { observations: stillThere(newest), skipped: [], next: nextCursor(answer), decided };
}

/** Marks, among what is decided, an expansion that names no app: its place and the scopes before. */
const DOUBT = '? ';

function doubtId(principalId: string, scopes: readonly string[]): string {
  return `${DOUBT}${principalId} ${[...new Set(scopes)].sort().join()}`;
}

/** The one public sample of `app_scopes_expanded` names the workspace and no app. Any app there that had
 *  just these scopes may be meant: the integration log, read next, decides about those. */
function doubtsIn(entry: unknown): string[] {
  const parsed = AuditEntry.safeParse(entry);
  const place = parsed.data?.context?.location?.id;
  const { previous_scopes, old_scopes } = parsed.data?.details ?? {};
  const before = previous_scopes ?? old_scopes;
  return place === undefined || before === undefined ? [] : [doubtId(`team:${place}`, before)];
}

function isDoubted({ key, presence, scopes }: Observation, doubts: ReadonlySet<string>): boolean {
  if (presence.status !== 'active' || scopes === undefined) return false;
  return doubts.has(doubtId(key.principalId, scopes));
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

function signalsIn(entries: readonly unknown[], tenant: string) {
  return newestFirst(entries).flatMap((entry) =>
    read(entry, { kind: 'audit', tenant }).flatMap((reading) =>
      reading.outcome === 'observed' ? [{ entry, signal: reading.signal }] : [],
    ),
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
