/** Tasks: loaded by id, listed while open, waiting executions remembered. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ContractError, StaleWriteError } from '#domain/errors.ts';
import { Task } from '#domain/task.ts';
import type { Tasks } from '#use-cases/ports.ts';
import { INDEXES, OPEN_TASKS, taskKey } from './keys.ts';
import { isLostRace } from './lost-race.ts';
import { pack, unpack } from './packed.ts';
import { getItem, queryPage, type Table } from './table.ts';

/** The item that is stored. The token lies beside the document: it is no state of the task. */
export function taskItem(task: Task): Record<string, unknown> {
  const { token, ...document } = task;
  const open = task.answer === undefined;
  return {
    ...taskKey(task.id),
    v: task.version,
    j: pack(document),
    t: token,
    openTask: open ? OPEN_TASKS : undefined,
    dueAt: open ? task.dueAt : undefined,
  };
}

const StoredTask = z.object({ j: z.instanceof(Uint8Array), t: z.string().optional() });

function taskOf(item: unknown): Task {
  const stored = StoredTask.safeParse(item);
  if (!stored.success) throw new ContractError('a stored task is broken', { cause: stored.error });
  const document = z.looseObject({}).parse(unpack(stored.data.j));
  const parsed = Task.safeParse({ ...document, token: stored.data.t });
  if (parsed.success) return parsed.data;
  throw new ContractError('a stored task is broken', { cause: parsed.error });
}

/** Tasks on a table. */
export function createTasks(table: Table): Tasks {
  return {
    async load(id) {
      const item = await getItem(table, taskKey(id));
      return item === undefined ? undefined : taskOf(item);
    },
    async open(cursor) {
      const page = await queryPage(
        table,
        {
          IndexName: INDEXES.openTask,
          KeyConditionExpression: 'openTask = :open',
          ExpressionAttributeValues: { ':open': OPEN_TASKS },
        },
        cursor,
      );
      return { items: page.items.map(taskOf), next: page.next };
    },
    async attachToken(id, token) {
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: { ...taskKey(id) },
            UpdateExpression: 'SET t = :token',
            ConditionExpression: 'attribute_exists(openTask)',
            ExpressionAttributeValues: { ':token': token },
          }),
        );
      } catch (error) {
        if (!isLostRace(error)) throw error;
        throw new StaleWriteError('the task was answered meanwhile', { cause: error });
      }
    },
  };
}
