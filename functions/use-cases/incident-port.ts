/** What the run of an incident touches besides the store of integrations: its rows, its queue, and the
 *  count of calls it shares with everything that runs beside it. */
import type { Incident, IncidentLane, IncidentTarget, LaneRef } from '#domain/incident.ts';
import type { IntegrationRef } from '#domain/integration.ts';
import type { Instant } from '#domain/time.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Page } from './ports.ts';

export interface Incidents {
  load(id: string): Promise<Incident | undefined>;
  list(cursor?: string): Promise<Page<Incident>>;
  lane(id: string, lane: LaneRef): Promise<IncidentLane | undefined>;
  /** Keeps the targets of a lane in the order of the plan; they never change. Written before the
   *  incident itself, so that one that is there has all of them. */
  saveTargets(id: string, lane: LaneRef, targets: readonly IncidentTarget[]): Promise<void>;
  /** Targets of a lane from an index on, in order.
   *  @param count at most so many; absent = all */
  targets(
    id: string,
    lane: LaneRef,
    range?: { readonly from: number; readonly count: number },
  ): Promise<readonly IncidentTarget[]>;
}

export type IncidentMessage = {
  /** Go on with the run of an incident in one tenant. */
  readonly kind: 'run-incident';
  readonly incidentId: string;
  readonly vendor: Vendor;
  readonly tenant: string;
};

export interface IncidentQueue {
  /** @param delaySeconds 0 to 900 */
  send(message: IncidentMessage, delaySeconds?: number): Promise<void>;
}

/** How many calls a tenant was asked in this minute, over everything that runs in parallel. */
export interface VendorPace {
  /** Counts a call before it is made.
   *  @param max calls that the minute may hold; absent = counted and not refused
   *  @returns 0, or the milliseconds to wait when the minute is full */
  take(tenant: IntegrationRef, now: Instant, max?: number): Promise<number>;
}
