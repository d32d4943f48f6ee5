/**
 * One invocation's share of a sweep: pages read, compared in memory, only what changed written. Goes
 * on where the last one stopped; concludes "gone" only at the end of what was seen whole.
 */
import { type Sweep, startSweep } from '#domain/sweep.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Provenance } from './apply-observation.ts';
import { closeSweep } from './close-sweep.ts';
import type { Connection, KnownRow } from './ports.ts';
import { runCollectors } from './run-collectors.ts';
import { isRated } from './sweep-page.ts';
import type { SweepBudget, SweepPorts, SweepState } from './sweep-state.ts';
import type { VendorConnector } from './vendor-port.ts';

/** A running sweep older than this is given up: its cursors are no longer good. */
const STALE_AFTER_MS = 6 * 3_600_000;

export type SweepProgress = 'finished' | 'handed-on' | 'not-connected';

/** Starts or goes on with the sweep of a tenant. */
export async function sweepVendor(
  ports: SweepPorts,
  tenant: { vendor: Vendor; tenant: string },
  budget: SweepBudget,
): Promise<SweepProgress> {
  const connection = await ports.connections.load(tenant);
  if (connection === undefined) {
    ports.log.warn('sweep of a tenant that is not connected', { vendor: tenant.vendor });
    return 'not-connected';
  }
  const connector = await ports.vendors.connector(tenant.vendor);
  const latest = await ports.sweeps.latest(tenant);
  const state = await openState(ports, { connection, connector, latest });
  const session = await ports.vendors.session(connection, 'read');
  const pause = await runCollectors(ports, state, { session, connector, budget });
  if (pause === undefined) {
    await closeSweep(ports, state, session);
    return 'finished';
  }
  await handOn(ports, state, pause);
  return 'handed-on';
}

/** What one invocation knows when it begins. */
export async function openState(
  ports: SweepPorts,
  from: { connection: Connection; connector: VendorConnector; latest: Sweep | undefined },
): Promise<SweepState> {
  const { connection, connector, latest } = from;
  const now = ports.clock.now();
  const goesOn = latest?.status === 'running' && now - latest.startedAt < STALE_AFTER_MS;
  const sweep = goesOn
    ? latest
    : startSweep(connection, connector.collectors, { now, previous: latest?.status });
  const provenance: Provenance = {
    connector,
    cause: { kind: 'sweep', ref: sweep.id },
    actor: { type: 'system' },
    correlationId: sweep.id,
    observedAt: now,
    onboarding: sweep.previous === undefined,
  };
  const known = await knownRows(ports, connection);
  return {
    sweep,
    stored: goesOn,
    seen: new Set(goesOn ? await ports.sweeps.loadSeen(sweep.id, sweep.seenChunks) : []),
    seenNow: [],
    known,
    knownAs: new Map([...known.values()].filter(isRated).map((row) => [row.digest, row])),
    unmapped: new Map(),
    connection,
    provenance,
  };
}

const KNOWN_PAGES_MAX = 1_000;

async function knownRows(
  ports: SweepPorts,
  tenant: { vendor: Vendor; tenant: string },
): Promise<Map<string, KnownRow>> {
  const rows = new Map<string, KnownRow>();
  let cursor: string | undefined;
  for (let pages = 0; pages < KNOWN_PAGES_MAX; pages += 1) {
    const page = await ports.inventory.known(tenant, cursor);
    for (const row of page.items) rows.set(row.id, row);
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return rows;
}

/** Keeps what was seen and asks for another invocation. */
async function handOn(ports: SweepPorts, state: SweepState, delaySeconds: number): Promise<void> {
  const { connection } = state;
  const chunk = await ports.sweeps.saveSeen(state.sweep.id, state.seenNow);
  const next: Sweep = {
    ...state.sweep,
    version: state.sweep.version + (state.stored ? 1 : 0),
    seenChunks: [...state.sweep.seenChunks, chunk],
  };
  await ports.ledger.commit([{ entity: 'sweep', next }]);
  await ports.workQueue.send(
    { kind: 'sweep', vendor: connection.vendor, tenant: connection.tenant },
    delaySeconds,
  );
}
