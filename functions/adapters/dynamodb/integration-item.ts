/** Integration <-> item. What a sweep compares with lies on the item itself; the rest is packed. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { Integration, isLive } from '#domain/integration.ts';
import { IntegrationKind } from '#events/vocabulary.ts';
import type { KnownRow } from '#use-cases/ports.ts';
import { dueShard, integrationKey, shardOf } from './keys.ts';
import { pack, unpack } from './packed.ts';

/** DynamoDB ends at 400 KB an item; one this large has scopes that nobody reads. */
const PACKED_BYTES_MAX = 300 * 1024;

/** The item that is stored.
 *  @throws ContractError when the integration is too large to store */
export function integrationItem(integration: Integration): Record<string, unknown> {
  const document = pack(integration);
  if (document.byteLength > PACKED_BYTES_MAX) {
    throw new ContractError('the integration is too large to store', {
      facts: { id: integration.id, bytes: document.byteLength },
    });
  }
  const { deadline } = integration;
  const live = isLive(integration.state);
  return {
    ...integrationKey(integration),
    v: integration.version,
    j: document,
    g: integration.digest,
    k: integration.kind,
    u: integration.lastUsedDay,
    l: live ? 1 : undefined,
    x: deadline?.kind === 'dormant' ? deadline.at : undefined,
    dueShard: deadline === undefined ? undefined : dueShard(shardOf(integration.id)),
    dueAt: deadline?.at,
    ownerKey: live ? integration.owner?.email : undefined,
    clientKey: `${integration.vendor}#${integration.clientId}`,
    publisherKey: integration.publisher,
  };
}

const StoredRow = z.object({
  sk: z.string(),
  g: z.string(),
  k: IntegrationKind,
  u: z.union([z.number(), z.literal('never')]).optional(),
  l: z.literal(1).optional(),
  x: z.number().optional(),
  j: z.instanceof(Uint8Array),
});

/** The slim row a sweep compares with; the document is unpacked only on demand.
 *  @throws ContractError when the item is not one of ours */
export function knownRow(item: unknown): KnownRow {
  const parsed = StoredRow.safeParse(item);
  if (!parsed.success) {
    throw new ContractError('a stored integration row is broken', { cause: parsed.error });
  }
  const row = parsed.data;
  return {
    id: row.sk.slice('INTEGRATION#'.length),
    digest: row.g,
    lastUsedDay: row.u,
    dormantAt: row.x,
    live: row.l === 1,
    kind: row.k,
    decode: () => integrationOf(row),
  };
}

/** The integration of an item.
 *  @throws ContractError when it does not have the promised shape */
export function integrationOf(item: { j?: unknown }): Integration {
  const parsed = Integration.safeParse(unpack(item.j));
  if (parsed.success) return parsed.data;
  throw new ContractError('a stored integration is broken', { cause: parsed.error });
}
