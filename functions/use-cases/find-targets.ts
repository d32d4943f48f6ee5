/** Everything of a named vendor that is here: over all platforms, history included. */
import type { IncidentTarget, Indicators, LaneRef } from '#domain/incident.ts';
import { matchedBy } from '#domain/incident-match.ts';
import { type Integration, isGone } from '#domain/integration.ts';
import type { Sweep } from '#domain/sweep.ts';
import type { Instant } from '#domain/time.ts';
import type { Connections, Inventory, Sweeps } from './ports.ts';

export interface FindTargetPorts {
  readonly inventory: Inventory;
  readonly connections: Connections;
  readonly sweeps: Pick<Sweeps, 'latest'>;
}

/** One paged Query a tenant; what no complete sweep has seen is named as unseen.
 *  @param since a look that began before it does not count; absent = any complete one does */
export async function findTargets(
  ports: FindTargetPorts,
  indicators: Indicators,
  since?: Instant,
): Promise<{ targets: IncidentTarget[]; unseen: LaneRef[] }> {
  const targets: IncidentTarget[] = [];
  const unseen: LaneRef[] = [];
  for (const { vendor, tenant } of await ports.connections.list()) {
    const sweep = await ports.sweeps.latest({ vendor, tenant });
    if (!sawAll(sweep, since)) unseen.push({ vendor, tenant });
    targets.push(...(await targetsIn(ports, { vendor, tenant }, indicators)));
  }
  return { targets, unseen };
}

function sawAll(sweep: Sweep | undefined, since: Instant | undefined): boolean {
  if (sweep === undefined) return false;
  if (since === undefined && sweep.status === 'running') return sweep.previous === 'completed';
  return sweep.status === 'completed' && sweep.startedAt >= (since ?? 0);
}

async function targetsIn(ports: FindTargetPorts, tenant: LaneRef, indicators: Indicators) {
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
