/**
 * Heads of the chains of evidence, and a mark for every event that one holds. Marks do not expire:
 * an event said again after years is still known.
 *
 *   head   put   on condition: the position stored is the one the records follow, or nothing stored
 *   marks  put   one an event
 *
 * All or none. Two appends from the same head: one wins, the other gets StaleWriteError.
 */
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ContractError, StaleWriteError } from '#domain/errors.ts';
import { ChainHead, emptyChain, headAt, Seal } from '#domain/evidence.ts';
import type { EvidenceChains } from '#use-cases/evidence-ports.ts';
import {
  EVIDENCE_PK,
  evidenceHeadKey,
  evidenceHeadPrefix,
  evidenceMarkKey,
  evidenceSealKey,
} from './keys.ts';
import { isLostRace } from './lost-race.ts';
import { unpack } from './packed.ts';
import { getItem, queryPage, type Table } from './table.ts';

const StoredHead = z.object(ChainHead.shape);

const PAGES_MAX = 100;

/** Chains on a table. */
export function createEvidenceChains(table: Table): EvidenceChains {
  return {
    list: () => listHeads(table),
    async head(chain) {
      const item = await getItem(table, evidenceHeadKey(chain));
      return item === undefined ? emptyChain(chain) : StoredHead.parse(item);
    },
    async recorded(chain, eventIds) {
      const marks = await Promise.all(
        eventIds.map(async (id) => {
          const item = await getItem(table, evidenceMarkKey(chain, id));
          return item === undefined ? [] : [id];
        }),
      );
      return new Set(marks.flat());
    },
    async advance(from, records) {
      const last = records.at(-1);
      if (last === undefined) throw new ContractError('a head moves over records only');
      const head = {
        TableName: table.name,
        Item: { ...evidenceHeadKey(from.chain), ...headAt(last) },
        ...conditionOf(from),
      };
      const marks = records.map(({ chain, eventId, position }) => ({
        TableName: table.name,
        Item: { ...evidenceMarkKey(chain, eventId), position },
      }));
      try {
        await table.client.send(
          new TransactWriteCommand({ TransactItems: [head, ...marks].map((Put) => ({ Put })) }),
        );
      } catch (error) {
        throw translated(error);
      }
    },
    async seal(chain) {
      const item = await getItem(table, evidenceSealKey(chain));
      return item === undefined ? undefined : Seal.parse(unpack(item.j));
    },
  };
}

async function listHeads(table: Table): Promise<readonly ChainHead[]> {
  const heads: ChainHead[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await queryPage(
      table,
      {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': EVIDENCE_PK, ':prefix': evidenceHeadPrefix },
        ConsistentRead: true,
      },
      cursor,
    );
    for (const item of page.items) heads.push(StoredHead.parse(item));
    cursor = page.next;
    if (cursor === undefined) return heads;
  }
  throw new ContractError('there are more chains of evidence than can be listed');
}

function conditionOf(from: ChainHead) {
  if (from.position === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#position = :position AND #hash = :hash',
    ExpressionAttributeNames: { '#position': 'position', '#hash': 'hash' },
    ExpressionAttributeValues: { ':position': from.position, ':hash': from.hash },
  };
}

function translated(error: unknown): unknown {
  if (!isLostRace(error)) return error;
  return new StaleWriteError('another append was first', { cause: error });
}
