/** Writes that another writer was faster than. */
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';

const LOST: ReadonlySet<string | undefined> = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
]);

/** Whether DynamoDB refused a write, alone or in a transaction, because somebody else wrote first. */
export function isLostRace(error: unknown): boolean {
  return (
    error instanceof ConditionalCheckFailedException ||
    error instanceof TransactionConflictException ||
    (error instanceof TransactionCanceledException &&
      (error.CancellationReasons ?? []).some((reason) => LOST.has(reason.Code)))
  );
}
