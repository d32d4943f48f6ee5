/** What lies in the inbox: our own envelope, or a log-stream event the bus put there by itself. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Connections, InboxMessage } from '#use-cases/ports.ts';

const Envelope = z.object({
  kind: z.literal('delivery'),
  vendor: Vendor,
  tenant: z.string(),
  deliveryId: z.string(),
  event: z.string().optional(),
  origin: z.enum(['webhook', 'audit']).optional(),
  receivedAt: z.number(),
  body: z.string().optional(),
  bodyRef: z.string().optional(),
});

/** EventBridge event of a vendor's log stream. The source is what a connection names as its own. */
const StreamEvent = z.object({
  id: z.string(),
  source: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

/** Name of the setting under which a connection keeps the source of its log stream. */
export const STREAM_SOURCE_SETTING = 'streamSource';

/** Parses one queue body.
 *  @throws ContractError when it is neither, or when no connection has this stream */
export async function parseInboxMessage(
  ports: { connections: Pick<Connections, 'list'> },
  body: unknown,
  now: number,
): Promise<InboxMessage> {
  const envelope = Envelope.safeParse(body);
  if (envelope.success) return envelope.data;
  const event = StreamEvent.safeParse(body);
  if (!event.success)
    throw new ContractError('an inbox message is neither delivery nor stream event');
  const { id, source, detail } = event.data;
  const connections = await ports.connections.list();
  const owner = connections.find((one) => one.settings[STREAM_SOURCE_SETTING] === source);
  if (owner === undefined) {
    throw new ContractError('no connection has this log stream', {
      remedy: `Connect the tenant again with --setting ${STREAM_SOURCE_SETTING}=<source of the stream>.`,
    });
  }
  return {
    kind: 'delivery',
    vendor: owner.vendor,
    tenant: owner.tenant,
    deliveryId: `stream:${id}`,
    origin: 'audit',
    receivedAt: now,
    body: JSON.stringify(detail),
  };
}
