/** A stream record as the transition it inserted, if it did. */
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { unpack } from './packed.ts';

const Binary = z.union([z.instanceof(Uint8Array), z.string()]);

const InsertedTransition = z.object({
  eventName: z.literal('INSERT'),
  dynamodb: z.object({
    NewImage: z.object({
      sk: z.object({ S: z.string().startsWith('V#') }),
      j: z.object({ B: Binary }),
    }),
  }),
});

/** The stored transition, to be parsed by its schema, or undefined for every other record.
 *  @throws ContractError when the document cannot be unpacked */
export function storedTransition(record: DynamoDBRecord): unknown {
  const parsed = InsertedTransition.safeParse(record);
  if (!parsed.success) return undefined;
  const { B } = parsed.data.dynamodb.NewImage.j;
  // In a Lambda event binary values are base64 text.
  return unpack(typeof B === 'string' ? new Uint8Array(Buffer.from(B, 'base64')) : B);
}
