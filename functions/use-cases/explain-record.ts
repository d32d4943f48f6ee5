/** What one vendor record means, as `grantline explain` prints it. Pure; used by no Lambda. */

import { toTimestamp } from '#domain/time.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Reading, RecordOrigin, SignalClass, VendorConnector } from './vendor-port.ts';

/** One explanation; what the record does not say is left out. */
export interface Explanation {
  readonly outcome: Reading['outcome'];
  readonly class?: SignalClass;
  readonly integrationId?: string;
  readonly vendor: Vendor;
  readonly tenant?: string;
  readonly appId?: string;
  readonly appName?: string;
  readonly actor?: string;
  readonly owner?: string;
  readonly scopes?: readonly string[];
  readonly occurredAt?: string;
  readonly reason: string;
}

/** One line of `grantline explain`: the record's main meaning, and the others it holds. */
export interface RecordExplanation extends Explanation {
  /** Further meanings of the same record (several events in one delivery, rows of a page). */
  readonly also?: readonly Explanation[];
}

/** Explains one record. The first meaning that matters leads; the rest is in `also`. */
export function explainRecord(
  connector: VendorConnector,
  record: unknown,
  origin: RecordOrigin,
): RecordExplanation {
  const all = connector.read(record, origin).map((reading) => explain(connector.vendor, reading));
  const main = all.find((one) => one.outcome === 'observed') ?? all[0];
  if (main === undefined) {
    return { outcome: 'ignored', vendor: connector.vendor, reason: 'the record holds nothing' };
  }
  const also = all.filter((one) => one !== main && one.outcome !== 'ignored');
  return also.length === 0 ? main : { ...main, also };
}

function explain(vendor: Vendor, reading: Reading): Explanation {
  if (reading.outcome !== 'observed') {
    return { outcome: reading.outcome, vendor, reason: reading.reason };
  }
  const { signal } = reading;
  return {
    outcome: 'observed',
    class: signal.class,
    integrationId: signal.integrationId,
    vendor,
    tenant: signal.tenant,
    appId: signal.app?.id,
    appName: signal.app?.name,
    actor: signal.actor,
    owner: signal.owner,
    scopes: signal.scopes,
    occurredAt: signal.occurredAt === undefined ? undefined : toTimestamp(signal.occurredAt),
    reason: signal.reason,
  };
}
