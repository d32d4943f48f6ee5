/**
 * A table in memory that counts what DynamoDB would bill: units from item sizes with the documented
 * rounding. It takes the commands the adapters send and nothing more.
 */
import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../functions/adapters/dynamodb/table.ts';

type Item = Record<string, unknown>;

export interface Counts {
  requests: number;
  readUnits: number;
  writeUnits: number;
  /** Units that indexes add to writes, counted apart. */
  indexWriteUnits: number;
}

const PAGE_BYTES = 1024 * 1024;
const INDEX_KEYS = ['dueShard', 'ownerKey', 'clientKey', 'publisherKey', 'openTask'] as const;

/** Sizes already counted: the counting must not be what is measured. */
const sizes = new WeakMap<Item, number>();

/** Bytes of an item: names and values (DynamoDB developer guide, item sizes). */
function itemBytes(item: Item): number {
  const counted = sizes.get(item);
  if (counted !== undefined) return counted;
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    if (value === undefined) continue;
    bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  sizes.set(item, bytes);
  return bytes;
}

function valueBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replace(/\D/g, '').length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  return typeof value === 'boolean' ? 1 : Buffer.byteLength(JSON.stringify(value));
}

type Row = readonly [sk: string, item: Item, bytes: number];

/** The rows of a partition in key order; sorted once, for the sorting must not be measured either. */
class Partition {
  readonly rows = new Map<string, Item>();
  #ordered: readonly Row[] | undefined;

  set(sk: string, item: Item): void {
    this.rows.set(sk, item);
    this.#ordered = undefined;
  }

  get ordered(): readonly Row[] {
    this.#ordered ??= [...this.rows]
      .map(([sk, item]): Row => [sk, item, itemBytes(item)])
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#ordered;
  }
}

/** A table with its counts. */
export function countingTable(): { table: Table; counts: Counts; reset(): void; items(): number } {
  const partitions = new Map<string, Partition>();
  const counts: Counts = { requests: 0, readUnits: 0, writeUnits: 0, indexWriteUnits: 0 };
  const partition = (pk: unknown) => {
    const name = String(pk);
    const found = partitions.get(name) ?? new Partition();
    partitions.set(name, found);
    return found;
  };
  const put = (item: Item, factor: number) => {
    const rows = partition(item.pk);
    const before = rows.rows.get(String(item.sk));
    counts.writeUnits += Math.ceil(itemBytes(item) / 1024) * factor;
    for (const key of INDEX_KEYS) {
      if (before?.[key] !== item[key]) counts.indexWriteUnits += before?.[key] && item[key] ? 2 : 1;
    }
    rows.set(String(item.sk), item);
  };
  const query = ({ input }: QueryCommand) => {
    const values = input.ExpressionAttributeValues as Record<string, string>;
    const prefix = values[':prefix'] ?? '';
    const start = (input.ExclusiveStartKey as Item | undefined)?.sk;
    const rows = partition(values[':pk']).ordered.filter(
      ([sk]) => sk.startsWith(prefix) && (start === undefined || sk > String(start)),
    );
    if (input.ScanIndexForward === false) rows.reverse();
    const Items: Item[] = [];
    let bytes = 0;
    let LastEvaluatedKey: Item | undefined;
    for (const [sk, item, size] of rows.slice(0, Number(input.Limit ?? rows.length))) {
      bytes += size;
      Items.push(item);
      if (bytes < PAGE_BYTES) continue;
      LastEvaluatedKey = { pk: item.pk, sk };
      break;
    }
    counts.readUnits += Math.max(1, Math.ceil(bytes / 4096)) * (input.ConsistentRead ? 1 : 0.5);
    return { Items, LastEvaluatedKey };
  };
  const get = ({ input }: GetCommand) => {
    const Item = partition(input.Key?.pk).rows.get(String(input.Key?.sk));
    counts.readUnits += Math.max(1, Math.ceil(itemBytes(Item ?? {}) / 4096));
    return { Item };
  };
  const transact = ({ input }: TransactWriteCommand) => {
    for (const one of input.TransactItems ?? []) put(one.Put?.Item ?? {}, 2);
    return {};
  };
  const send = async (command: unknown): Promise<unknown> => {
    counts.requests += 1;
    if (command instanceof QueryCommand) return query(command);
    if (command instanceof GetCommand) return get(command);
    if (command instanceof TransactWriteCommand) return transact(command);
    if (!(command instanceof PutCommand)) throw new TypeError('the table knows no such command');
    put(command.input.Item ?? {}, 1);
    return {};
  };
  return {
    table: { name: 'bench', client: { send } as unknown as Table['client'] },
    counts,
    reset() {
      Object.assign(counts, { requests: 0, readUnits: 0, writeUnits: 0, indexWriteUnits: 0 });
    },
    items: () => [...partitions.values()].reduce((sum, rows) => sum + rows.rows.size, 0),
  };
}
