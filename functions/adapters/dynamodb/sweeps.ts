/** Sweep manifests; the ids seen so far lie in the payload store, a checkpoint stays small. */
import * as z from 'zod';
import { contentId } from '#domain/content-id.ts';
import { ContractError } from '#domain/errors.ts';
import { Sweep } from '#domain/sweep.ts';
import type { PayloadStore, Sweeps } from '#use-cases/ports.ts';
import { sweepPrefix, tenantPk } from './keys.ts';
import { unpack } from './packed.ts';
import { queryPage, type Table } from './table.ts';

const SeenIds = z.array(z.string());

function seenKey(sweepId: string, chunk: string): string {
  return `sweeps/${encodeURIComponent(sweepId)}/seen-${chunk}.json`;
}

/** The newest manifests alone, for whoever only asks how complete the last look was. */
export function createLatestSweeps(table: Table): Pick<Sweeps, 'latest'> {
  return {
    async latest(tenant) {
      const page = await queryPage(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': tenantPk(tenant), ':prefix': sweepPrefix },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: 1,
      });
      const [item] = page.items;
      if (item === undefined) return undefined;
      const parsed = Sweep.safeParse(unpack(item.j));
      if (parsed.success) return parsed.data;
      throw new ContractError('a stored sweep is broken', { cause: parsed.error });
    },
  };
}

/** Sweeps on a table and a payload store. */
export function createSweeps(table: Table, payloads: PayloadStore): Sweeps {
  return {
    ...createLatestSweeps(table),
    async saveSeen(sweepId, ids) {
      const chunk = contentId(ids);
      await payloads.save(seenKey(sweepId, chunk), new TextEncoder().encode(JSON.stringify(ids)));
      return chunk;
    },
    async loadSeen(sweepId, chunks) {
      const seen = new Set<string>();
      for (const chunk of chunks) {
        const bytes = await payloads.load(seenKey(sweepId, chunk));
        for (const id of SeenIds.parse(JSON.parse(new TextDecoder().decode(bytes)))) seen.add(id);
      }
      return seen;
    },
  };
}
