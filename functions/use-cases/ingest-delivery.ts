/**
 * One verified delivery from the inbox: read, follow every signal, then mark it processed. What
 * cannot be understood is kept with its reason; nothing is marked before its effect.
 */
import type { GrantlineError } from '#domain/errors.ts';
import type { Provenance } from './apply-observation.ts';
import { applySignals, type SignalPorts } from './apply-signal.ts';
import type {
  Connection,
  Connections,
  Deliveries,
  InboxMessage,
  Log,
  PayloadStore,
} from './ports.ts';
import type { Reading, RecordKind, Signal, VendorConnector } from './vendor-port.ts';

export interface IngestPorts extends SignalPorts {
  readonly connections: Connections;
  readonly deliveries: Deliveries;
  readonly payloads: Pick<PayloadStore, 'load'>;
  readonly log: Log;
}

/** Accepted = applied + unchanged + superseded + duplicate + ignored + quarantined. */
export type IngestOutcome = 'duplicate' | 'ignored' | 'applied' | 'quarantined';

/** Takes one delivery to its effect.
 *  @throws GrantlineError retryable ones go back to the queue */
export async function ingestDelivery(
  ports: IngestPorts,
  message: InboxMessage,
): Promise<IngestOutcome> {
  const outcome = await ingest(ports, message);
  ports.log.count('Delivery', 1, { vendor: message.vendor, outcome });
  return outcome;
}

async function ingest(ports: IngestPorts, message: InboxMessage): Promise<IngestOutcome> {
  const { vendor, deliveryId } = message;
  if (await ports.deliveries.isProcessed(vendor, deliveryId)) return 'duplicate';
  const connection = await ports.connections.load(message);
  if (connection === undefined) return quarantine(ports, message, 'the tenant is not connected');
  const connector = await ports.vendors.connector(vendor);
  const readings = await readBody(ports, message, connector);
  const rejected = readings.find((reading) => reading.outcome === 'rejected');
  const signals = signalsOf(readings);
  // Noise has no effect to repeat, so it needs no mark: the write is saved.
  if (signals.length === 0 && rejected === undefined) return 'ignored';
  const refused = await follow(ports, signals, { message, connection, connector });
  if (refused !== undefined) {
    return quarantine(ports, message, `${refused.code}: ${refused.message}`);
  }
  // What was understood took its effect; the rest is kept, and taking it all again changes nothing.
  if (rejected !== undefined) return quarantine(ports, message, rejected.reason);
  await ports.deliveries.markProcessed(vendor, deliveryId, ports.clock.now());
  return 'applied';
}

async function readBody(
  ports: IngestPorts,
  message: InboxMessage,
  connector: VendorConnector,
): Promise<readonly Reading[]> {
  const text = await bodyText(ports, message);
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return [{ outcome: 'rejected', reason: 'the body is no JSON' }];
  }
  return connector.read(record, {
    kind: message.origin ?? 'webhook',
    event: message.event,
    tenant: message.tenant,
  });
}

async function bodyText(ports: IngestPorts, message: InboxMessage): Promise<string> {
  if (message.body !== undefined) return message.body;
  if (message.bodyRef === undefined) return '';
  return new TextDecoder().decode(await ports.payloads.load(message.bodyRef));
}

function signalsOf(readings: readonly Reading[]): Signal[] {
  return readings.flatMap((reading) => (reading.outcome === 'observed' ? [reading.signal] : []));
}

async function follow(
  ports: IngestPorts,
  signals: readonly Signal[],
  from: { message: InboxMessage; connection: Connection; connector: VendorConnector },
): Promise<GrantlineError | undefined> {
  const { message, connection, connector } = from;
  const origin: RecordKind = message.origin ?? 'webhook';
  const provenance: Provenance = {
    connector,
    cause: { kind: origin === 'audit' ? 'feed' : 'webhook', ref: message.deliveryId },
    actor: { type: 'system' },
    correlationId: `${message.vendor}:${message.deliveryId}`.slice(0, 256),
    observedAt: message.receivedAt,
    onboarding: false,
  };
  const trusted = origin === 'audit' || connector.capabilities.push === 'signed';
  const context = { connection, provenance, trusted };
  const { outcomes, refused } = await applySignals(ports, signals, context);
  for (const outcome of outcomes) {
    ports.log.count('Signal', 1, { vendor: message.vendor, outcome });
  }
  return refused;
}

async function quarantine(
  ports: IngestPorts,
  message: InboxMessage,
  reason: string,
): Promise<'quarantined'> {
  await ports.deliveries.quarantine({
    vendor: message.vendor,
    tenant: message.tenant,
    deliveryId: message.deliveryId,
    reason,
    receivedAt: message.receivedAt,
    quarantinedAt: ports.clock.now(),
    message: JSON.stringify(message),
  });
  ports.log.count('Quarantined', 1);
  ports.log.warn('delivery quarantined', { vendor: message.vendor, reason });
  return 'quarantined';
}
