/** Every clock of an incident beside its budget: what took how long, from what was recorded. */
import type { Incident, IncidentTarget } from './incident.ts';
import type { Integration } from './integration.ts';
import { type CallLimit, targetsPerMs } from './pace.ts';
import type { Instant } from './time.ts';

const MINUTE_MS = 60_000;

export interface IncidentClock {
  readonly clock: string;
  /** Absent = not over yet, or there was nothing to time. */
  readonly tookMs?: number;
  /** Absent = nothing is promised. */
  readonly budgetMs?: number;
}

export interface Timed {
  readonly target: IncidentTarget;
  readonly known: Integration | undefined;
}

/** The clocks. Budgets are those that docs/incidents.md promises.
 *  @param limitOf documented limit of a target's vendor, or the one assumed where there is none */
export function incidentClocks(
  incident: Incident,
  timed: readonly Timed[],
  limitOf: (target: IncidentTarget) => Omit<CallLimit, 'source'>,
): IncidentClock[] {
  const { askedAt, openedAt, confirmedAt, closedAt } = incident;
  const asked = timed.filter(({ known }) => {
    return known?.revocation?.requestedBy === `incident:${incident.id}`;
  });
  const requests = asked.map(({ known }) => known?.revocation?.requestedAt ?? 0);
  const proofs = asked.flatMap(({ known }) => proofOf(known));
  const slowest = [...proofs].sort((a, b) => b.tookMs - a.tookMs)[0];
  return [
    {
      clock: 'named until everything of it was listed',
      tookMs: openedAt - askedAt,
      budgetMs: MINUTE_MS,
    },
    {
      clock: 'confirmed until the first revocation was asked for',
      tookMs: since(confirmedAt, requests.length > 0 ? Math.min(...requests) : undefined),
      budgetMs: 2 * MINUTE_MS,
    },
    {
      clock: 'confirmed until the last revocation was asked for',
      tookMs: since(confirmedAt, requests.length > 0 ? requests.reduce(later, 0) : undefined),
      budgetMs: Math.max(10 * MINUTE_MS, longestLane(timed, limitOf)),
    },
    {
      clock: 'accepted by the vendor until proven dead, the slowest',
      tookMs: slowest?.tookMs,
      budgetMs: Math.max(15 * MINUTE_MS, slowest?.residualMs ?? 0),
    },
    {
      clock: 'named until the last one was proven dead',
      tookMs: proofs.length > 0 ? proofs.map(({ at }) => at).reduce(later, 0) - askedAt : undefined,
    },
    {
      clock: 'named until it was closed',
      tookMs: since(askedAt, closedAt),
    },
  ];
}

/** Until when tokens already issued may live on: the longest, when one does. */
export function residualUntil(timed: readonly Timed[], now: Instant): Instant | undefined {
  const ends = timed
    .map(({ known }) => known?.revocation?.residualUntil ?? 0)
    .filter((at) => at > now);
  return ends.length > 0 ? ends.reduce(later, 0) : undefined;
}

function since(from: Instant | undefined, to: Instant | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

const later = (a: number, b: number) => Math.max(a, b);

function proofOf(known: Integration | undefined) {
  const acceptedAt = known?.revocation?.acceptedAt;
  if (known?.state !== 'verified' || acceptedAt === undefined) return [];
  const residualMs = Math.max(0, (known.revocation?.residualUntil ?? 0) - acceptedAt);
  return [{ at: known.stateSince, tookMs: known.stateSince - acceptedAt, residualMs }];
}

/** Lanes run beside each other: the longest one is the time that the limits allow. */
function longestLane(
  timed: readonly Timed[],
  limitOf: (target: IncidentTarget) => Omit<CallLimit, 'source'>,
): number {
  const lanes = new Map<string, { first: IncidentTarget; count: number }>();
  for (const { target } of timed) {
    const name = `${target.vendor}:${target.tenant}`;
    lanes.set(name, { first: target, count: (lanes.get(name)?.count ?? 0) + 1 });
  }
  return [...lanes.values()]
    .map(({ first, count }) => Math.ceil(count / targetsPerMs(limitOf(first))))
    .reduce(later, 0);
}
