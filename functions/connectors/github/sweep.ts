/**
 * The lists and the feed of GitHub. A collector reads one page per call and says what it could not
 * see; it concludes nothing. Pages follow the `Link` header, never an address of our own.
 */
import * as z from 'zod';
import { VendorError } from '#domain/errors.ts';
import { type Instant, toTimestamp } from '#domain/time.ts';
import type {
  Collector,
  CollectorPage,
  Feed,
  FeedPage,
  VendorSession,
} from '#use-cases/vendor-port.ts';
import { isRecord } from '../reading.ts';
import {
  AUDIT_PERMISSION,
  DEPLOY_KEYS_PERMISSION,
  INSTALLATIONS_PERMISSION,
  TOKENS_PERMISSION,
} from './capabilities.ts';
import { getJson, getPage, isNotFound, type ListPage, settingsOf } from './client.ts';
import {
  collectorPage,
  deployKeyOf,
  installationOf,
  type RowResult,
  rowsOf,
  tokenOf,
  unrecognised,
} from './read-lists.ts';
import { instantOf, textOf } from './schema.ts';
import { installationWire, tokenWire } from './wire.ts';

/** Rows asked for per page; GitHub's maximum. */
const PER_PAGE = 100;
/** Repositories per page of the deploy-key list: each costs a call of its own. */
const REPOSITORIES_PER_PAGE = 20;
/** Most pages of keys read of one repository. */
const KEY_PAGES_MAX = 10;

/** `/orgs/<org>/<rest>`; logins are checked by the settings schema. */
export function orgPath(session: VendorSession, rest: string): string {
  return `/orgs/${settingsOf(session).org}/${rest}`;
}

