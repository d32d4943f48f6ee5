/** Integration <-> item. What a sweep compares with lies on the item itself; the rest is packed. */
import { ContractError } from '#domain/errors.ts';
import { Integration, isLive } from '#domain/integration.ts';
import { INTEGRATION_KINDS, type IntegrationKind } from '#events/vocabulary.ts';
import type { KnownRow } from '#use-cases/ports.ts';
import {
  addressKey,
  dueShard,
  indexKey,
  integrationKey,
  integrationPrefix,
  shardOf,
} from './keys.ts';
import { pack, unpack } from './packed.ts';

/** The item that is stored.
 *  @throws GrantlineError limit-reached when the integration is too large to store */
export function integrationItem(integration: Integration): Record<string, unknown> {
  const { deadline } = integration;
  const live = isLive(integration.state);
  const { pk, sk } = integrationKey(integration);
  return {
    pk,
    sk,
    v: integration.version,
    j: pack(integration),
    g: integration.digest,
    k: integration.kind,
    u: integration.lastUsedDay,
    l: live ? 1 : undefined,
    r: integration.risk?.version,
    n: integration.risk?.unmapped,
    x: deadline?.kind === 'dormant' ? deadline.at : undefined,
    dueShard: deadline === undefined ? undefined : dueShard(shardOf(integration.id)),
    dueAt: deadline?.at,
    ownerKey: live ? indexKey(addressKey(integration.owner?.email ?? '')) : undefined,
    clientKey: indexKey(`${integration.vendor}#${integration.clientId}`),
    publisherKey: indexKey(integration.publisher),
  };
}

/** What a row must be. Checked by hand: this runs for every known integration of every sweep. */
function isStoredRow(item: Record<string, unknown>): item is StoredRow {
  const { sk, g, k, u, l, r, n, x, j } = item;
  return (
    typeof sk === 'string' &&
    typeof g === 'string' &&
    isKind(k) &&
    (u === undefined || u === 'never' || typeof u === 'number') &&
    (l === undefined || l === 1) &&
    (r === undefined || typeof r === 'number') &&
    (n === undefined || typeof n === 'number') &&
    (x === undefined || typeof x === 'number') &&
    j instanceof Uint8Array
  );
}

const KINDS: ReadonlySet<unknown> = new Set(INTEGRATION_KINDS);

function isKind(value: unknown): value is IntegrationKind {
  return KINDS.has(value);
}

interface StoredRow extends Record<string, unknown> {
  readonly sk: string;
  readonly g: string;
  readonly k: IntegrationKind;
  readonly u?: number | 'never';
  readonly l?: 1;
  readonly r?: number;
  readonly n?: number;
  readonly x?: number;
  readonly j: Uint8Array;
}

/** The slim row a sweep compares with; the document is unpacked only on demand.
 *  @throws ContractError when the item is not one of ours */
export function knownRow(item: Record<string, unknown>): KnownRow {
  if (!isStoredRow(item)) throw new ContractError('a stored integration row is broken');
  return {
    id: item.sk.slice(integrationPrefix.length),
    digest: item.g,
    lastUsedDay: item.u,
    dormantAt: item.x,
    live: item.l === 1,
    kind: item.k,
    riskVersion: item.r,
    unmapped: item.n ?? 0,
    decode: () => integrationOf(item),
  };
}

/** The integration of an item.
 *  @throws ContractError when it does not have the promised shape */
export function integrationOf(item: { j?: unknown }): Integration {
  const parsed = Integration.safeParse(unpack(item.j));
  if (parsed.success) return parsed.data;
  throw new ContractError('a stored integration is broken', { cause: parsed.error });
}
