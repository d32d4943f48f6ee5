/** Feeds of a tenant from their stored cursors. The cursor moves only after its page took effect. */
import { contentId } from '#domain/content-id.ts';
import { VendorError } from '#domain/errors.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Provenance } from './apply-observation.ts';
import { applySignals } from './apply-signal.ts';
import type { Connection, Cursors, Deliveries, InboxMessage } from './ports.ts';
import type { SweepBudget, SweepPorts } from './sweep-state.ts';
import type { Feed, VendorConnector, VendorSession } from './vendor-port.ts';

export interface FeedPorts extends SweepPorts {
  readonly cursors: Cursors;
  readonly deliveries: Deliveries;
}

/** Polls every feed of a tenant until it has no more or the budget is used up.
 *  @returns records read */
export async function pollFeeds(
  ports: FeedPorts,
  tenant: { vendor: Vendor; tenant: string },
  budget: SweepBudget,
): Promise<number> {
  const connection = await ports.connections.load(tenant);
  if (connection === undefined) return 0;
  const connector = await ports.vendors.connector(tenant.vendor);
  const session = await ports.vendors.session(connection, 'read');
  let records = 0;
  for (const feed of connector.feeds) {
    try {
      records += await pollFeed(ports, feed, { connection, connector, session, budget });
    } catch (error) {
      // A feed is a hint; the sweep is the truth. A refused one must not stop the others.
      if (!(error instanceof VendorError) || error.retryable) throw error;
      ports.log.warn('feed not read', { vendor: tenant.vendor, feed: feed.name, code: error.code });
    }
  }
  return records;
}

async function pollFeed(
  ports: FeedPorts,
  feed: Feed,
  using: {
    connection: Connection;
    connector: VendorConnector;
    session: VendorSession;
    budget: SweepBudget;
  },
): Promise<number> {
  const { connection, session, budget } = using;
  let records = 0;
  let cursor = await ports.cursors.load(connection, feed.name);
  for (let pages = 0; pages < budget.pagesMax && ports.clock.now() < budget.until; pages += 1) {
    const page = await feed.page(session, cursor);
    for (const record of page.records) await follow(ports, record, { ...using, feed });
    records += page.records.length;
    if (page.cursor !== cursor) await ports.cursors.save(connection, feed.name, page.cursor);
    if (!page.more || page.cursor === cursor) break;
    cursor = page.cursor;
  }
  return records;
}

async function follow(
  ports: FeedPorts,
  record: unknown,
  using: { connection: Connection; connector: VendorConnector; feed: Feed },
): Promise<void> {
  const { connection, connector, feed } = using;
  const provenance: Provenance = {
    connector,
    cause: { kind: 'feed', ref: feed.name },
    actor: { type: 'system' },
    correlationId: `${connection.vendor}:${feed.name}`,
    observedAt: ports.clock.now(),
    onboarding: false,
  };
  const readings = connector.read(record, { kind: 'audit', tenant: connection.tenant });
  const signals = readings.flatMap((one) => (one.outcome === 'observed' ? [one.signal] : []));
  const rejected = readings.find((one) => one.outcome === 'rejected');
  if (signals.length === 0 && rejected === undefined) return;
  // Feeds are read again over an overlap; a row that took its effect is not followed twice.
  const rowId = `feed:${contentId(record)}`;
  if (await ports.deliveries.isProcessed(connection.vendor, rowId)) return;
  const context = { connection, provenance, trusted: true };
  const { refused } = await applySignals(ports, signals, context);
  if (refused !== undefined) {
    // The cursor goes on: one row that can never be followed must not hide all that come after it.
    await keep(ports, { record, rowId, connection }, `${refused.code}: ${refused.message}`);
    return;
  }
  if (rejected !== undefined) {
    await keep(ports, { record, rowId, connection }, rejected.reason);
    return;
  }
  await ports.deliveries.markProcessed(connection.vendor, rowId, ports.clock.now());
}

/** Largest row that is kept: an item of the store holds 400 KB, and a queue's message 256 KB. */
const KEPT_BYTES_MAX = 180 * 1024;

/** A row that could not be understood or followed is quarantined like a delivery, once although the
 *  overlap shows it again; `grantline replay` sends it as what it is. */
async function keep(
  ports: FeedPorts,
  row: { record: unknown; rowId: string; connection: Connection },
  reason: string,
): Promise<void> {
  const { rowId, connection } = row;
  const { vendor, tenant } = connection;
  const body = JSON.stringify(row.record);
  const now = ports.clock.now();
  if (await ports.deliveries.isProcessed(vendor, `kept:${rowId}`)) return;
  ports.log.count('Quarantined', 1);
  ports.log.warn('feed row quarantined', { vendor, reason });
  if (Buffer.byteLength(body) <= KEPT_BYTES_MAX) {
    const message: InboxMessage = {
      kind: 'delivery',
      vendor,
      tenant,
      deliveryId: rowId,
      origin: 'audit',
      receivedAt: now,
      body,
    };
    const times = { receivedAt: now, quarantinedAt: now };
    const text = JSON.stringify(message);
    const entry = { vendor, tenant, deliveryId: rowId, reason, message: text };
    await ports.deliveries.quarantine({ ...entry, ...times });
  } else {
    ports.log.warn('a quarantined row is too large to be kept', { vendor });
  }
  await ports.deliveries.markProcessed(vendor, `kept:${rowId}`, now);
}
