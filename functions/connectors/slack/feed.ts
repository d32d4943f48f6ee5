/** The audit log as a feed. Slack gives it newest first, so a poll walks back from now to where the
 *  last one began, and only then moves on (Slack: Audit Logs API, read 2026-11). */
import * as z from 'zod';
import { VendorError } from '#domain/errors.ts';
import type { Feed, FeedPage, VendorSession } from '#use-cases/vendor-port.ts';
import { PERMISSIONS } from './capabilities.ts';
import { type Answer, auditPage, nextCursor, readsAuditLog, rowsOf } from './client.ts';
import { READ_ACTIONS } from './read-audit.ts';
import { instantOf } from './schema.ts';

/** Where a poll stands; seconds since the epoch. */
const Position = z.object({
  /** How far back this walk goes, included. */
  oldest: z.int(),
  /** Newest entry of this walk; absent before its first page. */
  newest: z.int().optional(),
  /** Slack's cursor within the walk. */
  at: z.string().optional(),
});
type Position = z.infer<typeof Position>;

const FIRST_LOOK_SECONDS = 24 * 3_600;

/** Read again each time: how late Slack writes an entry is not told. */
const OVERLAP_SECONDS = 15 * 60;

/** Entries a page. The organisation's limit of 50 calls a minute is shared with its other readers. */
const ROWS = '1000';

function positionOf(session: VendorSession, cursor: string | undefined): Position {
  if (cursor !== undefined) return Position.parse(JSON.parse(cursor));
  return { oldest: Math.floor(session.now() / 1000) - FIRST_LOOK_SECONDS };
}

/** Asks for a page. A cursor that Slack has forgotten starts the walk again from now: what is read
 *  twice takes its effect once. */
async function pageAt(session: VendorSession, position: Position): Promise<Answer> {
  // Slack's cursor does not remember the other arguments.
  const args = { action: READ_ACTIONS, limit: ROWS, oldest: String(position.oldest) };
  try {
    return await auditPage(session, { ...args, cursor: position.at });
  } catch (error) {
    const isStale = error instanceof VendorError && error.facts.error === 'invalid_cursor';
    if (!isStale || position.at === undefined) throw error;
    return auditPage(session, args);
  }
}

function newestOf(rows: readonly unknown[], before: number): number {
  const times = rows.map((row) => {
    const told = typeof row === 'object' && row !== null && 'date_create' in row && row.date_create;
    return Math.floor((instantOf(told) ?? 0) / 1000);
  });
  return times.reduce((a, b) => Math.max(a, b), before);
}

async function page(session: VendorSession, cursor: string | undefined): Promise<FeedPage> {
  // Outside an organisation there is no audit log to read: integration logs and deliveries tell.
  if (!readsAuditLog(session)) return { records: [], cursor: cursor ?? '', more: false };
  const position = positionOf(session, cursor === '' ? undefined : cursor);
  const answer = await pageAt(session, position);
  const rows = rowsOf(answer, 'entries');
  const newest = newestOf(rows, position.newest ?? position.oldest);
  const at = nextCursor(answer);
  const next: Position =
    at === undefined
      ? { oldest: Math.max(position.oldest, newest - OVERLAP_SECONDS) }
      : { oldest: position.oldest, newest, at };
  return { records: [...rows].reverse(), cursor: JSON.stringify(next), more: at !== undefined };
}

/** Feeds of a connection. */
export const slackFeeds: readonly Feed[] = [
  { name: 'audit-log', permission: PERMISSIONS.audit, page },
];
