/** Reads one list because a hint said so. Applies what it sees, concludes nothing from what it does not. */
import type { Vendor } from '#events/vocabulary.ts';
import { applyPage } from './sweep-page.ts';
import type { SweepBudget, SweepPorts, SweepState } from './sweep-state.ts';
import { openState } from './sweep-vendor.ts';

/** Reads the named list of a tenant, at most its own page bound.
 *  @throws VendorError the message goes back to the queue when trying again can help */
export async function collectNow(
  ports: SweepPorts,
  what: { vendor: Vendor; tenant: string; collector: string },
  budget: SweepBudget,
): Promise<number> {
  const connection = await ports.connections.load(what);
  const connector = await ports.vendors.connector(what.vendor);
  const collector = connector.collectors.find((one) => one.name === what.collector);
  if (connection === undefined || collector === undefined) {
    ports.log.warn('nothing to collect', { vendor: what.vendor, collector: what.collector });
    return 0;
  }
  const state: SweepState = await openState(ports, { connection, connector, latest: undefined });
  const session = await ports.vendors.session(connection, 'read');
  let cursor: string | undefined;
  let pages = 0;
  while (pages < Math.min(collector.pagesMax, budget.pagesMax)) {
    const askedAt = ports.clock.now();
    const page = await collector.page(session, cursor);
    pages += 1;
    await applyPage(
      ports,
      { ...state, provenance: { ...state.provenance, onboarding: false } },
      { page, askedAt, recognised: 0 },
    );
    if (page.next === undefined || page.next === cursor) break;
    cursor = page.next;
  }
  return pages;
}
