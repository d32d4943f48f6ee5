/** Every key and index of the one table, in one place (DESIGN.md 5). */
import { createHash } from 'node:crypto';
import { DUE_SHARDS } from '#domain/integration.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { MarkSource } from '#use-cases/ports.ts';

/** Names of the sparse indexes. */
export const INDEXES = {
  due: 'DueIndex',
  owner: 'OwnerIndex',
  client: 'ClientIndex',
  publisher: 'PublisherIndex',
  openTask: 'OpenTaskIndex',
} as const;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

interface Tenant {
  readonly vendor: Vendor;
  readonly tenant: string;
}

const INTEGRATION = 'INTEGRATION#';
const TRANSITION = 'V#';

/** Partition of everything known of a tenant. */
export function tenantPk({ vendor, tenant }: Tenant): string {
  return `TENANT#${vendor}#${tenant}`;
}

export const integrationPrefix = INTEGRATION;

export function integrationKey(ref: Tenant & { id: string }): Key {
  return { pk: tenantPk(ref), sk: `${INTEGRATION}${ref.id}` };
}

/** Address of an integration from its item key. */
export function integrationRefOf(key: Key): { vendor: string; tenant: string; id: string } {
  const [, vendor = '', ...tenant] = key.pk.split('#');
  return { vendor, tenant: tenant.join('#'), id: key.sk.slice(INTEGRATION.length) };
}

/** History of an entity; the version is padded so that text order is number order. */
export function transitionKey(entityId: string, version: number): Key {
  return { pk: historyPk(entityId), sk: `${TRANSITION}${String(version).padStart(12, '0')}` };
}

export function historyPk(entityId: string): string {
  return `HISTORY#${entityId}`;
}

export const sweepPrefix = 'SWEEP#';

export function sweepKey(sweep: Tenant & { startedAt: number }): Key {
  return { pk: tenantPk(sweep), sk: `${sweepPrefix}${String(sweep.startedAt).padStart(15, '0')}` };
}

export const coveragePrefix = 'COVERAGE#';

export function coverageKey(state: Tenant & { collector: string }): Key {
  return { pk: tenantPk(state), sk: `${coveragePrefix}${state.collector}` };
}

export function cursorKey(tenant: Tenant, feed: string): Key {
  return { pk: tenantPk(tenant), sk: `CURSOR#${feed}` };
}

export function taskKey(id: string): Key {
  return { pk: `TASK#${id}`, sk: '-' };
}

export function findingKey(id: string): Key {
  return { pk: `FINDING#${id}`, sk: '-' };
}

export const EVIDENCE_PK = 'EVIDENCE';

export const evidenceHeadPrefix = 'HEAD#';

export function evidenceHeadKey(chain: string): Key {
  return { pk: EVIDENCE_PK, sk: `${evidenceHeadPrefix}${chain}` };
}

export function evidenceSealKey(chain: string): Key {
  return { pk: EVIDENCE_PK, sk: `SEAL#${chain}` };
}

/** An event that a chain holds; a partition each, so that no append is slowed by another. */
export function evidenceMarkKey(chain: string, eventId: string): Key {
  return { pk: `EVIDENCED#${chain}#${eventId}`, sk: '-' };
}

/** All open tasks share one index partition: people answer them, so they are few. */
export const OPEN_TASKS = 'OPEN';

export const CONNECTIONS_PK = 'CONNECTIONS';

export function connectionKey({ vendor, tenant }: Tenant): Key {
  return { pk: CONNECTIONS_PK, sk: `${vendor}#${tenant}` };
}

/** All that the directories say about one address; a row for each account: one person may have two
 *  in the same directory, such as an old one and the one they came back with. */
export function personPk(email: string): string {
  return `PERSON#${addressKey(email)}`;
}

export function personKey(email: string, account: Tenant & { personId: string }): Key {
  const { vendor, tenant, personId } = account;
  return { pk: personPk(email), sk: `${vendor}#${tenant}#${personId}` };
}

/** Partition of the addresses that one account was ever shown under. */
export function accountPk({ vendor, tenant, personId }: Tenant & { personId: string }): string {
  return `ACCOUNT#${vendor}#${tenant}#${personId}`;
}

/** An e-mail address as a key: nobody means two people by two spellings of one. */
export function addressKey(email: string): string {
  return email.toLowerCase();
}

/** An index key ends at 2,048 bytes; a character has at most 4. */
const INDEX_KEY_CHARACTERS_MAX = 500;

/** A text as key of an index. Vendors write it: an empty or endless one would make the whole item
 *  impossible to write, so the first is left out of the index and the second cut. */
export function indexKey(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text.slice(0, INDEX_KEY_CHARACTERS_MAX);
}

export function deliveryKey(source: MarkSource, id: string): Key {
  return { pk: `DELIVERY#${source}#${id}`, sk: '-' };
}

export const QUARANTINE_PK = 'QUARANTINE';

export function quarantineKey(entry: {
  receivedAt: number;
  vendor: Vendor;
  deliveryId: string;
}): Key {
  return { pk: QUARANTINE_PK, sk: `${entry.receivedAt}#${entry.vendor}#${entry.deliveryId}` };
}

export function paceKey(tenant: Tenant, minute: number): Key {
  return { pk: tenantPk(tenant), sk: `PACE#${String(minute).padStart(12, '0')}` };
}

export const INCIDENTS_PK = 'INCIDENTS';

export function incidentKey(id: string): Key {
  return { pk: INCIDENTS_PK, sk: id };
}

export function laneKey(incidentId: string, { vendor, tenant }: Tenant): Key {
  return { pk: `INCIDENT#${incidentId}`, sk: `LANE#${vendor}#${tenant}` };
}

/** A chunk of a tenant's targets; padded so that text order is number order. */
export function targetsKey(incidentId: string, { vendor, tenant }: Tenant, chunk: number): Key {
  const sk = `TARGETS#${vendor}#${tenant}#${String(chunk).padStart(6, '0')}`;
  return { pk: `INCIDENT#${incidentId}`, sk };
}

/** Partition of the due index that an integration belongs to. */
export function dueShard(shard: number): string {
  return `DUE#${shard}`;
}

/** Shard of an integration, 0 to 15, spread by its id. */
export function shardOf(id: string): number {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % DUE_SHARDS;
}