/** `/repos/<owner>/<name>/<rest>`, each part encoded. */
export function repoPath(repo: string, rest: string): string {
  const [owner = '', name = ''] = repo.split('/');
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/${rest}`;
}

/** First page of the installations. */
export function installationsPath(session: VendorSession): string {
  return orgPath(session, `installations?per_page=${PER_PAGE}`);
}

/** First page of the repositories. */
export function repositoriesPath(session: VendorSession, perPage: number): string {
  return orgPath(session, `repos?type=all&sort=full_name&per_page=${perPage}`);
}

const installations: Collector = {
  name: 'installations',
  kinds: ['github-app-installation'],
  capability: 'discover',
  permission: INSTALLATIONS_PERMISSION,
  pagesMax: 200,
  async page(session, cursor, recognise) {
    const page = await getPage(session, cursor ?? installationsPath(session));
    const read = (row: unknown) => installationOf(row, session.tenant);
    const rows = rowsOf(page.body) ?? [];
    return collectorPage(page, unrecognised(rows, { wireOf: installationWire, read }, recognise));
  },
};

const fineGrainedTokens: Collector = {
  name: 'fine-grained-tokens',
  kinds: ['github-fine-grained-token'],
  capability: 'discover',
  permission: TOKENS_PERMISSION,
  pagesMax: 500,
  async page(session, cursor, recognise) {
    const first = orgPath(session, `personal-access-tokens?per_page=${PER_PAGE}`);
    const page = await getPage(session, cursor ?? first);
    const where = { tenant: session.tenant, org: settingsOf(session).org };
    const read = (row: unknown) => tokenOf(row, where);
    const rows = rowsOf(page.body) ?? [];
    return collectorPage(page, unrecognised(rows, { wireOf: tokenWire, read }, recognise));
  },
};

const deployKeys: Collector = {
  name: 'deploy-keys',
  kinds: ['github-deploy-key'],
  capability: 'discover',
  permission: DEPLOY_KEYS_PERMISSION,
  pagesMax: 1000,
  async page(session, cursor): Promise<CollectorPage> {
    const page = await getPage(session, cursor ?? repositoriesPath(session, REPOSITORIES_PER_PAGE));
    const results: RowResult[] = [];
    if (cursor === undefined && (await seesChosenRepositoriesOnly(session))) {
      results.push({ heldBack: 'our app is installed on chosen repositories only' });
    }
    for (const row of rowsOf(page.body) ?? []) {
      const repo = repositoryName(row);
      if (repo === undefined) results.push({ heldBack: 'a row could not be understood' });
      else results.push(...(await keysOf(session, repo)));
    }
    return collectorPage(page, results);
  },
};

/** Whether the credential is an app's that was given chosen repositories: the others are then hidden,
 *  not gone. Says no for tokens that are no installation's; what those miss cannot be asked. */
export async function seesChosenRepositoriesOnly(session: VendorSession): Promise<boolean> {
  try {
    const body = await getJson(session, '/installation/repositories?per_page=1');
    return isRecord(body) && body.repository_selection === 'selected';
  } catch (error) {
    const notAnApp: readonly string[] = ['vendor-forbidden', 'vendor-not-found', 'vendor-refused'];
    if (error instanceof VendorError && notAnApp.includes(error.code)) return false;
    throw error;
  }
}

/** `owner/name` of a repository row. */
export function repositoryName(row: unknown): string | undefined {
  const name = isRecord(row) ? textOf(row.full_name) : undefined;
  return name !== undefined && /^[^/]+\/[^/]+$/.test(name) ? name : undefined;
}

/** All keys of one repository. What makes one repository unreadable is held back, not the list; a
 *  missing permission is the list's own. */
async function keysOf(session: VendorSession, repo: string): Promise<RowResult[]> {
  const results: RowResult[] = [];
  let next: string | undefined = repoPath(repo, `keys?per_page=${PER_PAGE}`);
  for (let pages = 0; pages < KEY_PAGES_MAX; pages += 1) {
    const page = await keyPage(session, next);
    if (page === undefined) return [{ heldBack: 'the keys of a repository could not be listed' }];
    const rows = rowsOf(page.body);
    if (rows === undefined) return [{ heldBack: 'a row could not be understood' }];
    results.push(...rows.map((row) => deployKeyOf(row, { tenant: session.tenant, repo })));
    if (page.partial) {
      results.push({ heldBack: 'single sign-on hides rows from this credential' });
    }
    next = page.next;
    if (next === undefined) return results;
  }
  return [...results, { heldBack: 'a repository has more keys than are read' }];
}

/** One page of keys; undefined when this one repository cannot be read (deleted, blocked, hidden). */
async function keyPage(session: VendorSession, url: string): Promise<ListPage | undefined> {
  try {
    return await getPage(session, url);
  } catch (error) {
    if (error instanceof VendorError && error.code === 'vendor-refused') return undefined;
    if (error instanceof VendorError && isNotFound(error.cause)) return undefined;
    throw error;
  }
}

/** Re-read before the newest row known: rows may arrive late (the delay is not documented). */
const OVERLAP_MS = 15 * 60_000;
/** How far back the first poll looks; what is older is the sweep's. */
const FIRST_LOOK_MS = 24 * 3_600_000;

/** Where the next poll starts: in the middle of a run (`next`), else at a time. Epoch ms. */
const FeedCursor = z.object({
  since: z.number(),
  newest: z.number().optional(),
  next: z.string().optional(),
});
type FeedCursor = z.infer<typeof FeedCursor>;

const auditLog: Feed = {
  name: 'audit-log',
  permission: AUDIT_PERMISSION,
  async page(session, cursor): Promise<FeedPage> {
    const from = feedCursor(cursor) ?? { since: session.now() - FIRST_LOOK_MS };
    const page = await auditPage(session, from);
    const records = rowsOf(page.body) ?? [];
    const newest = Math.max(from.newest ?? from.since, ...records.map(timeOf));
    const more = page.next !== undefined;
    const next: FeedCursor = more
      ? { since: from.since, newest, next: page.next }
      : { since: Math.max(from.since, newest - OVERLAP_MS) };
    return { records, cursor: JSON.stringify(next), more };
  },
};

/** A run whose `next` GitHub no longer takes starts again at its time: repeated, never skipped. */
async function auditPage(session: VendorSession, from: FeedCursor): Promise<ListPage> {
  const first = orgPath(session, auditQuery(from.since));
  if (from.next === undefined) return getPage(session, first);
  try {
    return await getPage(session, from.next);
  } catch (error) {
    if (error instanceof VendorError && error.code === 'vendor-refused') {
      return getPage(session, first);
    }
    throw error;
  }
}

/** Oldest first, so that a broken-off run loses nothing. `created` takes a time to the second
 *  (GitHub Docs: Reviewing the audit log, "Search based on time of action", read 2026-11). */
function auditQuery(since: Instant): string {
  const from = `${toTimestamp(since).slice(0, 19)}+00:00`;
  const phrase = encodeURIComponent(`created:>=${from}`);
  return `audit-log?phrase=${phrase}&order=asc&per_page=${PER_PAGE}`;
}

function timeOf(record: unknown): Instant {
  if (!isRecord(record)) return 0;
  return instantOf(record['@timestamp']) ?? instantOf(record.created_at) ?? 0;
}

function feedCursor(text: string | undefined): FeedCursor | undefined {
  if (text === undefined) return undefined;
  try {
    return FeedCursor.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Lists of a sweep. */
export const githubCollectors: readonly Collector[] = [
  installations,
  fineGrainedTokens,
  deployKeys,
];

/** Feeds of a connection. */
export const githubFeeds: readonly Feed[] = [auditLog];
