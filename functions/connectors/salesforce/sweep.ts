/**
 * Salesforce's lists. OauthToken gives at most 2,500 rows a query and drops the rest without a word:
 * it is read user by user in key order, counted, and the count compared.
 */
import * as z from 'zod';
import { toTimestamp } from '#domain/time.ts';
import type { Collector, CollectorPage, Feed, VendorSession } from '#use-cases/vendor-port.ts';
import { parsedRows } from '../parsed-rows.ts';
import { PERMISSIONS } from './capabilities.ts';
import { query, queryAll, quoted } from './client.ts';
import { connectedAppOf, personOf, tokensOf } from './normalise-rows.ts';
import { AppRow, instantOf, TokenRow, UserRow } from './schema.ts';
import { assertSeesTokensOfOthers } from './token-access.ts';

/** Rows asked for at once; below the 2,500 at which rows vanish. */
const TOKENS_PER_PAGE = 1_000;

export const TOKEN_FIELDS =
  'AppName, AppMenuItem.ApplicationId, UserId, User.Username, User.IsActive, CreatedDate, LastUsedDate';

const TokenCursor = z.object({ after: z.string(), rows: z.number(), total: z.number() });
type TokenCursor = z.infer<typeof TokenCursor>;

/** The count of this user is of own tokens too where others' are hidden, so it cannot tell.
 *  @throws VendorError vendor-forbidden when only own tokens would be listed */
async function startTokens(session: VendorSession): Promise<TokenCursor> {
  await assertSeesTokensOfOthers(session);
  const { totalSize } = await query(session, 'SELECT COUNT() FROM OauthToken');
  return { after: '', rows: 0, total: totalSize };
}

function tokenQuery(after: string): string {
  const where = after === '' ? '' : `WHERE UserId > ${quoted(after)} `;
  return `SELECT ${TOKEN_FIELDS} FROM OauthToken ${where}ORDER BY UserId, AppName LIMIT ${TOKENS_PER_PAGE}`;
}

const oauthTokens: Collector = {
  name: 'oauth-tokens',
  kinds: ['salesforce-oauth-token'],
  capability: 'discover',
  permission: PERMISSIONS.tokens,
  pagesMax: 5_000,
  async page(session, cursor): Promise<CollectorPage> {
    const from =
      cursor === undefined ? await startTokens(session) : TokenCursor.parse(JSON.parse(cursor));
    const raw = await queryAll(session, tokenQuery(from.after));
    const { good, skipped } = parsedRows(raw, TokenRow);
    const full = raw.length >= TOKENS_PER_PAGE;
    const last = good.at(-1)?.UserId;
    // A full page may cut a user in half: that user is read again, whole, with the next page.
    const whole = full ? good.filter((row) => row.UserId !== last) : good;
    const rows = from.rows + whole.length;
    const after = whole.at(-1)?.UserId;
    if (full && after === undefined) {
      const count = raw.length;
      return {
        observations: [],
        skipped: [{ reason: 'one user has more tokens than are read', count }],
      };
    }
    if (full && after !== undefined) {
      const next = JSON.stringify({ ...from, after, rows });
      return { observations: tokensOf(whole, session.tenant), skipped, next };
    }
    return {
      observations: tokensOf(whole, session.tenant),
      skipped: [...skipped, ...missing(rows, from)],
    };
  },
};

/** Rows that were counted and never came. */
function missing(rows: number, { total }: TokenCursor) {
  if (rows >= total) return [];
  return [{ reason: `${total} tokens are counted, ${rows} were listed`, count: total - rows }];
}

const connectedApps: Collector = {
  name: 'connected-apps',
  kinds: ['salesforce-connected-app'],
  capability: 'discover',
  permission: PERMISSIONS.apps,
  pagesMax: 100,
  async page(session, cursor): Promise<CollectorPage> {
    const soql =
      'SELECT Id, Name, CreatedDate, LastModifiedDate FROM ConnectedApplication ORDER BY Id';
    const { rows, next } = await query(session, cursor ?? soql);
    const { good, skipped } = parsedRows(rows, AppRow);
    return { observations: good.map((row) => connectedAppOf(row, session.tenant)), skipped, next };
  },
};

const people: Collector = {
  name: 'people',
  kinds: [],
  capability: 'directory',
  permission: PERMISSIONS.people,
  pagesMax: 5_000,
  async page(session, cursor): Promise<CollectorPage> {
    const soql =
      "SELECT Id, Username, Email, Name, IsActive, LastModifiedDate, Manager.Email FROM User WHERE UserType = 'Standard' ORDER BY Id";
    const { rows, next } = await query(session, cursor ?? soql);
    const { good, skipped } = parsedRows(rows, UserRow);
    const found = good.map((row) => personOf(row, session.tenant));
    return { observations: [], people: found, skipped, next };
  },
};

/** Lists of a sweep. */
export const salesforceCollectors: readonly Collector[] = [people, oauthTokens, connectedApps];

const OVERLAP_MS = 10 * 60_000;
const FIRST_LOOK_MS = 24 * 3_600_000;
const AUDIT_ROWS = 2_000;

const AuditCursor = z.object({ since: z.number() });

/** The trail is ordered by second; ten minutes are read again, because rows come late. */
const setupAuditTrail: Feed = {
  name: 'setup-audit-trail',
  permission: PERMISSIONS.audit,
  async page(session, cursor) {
    const since =
      cursor === undefined
        ? session.now() - FIRST_LOOK_MS
        : AuditCursor.parse(JSON.parse(cursor)).since;
    const { rows } = await query(
      session,
      `SELECT Id, Action, Section, Display, CreatedDate, CreatedById, CreatedBy.Username FROM SetupAuditTrail WHERE CreatedDate >= ${toTimestamp(since)} ORDER BY CreatedDate, Id LIMIT ${AUDIT_ROWS}`,
    );
    const newest = Math.max(since, ...rows.map(createdAt));
    const full = rows.length >= AUDIT_ROWS;
    // A full page goes on at its newest second, a short one looks back over the overlap.
    const next = full ? newest : Math.max(since, newest - OVERLAP_MS);
    return { records: rows, cursor: JSON.stringify({ since: next }), more: full };
  },
};

function createdAt(row: unknown): number {
  if (typeof row !== 'object' || row === null) return 0;
  return instantOf(Reflect.get(row, 'CreatedDate')) ?? 0;
}

/** Feeds of a connection. */
export const salesforceFeeds: readonly Feed[] = [setupAuditTrail];
