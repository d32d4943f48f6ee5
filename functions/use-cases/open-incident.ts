/** A vendor is named in an incident: everything of it here is listed, over all platforms, with history. */

import { type Incident, type Indicators, laneName } from '#domain/incident.ts';
import { assertNamesSomebody } from '#domain/incident-match.ts';
import { inOrder } from '#domain/incident-plan.ts';
import { incidentId, openIncident as open } from '#domain/incident-steps.ts';
import type { Policy } from '#domain/policy.ts';
import { type FindTargetPorts, findTargets } from './find-targets.ts';
import type { Incidents } from './incident-port.ts';
import { incidentCircumstance } from './incident-progress.ts';
import type { Clock, Ledger } from './ports.ts';

export interface OpenIncidentPorts extends FindTargetPorts {
  readonly incidents: Incidents;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly policy: Policy;
}

/** Opens an incident. Revokes nothing.
 *  @throws ContractError when the indicators name nobody */
export async function openIncident(
  ports: OpenIncidentPorts,
  asked: { indicators: Indicators; by: string },
): Promise<Incident> {
  assertNamesSomebody(asked.indicators);
  const askedAt = ports.clock.now();
  const { targets, unseen } = await findTargets(ports, asked.indicators);
  const id = incidentId(asked.indicators.vendor, askedAt);
  const fresh = { id, indicators: asked.indicators, openedBy: asked.by, askedAt, unseen };
  const step = open(fresh, targets, incidentCircumstance(ports, { by: asked.by, id }));
  for (const lane of step.next.lanes) {
    const own = targets.filter((target) => laneName(target) === laneName(lane));
    await ports.incidents.saveTargets(id, lane, inOrder(own));
    const next = { ...lane, incidentId: id, incidentVendor: asked.indicators.vendor };
    const start = { ...next, version: 1, next: 0, tokens: 0 };
    await ports.ledger.commit([{ entity: 'incident-lane', next: start }]);
  }
  await ports.ledger.commit([{ entity: 'incident', ...step }]);
  return step.next;
}
