/** Gathers what a report or certificate is made of: verified chains, sweeps and the inventory. */
import { chainNameOf, type EvidenceRecord, emptyChain } from '#domain/evidence.ts';
import type { Integration } from '#domain/integration.ts';
import type { ExitMaterial, Recorded } from '#domain/report/certificate.ts';
import type { Material, Period, Place } from '#domain/report/material.ts';
import { fromTimestamp, type Instant } from '#domain/time.ts';
import { AnyLifecycleEvent } from '#events/catalogue.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Connection } from '#use-cases/ports.ts';
import { endOfChain, recordsUpTo } from '#use-cases/read-evidence.ts';
import type { Backend } from './backend.ts';
import { connectionsOf, knownRows } from './history.ts';

/** Everything of a period.
 *  @throws ContractError when a chain is broken: nothing is reported from it */
export async function materialOf(
  backend: Backend,
  period: Period,
  generatedAt: Instant,
): Promise<Material> {
  const places: Place[] = [];
  const integrations: Integration[] = [];
  for (const connection of await connectionsOf(backend, {})) {
    places.push(await placeOf(backend, connection, period));
    for await (const row of knownRows(backend, connection)) integrations.push(row.decode());
  }
  return { period, generatedAt, places, integrations };
}

async function placeOf(backend: Backend, connection: Connection, period: Period): Promise<Place> {
  const { chains, sweepLog } = backend.evidence;
  const chain = chainNameOf(connection);
  const { head, recorded, firstAt } = await readChain(backend, chain, period);
  const sweeps = (await sweepLog.within(connection, period)).filter(
    (sweep) => sweep.status !== 'running',
  );
  const seal = await chains.seal(chain);
  return { chain, head, seal, firstAt, events: recorded.map(({ event }) => event), sweeps };
}

async function readChain({ evidence }: Backend, chain: string, period: Period) {
  const known = (await evidence.chains.list()).find((one) => one.chain === chain);
  const head = await endOfChain(evidence.vault, known ?? emptyChain(chain));
  const recorded: Recorded[] = [];
  let firstAt: Instant | undefined;
  for await (const record of recordsUpTo(evidence.vault, head)) {
    const at = fromTimestamp(record.observedAt) ?? 0;
    firstAt = Math.min(firstAt ?? at, at);
    if (at >= period.from && at < period.to) recorded.push(...recordedOf(record));
  }
  return { head, recorded, firstAt };
}

/** The event of a record; none where a text was withheld that the event cannot be without. */
function recordedOf(record: EvidenceRecord): Recorded[] {
  const parsed = AnyLifecycleEvent.safeParse(record.payload);
  return parsed.success ? [{ event: parsed.data, record }] : [];
}

/** Which integrations are of the vendor that ends. */
export interface Selection {
  readonly vendor?: Vendor;
  readonly tenant?: string;
  readonly clientId?: string;
  readonly publisher?: string;
}

/** Everything about the integrations of one vendor, past ones too. */
export async function exitMaterialOf(
  backend: Backend,
  selection: Selection,
  generatedAt: Instant,
): Promise<ExitMaterial> {
  const integrations: Integration[] = [];
  const recorded: Recorded[] = [];
  const sweptAt = new Map<string, Instant>();
  const always = { from: 0, to: generatedAt + 1 };
  for (const connection of await connectionsOf(backend, selection)) {
    const before = integrations.length;
    for await (const row of knownRows(backend, connection)) {
      const one = row.decode();
      if (isSelected(one, selection)) integrations.push(one);
    }
    if (integrations.length === before) continue;
    const chain = chainNameOf(connection);
    recorded.push(...(await readChain(backend, chain, always)).recorded);
    const sweep = await backend.sweeps.latest(connection);
    if (sweep?.status === 'completed') sweptAt.set(chain, sweep.startedAt);
  }
  return { of: wordsOf(selection), generatedAt, integrations, recorded, sweptAt };
}

function isSelected(one: Integration, { clientId, publisher }: Selection): boolean {
  return (
    one.clientId === (clientId ?? one.clientId) &&
    (publisher === undefined || one.publisher?.toLowerCase() === publisher.toLowerCase())
  );
}

function wordsOf({ vendor, tenant, clientId, publisher }: Selection): string {
  const parts = [
    publisher === undefined ? undefined : `publisher ${publisher}`,
    clientId === undefined ? undefined : `client ${clientId}`,
    vendor === undefined ? undefined : `at ${vendor}`,
    tenant === undefined ? undefined : `tenant ${tenant}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
