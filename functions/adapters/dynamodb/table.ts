/** The one table: its document client, and reads that page. */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Page } from '#use-cases/ports.ts';
import { CLIENT_OPTIONS } from '../aws-client.ts';
import type { Key } from './keys.ts';

export interface Table {
  readonly name: string;
  readonly client: DynamoDBDocumentClient;
}

/** A table by name. */
export function openTable(name: string, client = new DynamoDBClient(CLIENT_OPTIONS)): Table {
  return {
    name,
    client: DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    }),
  };
}

/** One item, strongly consistent. */
export async function getItem(
  table: Table,
  key: Key,
): Promise<Record<string, unknown> | undefined> {
  const answer = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { ...key }, ConsistentRead: true }),
  );
  return answer.Item;
}

/** Writes one item that is no entity with a version. */
export async function putItem(table: Table, item: Record<string, unknown>): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: item }));
}

/** Deletes one item if an attribute still has the value that was read; else leaves it. */
export async function deleteItemIf(
  table: Table,
  key: Key,
  unchanged: { readonly attribute: string; readonly value: unknown },
): Promise<void> {
  try {
    await table.client.send(
      new DeleteCommand({
        TableName: table.name,
        Key: { ...key },
        ConditionExpression: '#attribute = :value',
        ExpressionAttributeNames: { '#attribute': unchanged.attribute },
        ExpressionAttributeValues: { ':value': unchanged.value },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** One page of a Query. The cursor is opaque to callers. */
export async function queryPage(
  table: Table,
  query: Omit<QueryCommandInput, 'TableName'>,
  cursor?: string,
): Promise<Page<Record<string, unknown>>> {
  const answer = await table.client.send(
    new QueryCommand({
      ...query,
      TableName: table.name,
      ExclusiveStartKey: cursor === undefined ? undefined : decodeCursor(cursor),
    }),
  );
  return {
    items: answer.Items ?? [],
    next: answer.LastEvaluatedKey === undefined ? undefined : encodeCursor(answer.LastEvaluatedKey),
  };
}

function encodeCursor(key: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function decodeCursor(cursor: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString());
}
