/** The steps of an incident: opened, confirmed, run tenant by tenant. Each with its event. */
import { createHash } from 'node:crypto';
import type { EventOf } from '#events/catalogue.ts';
import type { IncidentTotals } from '#events/envelope.ts';
import type { Circumstance } from './advance.ts';
import { DecisionRefusedError } from './errors.ts';
import { type Incident, type IncidentLane, type IncidentTarget, laneName } from './incident.ts';
import type { Progress } from './incident-outcome.ts';
import { isGone } from './integration.ts';
import { toTimestamp } from './time.ts';
import { draft, type EventDraft, type Transition } from './transition.ts';

export interface IncidentStep {
  readonly next: Incident;
  readonly transition: Transition;
}

const LISTED_MAX = 50;

/** Id of an incident: the same words at the same instant are one. */
export function incidentId(vendor: string, at: number): string {
  return `inc_${createHash('sha256').update(`${vendor}\n${at}\n`).digest('hex').slice(0, 26)}`;
}

/** The incident as it begins. Nothing is revoked by it. */
export function openIncident(
  fresh: Pick<Incident, 'id' | 'indicators' | 'openedBy' | 'askedAt' | 'unseen'>,
  targets: readonly IncidentTarget[],
  circumstance: Circumstance,
): IncidentStep {
  const live = targets.filter((target) => !isGone(target.stateAtOpening));
  const next: Incident = {
    ...fresh,
    version: 1,
    state: 'open',
    openedAt: circumstance.now,
    lanes: lanesOf(targets),
    tiers: [...new Set(live.map(({ tier }) => tier))].sort(),
  };
  const { aliases, clientIds, domains, since } = fresh.indicators;
  const proven = targets.length - live.length;
  const opened = draft('vendor.incident-opened', 'high', {
    aliases,
    clientIds,
    domains,
    since: since === undefined ? undefined : toTimestamp(since),
    totals: { targets: targets.length, requested: 0, proven, failed: 0 },
    unseen: fresh.unseen.slice(0, LISTED_MAX),
  });
  return stepOf(next, [opened], circumstance);
}

function lanesOf(targets: readonly IncidentTarget[]): Incident['lanes'] {
  const lanes = new Map<string, Incident['lanes'][number]>();
  for (const target of targets) {
    const { vendor, tenant } = target;
    const lane = lanes.get(laneName(target)) ?? { vendor, tenant, total: 0, live: 0 };
    lane.total += 1;
    if (!isGone(target.stateAtOpening)) lane.live += 1;
    lanes.set(laneName(target), lane);
  }
  return [...lanes.values()];
}

export function stepOf(
  next: Incident,
  events: readonly EventDraft[],
  circumstance: Circumstance,
): IncidentStep {
  const about = { id: next.id, entityId: next.id, vendor: next.indicators.vendor, circumstance };
  return { next, transition: transitionOf(next.version, events, about) };
}

function transitionOf(
  version: number,
  events: readonly EventDraft[],
  about: { id: string; entityId: string; vendor: string; circumstance: Circumstance },
): Transition {
  const { circumstance, id, entityId, vendor } = about;
  return {
    entityId,
    version,
    observedAt: circumstance.observedAt,
    cause: circumstance.cause,
    actor: circumstance.actor,
    correlationId: id,
    about: { incident: { incidentId: id, vendor } },
    events: [...events],
    changed: {},
  };
}

/** Whether the policy lets the person who opened it run it alone: every live target is of a tier
 *  that is authorised beforehand. */
export function isPreAuthorised(incident: Incident, { policy }: Circumstance): boolean {
  const tiers = policy.incident?.['pre-authorised-tiers'] ?? [];
  return incident.tiers.every((tier) => tiers.includes(tier));
}

/** A second person says that the plan may run. Said twice it is said once.
 *  @returns undefined when it runs already
 *  @throws DecisionRefusedError when it is closed, or the same person opened it */
export function confirmIncident(
  incident: Incident,
  by: string,
  circumstance: Circumstance,
): IncidentStep | undefined {
  if (incident.state === 'running') return undefined;
  if (incident.state === 'closed') throw new DecisionRefusedError('the incident is closed');
  const same = by.toLowerCase() === incident.openedBy.toLowerCase();
  if (same && !isPreAuthorised(incident, circumstance)) {
    throw new DecisionRefusedError('whoever opened an incident does not confirm its run', {
      remedy: 'Ask a second person to run it, or authorise its tiers in the policy beforehand.',
      facts: { incidentId: incident.id },
    });
  }
  const next: Incident = {
    ...incident,
    version: incident.version + 1,
    state: 'running',
    confirmedAt: circumstance.now,
    confirmedBy: by,
  };
  return stepOf(next, [], circumstance);
}

/** A step of one tenant's run, with the event it is said by, if any. */
export function laneStep(
  next: IncidentLane,
  event: EventDraft | undefined,
  circumstance: Circumstance,
): { next: IncidentLane; transition?: Transition } {
  if (event === undefined) return { next };
  const entityId = `incident:${next.incidentId}:${laneName(next)}`;
  const about = { id: next.incidentId, entityId, vendor: next.incidentVendor, circumstance };
  return { next, transition: transitionOf(next.version, [event], about) };
}

/** How far a tenant's run is. */
export function progressDraft(
  lane: IncidentLane,
  totals: IncidentTotals,
  finishAt: number,
): EventDraft {
  const { vendor, tenant } = lane;
  return draft('vendor.incident-progress', 'info', {
    at: { vendor, tenant },
    totals,
    requestedBy: toTimestamp(finishAt),
  });
}

/** What is left when everything has ended; undefined when nothing is. */
export function leftoverDraft(lane: IncidentLane, progress: Progress): EventDraft | undefined {
  if (progress.leftovers.length === 0) return undefined;
  const { vendor, tenant } = lane;
  const leftovers: EventOf<'vendor.incident-leftover'>['change']['leftovers'] = progress.leftovers
    .slice(0, LISTED_MAX)
    .map(({ integrationId, why, state }) => ({
      integrationId,
      why: `${why}${state === undefined ? '' : ` (${state})`}`.slice(0, 128),
    }));
  const change = { at: { vendor, tenant }, totals: progress.totals, leftovers };
  return draft('vendor.incident-leftover', 'critical', change);
}
