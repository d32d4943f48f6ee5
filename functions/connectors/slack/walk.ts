/** Lists that Slack gives by organisation or by workspace only, walked one call a page. The cursor
 *  says what is left: nothing is kept between pages. */
import * as z from 'zod';
import type { Observation } from '#domain/observation.ts';
import type { CollectorPage, VendorSession } from '#use-cases/vendor-port.ts';
import { nextCursor, post, rowsOf } from './client.ts';
import { isOrganisation } from './normalise-rows.ts';

const Position = z.object({
  /** Stops not walked to their end, the present one first. */
  stops: z.array(z.string()),
  /** Where the list of workspaces goes on; empty for its first page, absent when all are known. */
  teams: z.string().optional(),
  /** Where the list of the present stop goes on. */
  at: z.string().optional(),
  /** What newer rows, or the stops before, decided already. */
  seen: z.array(z.string()),
});
type Position = z.infer<typeof Position>;

/** Most ids a walk may decide; beyond, it ends and counts as not seen whole. */
export const SEEN_MAX = 5_000;

export interface Stop {
  readonly name: string;
  readonly at: string | undefined;
  readonly seen: ReadonlySet<string>;
}

export interface StopPage {
  readonly observations: readonly Observation[];
  readonly people?: CollectorPage['people'];
  readonly skipped: NonNullable<CollectorPage['skipped']>;
  readonly next: string | undefined;
  /** What this page decided, for lists where the newest row about a thing decides. */
  readonly decided?: readonly string[];
}

export interface Walk {
  /** Stops of the organisation or of one workspace, in order. */
  readonly stopsOf: (place: string, session: VendorSession) => readonly string[];
  /** Whether an organisation's workspaces are walked too. */
  readonly workspaces: boolean;
  readonly read: (session: VendorSession, stop: Stop) => Promise<StopPage>;
}

const TeamRow = z.object({ id: z.string().min(1) });
const TEAMS_PER_PAGE = '100';

/** One page of a walk.
 *  @throws VendorError by what Slack answers */
export async function walked(
  walk: Walk,
  session: VendorSession,
  cursor: string | undefined,
): Promise<CollectorPage> {
  const position = cursor === undefined ? firstPosition(walk, session) : parsed(cursor);
  const [name, ...rest] = position.stops;
  if (name === undefined) return nextTeams(walk, session, position);
  const seen = new Set(position.seen);
  const page = await walk.read(session, { name, at: position.at, seen });
  for (const id of page.decided ?? []) seen.add(id);
  const { observations, people, skipped } = page;
  if (seen.size > SEEN_MAX) {
    const tooMany = { reason: 'more integrations than are told apart', count: 1 };
    return { observations, people, skipped: [...skipped, tooMany] };
  }
  const { teams } = position;
  const next = cursorOf({
    stops: page.next === undefined ? rest : position.stops,
    at: page.next,
    teams,
    seen: [...seen],
  });
  return { observations, people, skipped, next };
}

function firstPosition(walk: Walk, session: VendorSession): Position {
  const { tenant } = session;
  const teams = walk.workspaces && isOrganisation(tenant) ? '' : undefined;
  return { stops: [...walk.stopsOf(tenant, session)], teams, seen: [] };
}

function parsed(cursor: string): Position {
  return Position.parse(JSON.parse(cursor));
}

function cursorOf(position: Position): string | undefined {
  const isOver = position.stops.length === 0 && position.teams === undefined;
  return isOver ? undefined : JSON.stringify(position);
}

/** The workspaces of an organisation are pages of the walk themselves. */
async function nextTeams(
  walk: Walk,
  session: VendorSession,
  { teams, seen }: Position,
): Promise<CollectorPage> {
  if (teams === undefined) return { observations: [] };
  const answer = await post(session, 'admin.teams.list', {
    limit: TEAMS_PER_PAGE,
    cursor: teams === '' ? undefined : teams,
  });
  const rows = rowsOf(answer, 'teams').map((row) => TeamRow.safeParse(row));
  const good = rows.flatMap((row) => (row.success ? [row.data.id] : []));
  const broken = rows.length - good.length;
  return {
    observations: [],
    skipped: broken === 0 ? [] : [{ reason: 'a workspace could not be understood', count: broken }],
    next: cursorOf({
      stops: good.flatMap((id) => [...walk.stopsOf(id, session)]),
      teams: nextCursor(answer),
      seen,
    }),
  };
}
