/** The sweeps of a period, for reports: what was looked at, and whether it was seen whole. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { Sweep } from '#domain/sweep.ts';
import type { SweepLog } from '#use-cases/evidence-ports.ts';
import { sweepKey, tenantPk } from './keys.ts';
import { unpack } from './packed.ts';
import { queryPage, type Table } from './table.ts';

const Item = z.object({ j: z.unknown() });

const PAGES_MAX = 1_000;

/** The sweeps on a table. */
export function createSweepLog(table: Table): SweepLog {
  return {
    async within(tenant, { from, to }) {
      const sweeps: Sweep[] = [];
      let cursor: string | undefined;
      for (let pages = 0; pages < PAGES_MAX; pages += 1) {
        const page = await queryPage(
          table,
          {
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: {
              ':pk': tenantPk(tenant),
              ':from': sweepKey({ ...tenant, startedAt: Math.max(0, from) }).sk,
              ':to': sweepKey({ ...tenant, startedAt: Math.max(0, to - 1) }).sk,
            },
          },
          cursor,
        );
        for (const item of page.items) sweeps.push(Sweep.parse(unpack(Item.parse(item).j)));
        cursor = page.next;
        if (cursor === undefined) return sweeps;
      }
      throw new ContractError('there are more sweeps in this period than can be read');
    },
  };
}
