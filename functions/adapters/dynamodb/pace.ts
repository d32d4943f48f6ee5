/**
 * Calls made to a tenant in a minute, counted by whoever makes one before it does:
 *
 *   TENANT#… / PACE#<minute>   add 1 to `calls`   on condition: fewer than so many, when there is a bound
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { spreadWait } from '#domain/pace.ts';
import type { VendorPace } from '#use-cases/incident-port.ts';
import { paceKey } from './keys.ts';
import type { Table } from './table.ts';

const MINUTE_MS = 60_000;
const KEPT_SECONDS = 3_600;

/** The pace of all tenants on a table. */
export function createPace(table: Table): VendorPace {
  return {
    async take(tenant, now, max) {
      const minute = Math.floor(now / MINUTE_MS);
      const bound = max === undefined ? {} : { ':max': max };
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: { ...paceKey(tenant, minute) },
            UpdateExpression: 'SET expiresAt = :expiry ADD calls :one',
            ConditionExpression:
              max === undefined ? undefined : 'attribute_not_exists(calls) OR calls < :max',
            ExpressionAttributeValues: {
              ':one': 1,
              ':expiry': Math.floor(now / 1000) + KEPT_SECONDS,
              ...bound,
            },
          }),
        );
        return 0;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return spreadWait(tenant.id, now);
      }
    },
  };
}
