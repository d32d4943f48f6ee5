/**
 * Incidents, their lanes and targets. Each way to them is one Query or one read:
 *
 *   all incidents        INCIDENTS / inc_…
 *   a tenant's run       INCIDENT#inc_… / LANE#<vendor>#<tenant>
 *   a tenant's targets   INCIDENT#inc_… / TARGETS#<vendor>#<tenant>#<chunk>   100 a row, in the plan's order
 */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { Incident, IncidentLane, IncidentTarget, type LaneRef } from '#domain/incident.ts';
import type { Incidents } from '#use-cases/incident-port.ts';
import { INCIDENTS_PK, incidentKey, type Key, laneKey, targetsKey } from './keys.ts';
import { pack, unpack } from './packed.ts';
import { getItem, putItem, queryPage, type Table } from './table.ts';

/** Targets in one row: 100 are some 10 KB packed. */
const CHUNK = 100;
/** Bound of one incident in one tenant: 1,000,000 targets. */
const CHUNKS_MAX = 10_000;

/** The item of an incident. */
export function incidentItem(incident: Incident): Record<string, unknown> {
  return { ...incidentKey(incident.id), v: incident.version, j: pack(incident) };
}

/** The item of a tenant's run. */
export function laneItem(lane: IncidentLane): Record<string, unknown> {
  return { ...laneKey(lane.incidentId, lane), v: lane.version, j: pack(lane) };
}

const StoredDocument = z.object({ j: z.instanceof(Uint8Array) });

function read<Shape>(schema: z.ZodType<Shape>, item: unknown): Shape {
  const stored = StoredDocument.safeParse(item);
  const parsed = schema.safeParse(stored.success ? unpack(stored.data.j) : undefined);
  if (parsed.success) return parsed.data;
  throw new ContractError('a stored incident is broken', { cause: parsed.error });
}

const Targets = z.array(IncidentTarget);

/** Incidents on a table. */
export function createIncidents(table: Table): Incidents {
  return {
    async load(id) {
      const item = await getItem(table, incidentKey(id));
      return item === undefined ? undefined : read(Incident, item);
    },
    async list(cursor) {
      const query = {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': INCIDENTS_PK },
      };
      const page = await queryPage(table, query, cursor);
      return { items: page.items.map((item) => read(Incident, item)), next: page.next };
    },
    async lane(id, lane) {
      const item = await getItem(table, laneKey(id, lane));
      return item === undefined ? undefined : read(IncidentLane, item);
    },
    async saveTargets(id, lane, targets) {
      for (let from = 0; from < targets.length; from += CHUNK) {
        const chunk = pack(targets.slice(from, from + CHUNK));
        await putItem(table, { ...targetsKey(id, lane, from / CHUNK), j: chunk });
      }
    },
    async targets(id, lane, range) {
      if (range === undefined) return allTargets(table, id, lane);
      const found: IncidentTarget[] = [];
      const end = range.from + range.count;
      for (let chunk = Math.floor(range.from / CHUNK); chunk * CHUNK < end; chunk += 1) {
        const item = await getItem(table, targetsKey(id, lane, chunk));
        if (item === undefined) break;
        const first = chunk * CHUNK;
        found.push(...read(Targets, item).slice(Math.max(0, range.from - first), end - first));
      }
      return found;
    },
  };
}

async function allTargets(table: Table, id: string, lane: LaneRef): Promise<IncidentTarget[]> {
  const { pk, sk }: Key = targetsKey(id, lane, 0);
  const prefix = sk.slice(0, sk.lastIndexOf('#') + 1);
  const found: IncidentTarget[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < CHUNKS_MAX; pages += 1) {
    const query = {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    };
    const page = await queryPage(table, query, cursor);
    for (const item of page.items) found.push(...read(Targets, item));
    cursor = page.next;
    if (cursor === undefined) return found;
  }
  throw new ContractError('an incident has more targets than can be read');
}
