/** A vendor is named in an incident: everything of it here is listed, over all platforms, with history. */

import {
  type Incident,
  type IncidentTarget,
  type Indicators,
  type LaneRef,
  laneName,
} from '#domain/incident.ts';
import { assertNamesSomebody, matchedBy } from '#domain/incident-match.ts';
import { inOrder } from '#domain/incident-plan.ts';
import { incidentId, openIncident as open } from '#domain/incident-steps.ts';
import { type Integration, isGone } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import type { Incidents } from './incident-port.ts';
import { incidentCircumstance } from './incident-progress.ts';
import type { Clock, Connections, Inventory, Ledger, Sweeps } from './ports.ts';

export interface OpenIncidentPorts {
  readonly inventory: Inventory;
  readonly connections: Connections;
  readonly sweeps: Pick<Sweeps, 'latest'>;
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
  const { targets, unseen } = await findTargets(ports, asked.indicators);
  const id = incidentId(asked.indicators.vendor, ports.clock.now());
  const fresh = { id, indicators: asked.indicators, openedBy: asked.by, unseen };
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

/** One paged Query a tenant; what no complete sweep has seen is named as unseen. */
async function findTargets(ports: OpenIncidentPorts, indicators: Indicators) {
  const targets: IncidentTarget[] = [];
  const unseen: Incident['unseen'] = [];
  for (const { vendor, tenant } of await ports.connections.list()) {
    const sweep = await ports.sweeps.latest({ vendor, tenant });
    const status = sweep?.status === 'running' ? sweep.previous : sweep?.status;
    if (status !== 'completed') unseen.push({ vendor, tenant });
    targets.push(...(await targetsIn(ports, { vendor, tenant }, indicators)));
  }
  return { targets, unseen };
}

async function targetsIn(ports: OpenIncidentPorts, tenant: LaneRef, indicators: Indicators) {
  const targets: IncidentTarget[] = [];
  let cursor: string | undefined;
  do {
    const page = await ports.inventory.known(tenant, cursor);
    for (const row of page.items) {
      const known = row.decode();
      const matched = matchedBy(indicators, known);
      if (matched !== undefined) targets.push(targetOf(known, matched));
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return targets;
}

const SCOPES_MAX = 50;

function targetOf(known: Integration, matched: IncidentTarget['matched']): IncidentTarget {
  const { vendor, tenant, kind, incarnation, tier, reach, lastUsedDay, firstSeenAt } = known;
  return {
    integrationId: known.id,
    vendor,
    tenant,
    kind,
    incarnation,
    name: known.clientName ?? known.clientId,
    matched,
    owner: known.owner?.email,
    tier,
    reach,
    stateAtOpening: known.state,
    scopes: known.scopes?.slice(0, SCOPES_MAX),
    lastUsedDay,
    firstSeenAt,
    goneAt: isGone(known.state) ? known.stateSince : undefined,
  };
}
