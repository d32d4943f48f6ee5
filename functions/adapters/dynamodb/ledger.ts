/**
 * State, history and outbox in one transaction.
 *
 *   entity item      put   on condition: version stored = next - 1, or nothing stored when next = 1
 *   transition item  put   on condition: not there yet
 *
 * Both or neither. Two writers at the same version: one wins, the other gets StaleWriteError. An
 * answered task has one more condition: the token of the execution that waits is the one that was
 * loaded. Attaching a token is no new version, and an answer must not wipe out one it never saw.
 */
import { PutCommand, type PutCommandInput, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { StaleWriteError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import type { Change, Ledger } from '#use-cases/ports.ts';
import { incidentItem, laneItem } from './incidents.ts';
import { integrationItem } from './integration-item.ts';
import { coverageKey, evidenceSealKey, findingKey, sweepKey } from './keys.ts';
import { isLostRace } from './lost-race.ts';
import { pack } from './packed.ts';
import type { Table } from './table.ts';
import { taskItem } from './tasks.ts';
import { transitionItem } from './transition-item.ts';

/** The ledger on a table. */
export function createLedger(table: Table): Ledger {
  return {
    async commit(changes) {
      const puts = changes.flatMap((change) => putsOf(table, change));
      const [only] = puts;
      try {
        if (puts.length === 1 && only !== undefined) {
          await table.client.send(new PutCommand(only));
        } else {
          await table.client.send(
            new TransactWriteCommand({ TransactItems: puts.map((put) => ({ Put: put })) }),
          );
        }
      } catch (error) {
        throw translated(error, changes);
      }
    },
  };
}

function putsOf(table: Table, change: Change): PutCommandInput[] {
  const puts = [entityPut(table, change)];
  if (change.transition !== undefined) {
    puts.push({
      TableName: table.name,
      Item: transitionItem(change.transition),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  }
  return puts;
}

function entityPut(table: Table, change: Change): PutCommandInput {
  const put = { TableName: table.name, Item: itemOf(change) };
  const { version } = change.next;
  if (version === 1) return { ...put, ConditionExpression: 'attribute_not_exists(pk)' };
  const token = tokenCondition(change);
  return {
    ...put,
    ConditionExpression: ['v = :before', ...token.conditions].join(' AND '),
    ExpressionAttributeValues: { ':before': version - 1, ...token.values },
  };
}

function tokenCondition(change: Change): { conditions: string[]; values: { ':token'?: string } } {
  if (change.entity !== 'task' || !isAnsweredByPerson(change.next)) {
    return { conditions: [], values: {} };
  }
  const { token } = change.next;
  if (token === undefined) return { conditions: ['attribute_not_exists(t)'], values: {} };
  return { conditions: ['t = :token'], values: { ':token': token } };
}

/** The waiting execution goes on waiting with the token it has. */
function isAnsweredByPerson(task: Task): boolean {
  return task.answer !== undefined || task.token !== undefined;
}

function itemOf(change: Change): Record<string, unknown> {
  switch (change.entity) {
    case 'integration':
      return integrationItem(change.next);
    case 'task':
      return taskItem(change.next);
    case 'sweep':
      return { ...sweepKey(change.next), v: change.next.version, j: pack(change.next) };
    case 'finding':
      return { ...findingKey(change.next.id), v: change.next.version, j: pack(change.next) };
    case 'seal':
      return {
        ...evidenceSealKey(change.next.chain),
        v: change.next.version,
        j: pack(change.next),
      };
    case 'incident':
      return incidentItem(change.next);
    case 'incident-lane':
      return laneItem(change.next);
    case 'coverage':
      return { ...coverageKey(change.next), v: change.next.version, j: pack(change.next) };
  }
}

function translated(error: unknown, changes: readonly Change[]): unknown {
  if (!isLostRace(error)) return error;
  return new StaleWriteError('another writer was first', {
    cause: error,
    facts: { entities: changes.map((change) => change.entity).join(',') },
  });
}
