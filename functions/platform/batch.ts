/** Partial batch failures: what succeeded is done, what failed comes again, nothing is lost. */
import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { GrantlineError } from '#domain/errors.ts';
import type { Log } from '#use-cases/ports.ts';

/** Takes every message of a queue batch; the failed ones are handed back by id. The queue's receive
 *  count moves a message that never succeeds to its dead-letter queue. */
export async function takeQueueBatch(
  event: SQSEvent,
  log: Log,
  take: (body: unknown) => Promise<void>,
): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      await take(JSON.parse(record.body));
    } catch (error) {
      logFailure(log, error, record.messageId);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}

/** Takes the messages of a queue batch that belong together in one go; a group that fails is handed
 *  back whole, and so is a message that cannot be read. */
export async function takeQueueGroups<Item>(
  event: SQSEvent,
  log: Log,
  by: {
    read(body: unknown): { readonly group: string; readonly item: Item };
    take(group: string, items: readonly Item[]): Promise<void>;
  },
): Promise<SQSBatchResponse> {
  const groups = new Map<string, { ids: string[]; items: Item[] }>();
  const failed: string[] = [];
  for (const { messageId, body } of event.Records) {
    try {
      const { group, item } = by.read(JSON.parse(body));
      const members = groups.get(group) ?? { ids: [], items: [] };
      groups.set(group, members);
      members.ids.push(messageId);
      members.items.push(item);
    } catch (error) {
      logFailure(log, error, messageId);
      failed.push(messageId);
    }
  }
  for (const [group, { ids, items }] of groups) {
    try {
      await by.take(group, items);
    } catch (error) {
      logFailure(log, error, group);
      failed.push(...ids);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** Takes stream records in order and stops at the first failure: the shard goes on from there. */
export async function takeStreamBatch(
  event: DynamoDBStreamEvent,
  log: Log,
  take: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  for (const record of event.Records) {
    try {
      await take(record);
    } catch (error) {
      const itemIdentifier = record.dynamodb?.SequenceNumber ?? '';
      logFailure(log, error, itemIdentifier);
      return { batchItemFailures: [{ itemIdentifier }] };
    }
  }
  return { batchItemFailures: [] };
}

function logFailure(log: Log, error: unknown, item: string): void {
  const known = error instanceof GrantlineError;
  log.error('batch item failed', {
    item,
    code: known ? error.code : 'unexpected',
    name: error instanceof Error ? error.name : typeof error,
    retryable: known ? error.retryable : true,
  });
}
