/** What the use cases of an incident share: the circumstance of a step, and how far its targets are. */
import type { Circumstance } from '#domain/advance.ts';
import type { Incident, IncidentTarget, LaneRef } from '#domain/incident.ts';
import { type Progress, progressOf, sumOf } from '#domain/incident-outcome.ts';
import type { Integration } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import type { Incidents } from './incident-port.ts';
import type { Clock, Inventory } from './ports.ts';

/** Circumstance of a person's step, or of the run's own when nobody is named. */
export function incidentCircumstance(
  ports: { clock: Clock; policy: Policy },
  step: { by?: string; id: string },
): Circumstance {
  const now = ports.clock.now();
  return {
    now,
    observedAt: now,
    cause: { kind: 'decision', ref: step.by ?? step.id },
    actor: step.by === undefined ? { type: 'system' } : { type: 'admin', id: step.by },
    correlationId: step.id,
    policy: ports.policy,
  };
}

/** How far the targets of one tenant are: one paged Query, decoded only where it matters. */
export async function laneProgress(
  ports: { inventory: Inventory },
  lane: LaneRef,
  targets: readonly IncidentTarget[],
): Promise<Progress> {
  const wanted = new Set(targets.map((target) => target.integrationId));
  const known = new Map<string, Integration>();
  let cursor: string | undefined;
  do {
    const page = await ports.inventory.known(lane, cursor);
    for (const row of page.items) if (wanted.has(row.id)) known.set(row.id, row.decode());
    cursor = page.next;
  } while (cursor !== undefined);
  return progressOf(targets, known);
}

/** How far an incident is. */
export async function incidentProgress(
  ports: { inventory: Inventory; incidents: Incidents },
  incident: Incident,
): Promise<Progress> {
  const parts: Progress[] = [];
  for (const lane of incident.lanes) {
    const targets = await ports.incidents.targets(incident.id, lane);
    parts.push(await laneProgress(ports, lane, targets));
  }
  return sumOf(parts);
}
