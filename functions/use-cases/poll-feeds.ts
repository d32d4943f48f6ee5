/** Feeds of a tenant from their stored cursors. The cursor moves only after its page took effect. */
import { contentId } from '#domain/content-id.ts';
import { VendorError } from '#domain/errors.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Provenance } from './apply-observation.ts';
import { applySignals } from './apply-signal.ts';
import type { Connection, Cursors, Deliveries } from './ports.ts';
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
  if (readings.some((one) => one.outcome === 'rejected')) {
    ports.log.count('FeedRejected', 1, { vendor: connection.vendor });
  }
  if (signals.length === 0) return;
  // Feeds are read again over an overlap; a row that took its effect is not followed twice.
  const rowId = `feed:${contentId(record)}`;
  if (await ports.deliveries.isProcessed(connection.vendor, rowId)) return;
  const context = { connection, provenance, trusted: true };
  const { refused } = await applySignals(ports, signals, context);
  if (refused !== undefined) {
    // The cursor goes on: one row that can never be followed must not hide all that come after it.
    ports.log.warn('feed row not followed', { vendor: connection.vendor, code: refused.code });
    return;
  }
  await ports.deliveries.markProcessed(connection.vendor, rowId, ports.clock.now());
}
