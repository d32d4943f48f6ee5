/** An incident as people see it: every integration of it with where it stands, and every clock. */
import { NotFoundError } from '#domain/errors.ts';
import type { Incident, IncidentTarget } from '#domain/incident.ts';
import {
  type IncidentClock,
  incidentClocks,
  residualUntil,
  type Timed,
} from '#domain/incident-clocks.ts';
import { outcomeOf, type Progress, progressOf, provenShare } from '#domain/incident-outcome.ts';
import { type SecretsThere, secretsThere } from '#domain/incident-secrets.ts';
import { UNDOCUMENTED_LIMIT } from '#domain/pace.ts';
import { fromDay, toTimestamp } from '#domain/time.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import type { Backend, Cli } from '../backend.ts';
import { facts, printable } from '../output.ts';
import { table } from '../table.ts';

/** A target with what the store knows of it now. */
type Row = Timed & { readonly now: string };

export interface IncidentView {
  readonly incident: Incident;
  readonly rows: readonly Row[];
  readonly progress: Progress;
  readonly clocks: readonly IncidentClock[];
  readonly secrets: readonly SecretsThere[];
  /** Until when tokens already issued may live on. */
  readonly residualUntil?: string;
}

/** Reads an incident whole.
 *  @throws NotFoundError */
export async function viewIncident(cli: Cli, backend: Backend, id: string): Promise<IncidentView> {
  const incident = await loadIncident(backend, id);
  const rows: Row[] = [];
  for (const lane of incident.lanes) {
    for (const target of await backend.incidents.targets(id, lane)) {
      const known = await backend.inventory.load({ ...target, id: target.integrationId });
      rows.push({ target, known, now: outcomeOf(target, known) });
    }
  }
  const connectors = await connectorsOf(cli, rows);
  const ends = residualUntil(rows, cli.clock.now());
  return {
    incident,
    rows,
    progress: progressOf(
      rows.map(({ target }) => target),
      knownOf(rows),
    ),
    clocks: incidentClocks(incident, rows, (target) => {
      return connectors.get(target.vendor)?.capabilities.limit ?? UNDOCUMENTED_LIMIT;
    }),
    secrets: rows.map(({ target }) => secretsOf(target, connectors.get(target.vendor))),
    residualUntil: ends === undefined ? undefined : toTimestamp(ends),
  };
}

/** @throws NotFoundError */
export async function loadIncident(backend: Backend, id: string): Promise<Incident> {
  const incident = await backend.incidents.load(id);
  if (incident !== undefined) return incident;
  throw new NotFoundError(`there is no incident ${id}`, {
    remedy: '`grantline incident list` lists them.',
  });
}

function knownOf(rows: readonly Row[]) {
  return new Map(
    rows.flatMap(({ target, known }) => {
      return known === undefined ? [] : [[target.integrationId, known] as const];
    }),
  );
}

async function connectorsOf(cli: Cli, rows: readonly Row[]) {
  const connectors = new Map<Vendor, VendorConnector>();
  for (const vendor of new Set(rows.map(({ target }) => target.vendor))) {
    connectors.set(vendor, await cli.connector(vendor));
  }
  return connectors;
}

function secretsOf(target: IncidentTarget, connector: VendorConnector | undefined): SecretsThere {
  const ratings = (target.scopes ?? []).flatMap((scope) => {
    return connector === undefined ? [] : [connector.rateScope(scope, target.kind)];
  });
  return secretsThere(target, ratings);
}

/** Everything for a terminal. */
export function incidentText(view: IncidentView): string {
  const { incident, rows, progress, secrets } = view;
  const { totals, leftovers } = progress;
  return [
    facts([
      ['incident', incident.id],
      ['vendor', [incident.indicators.vendor, ...incident.indicators.aliases].join(', ')],
      ['state', incident.state],
      ['opened', `${toTimestamp(incident.openedAt)} by ${incident.openedBy}`],
      ['run by', incident.confirmedBy],
      ['closed', closedText(incident)],
      [
        'integrations',
        `${totals.targets}: ${totals.proven} proven dead (${provenShare(totals)}), ${totals.failed} failed`,
      ],
      ['not seen whole', lanesText(incident.closedUnseen ?? incident.unseen)],
      ['issued tokens may live until', view.residualUntil],
    ]),
    '',
    ...(rows.length > 0 ? [targetTable(rows), '', secretTable(secrets), ''] : []),
    clockTable(view.clocks),
    ...(leftovers.length > 0 ? ['', `${leftovers.length} left over; closing is refused.`] : []),
  ].join('\n');
}

function closedText({ closedAt, closedBy }: Incident): string | undefined {
  return closedAt === undefined ? undefined : `${toTimestamp(closedAt)} by ${closedBy}`;
}

function lanesText(lanes: Incident['unseen']): string | undefined {
  if (lanes.length === 0) return undefined;
  return lanes.map(({ vendor, tenant }) => `${vendor}:${tenant}`).join(', ');
}

function targetTable(rows: readonly Row[]): string {
  return table(rows, [
    { title: 'id', cell: ({ target }) => target.integrationId, whole: true },
    { title: 'tier', cell: ({ target }) => target.tier },
    { title: 'reach', cell: ({ target }) => target.reach },
    { title: 'name', cell: ({ target }) => target.name },
    { title: 'at', cell: ({ target }) => `${target.vendor}:${target.tenant}` },
    { title: 'owner', cell: ({ target }) => target.owner ?? 'nobody' },
    { title: 'last used', cell: ({ target }) => lastUse(target) },
    { title: 'from', cell: ({ target }) => toTimestamp(target.firstSeenAt).slice(0, 10) },
    { title: 'matched', cell: ({ target }) => target.matched },
    { title: 'state', cell: ({ target, known }) => known?.state ?? target.stateAtOpening },
    { title: 'outcome', cell: ({ now }) => now },
  ]);
}

/** Day of the last use. Unknown is not never. */
function lastUse({ lastUsedDay }: IncidentTarget): string {
  if (typeof lastUsedDay !== 'number') return lastUsedDay ?? 'unknown';
  return toTimestamp(fromDay(lastUsedDay)).slice(0, 10);
}

function secretTable(secrets: readonly SecretsThere[]): string {
  return table(secrets, [
    { title: 'secrets left there by', cell: ({ name }) => name },
    { title: 'ends with the run', cell: ({ revoke }) => revoke },
    { title: 'to be replaced: what lies in', cell: ({ rotate }) => rotate.join('; ') },
  ]);
}

/** The clocks as a table. */
export function clockTable(clocks: readonly IncidentClock[]): string {
  return table(clocks, [
    { title: 'clock', cell: ({ clock }) => printable(clock) },
    { title: 'took', cell: ({ tookMs }) => secondsText(tookMs) ?? 'not over' },
    { title: 'budget', cell: ({ budgetMs }) => secondsText(budgetMs) },
    {
      title: 'kept',
      cell: ({ tookMs, budgetMs }) => {
        if (tookMs === undefined || budgetMs === undefined) return undefined;
        return tookMs <= budgetMs ? 'yes' : 'NO';
      },
    },
  ]);
}

/** Seconds for people. */
export function secondsText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${(ms / 1000).toFixed(1)} s`;
}
