/**
 * The public edge: size, signature over the raw bytes, shape, queue, answer. Decides nothing and
 * reads nothing but the signing secrets. Whatever is wrong gets a status without a detail.
 */
import { isVendor } from '#domain/vendor-name.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Clock, Inbox, Log, PayloadStore, WebhookSecretSource } from './ports.ts';
import { refusalOf } from './webhook-body.ts';
import type { DeliveryVerdict, RawDelivery, WebhookEdge } from './webhook-port.ts';

/** Largest body taken; a Lambda gets at most 6 MB and base64 grows it by a third. */
export const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** Larger bodies travel by reference: a queue message ends at 256 KB. */
const INLINE_BYTES_MAX = 180 * 1024;

export interface ReceivePorts {
  readonly edges: Readonly<Record<Vendor, WebhookEdge>>;
  readonly webhookSecrets: WebhookSecretSource;
  readonly inbox: Inbox;
  readonly payloads: Pick<PayloadStore, 'save'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface WebhookRequest extends RawDelivery {
  readonly vendor: string;
  readonly tenant: string;
}

export interface WebhookAnswer {
  readonly status: 200 | 204 | 400 | 401 | 404 | 413 | 415;
  readonly body?: Readonly<Record<string, string>>;
}

/** Takes one delivery.
 *  @throws GrantlineError when the queue or the secrets cannot be reached: the sender gets a 5xx and
 *  tries again */
export async function receiveWebhook(
  ports: ReceivePorts,
  request: WebhookRequest,
): Promise<WebhookAnswer> {
  if (request.headers['content-encoding'] !== undefined) return refuse(ports, 415, 'encoded');
  if (request.body.byteLength > BODY_BYTES_MAX) return refuse(ports, 413, 'too-large');
  if (!isVendor(request.vendor)) return refuse(ports, 404, 'unknown-vendor');
  const { vendor, tenant } = request;
  const now = ports.clock.now();
  const verdict = await verdictOn(ports, request, vendor);
  if (verdict === undefined) return refuse(ports, 404, 'unknown-tenant');
  if (verdict.verdict === 'refused') return refuse(ports, 401, verdict.reason);
  if (verdict.verdict === 'challenge') return { status: 200, body: verdict.answer };
  if (request.method !== 'POST') return refuse(ports, 404, 'method');

  const checked = refusalOf(request.body);
  if (checked.reason !== undefined) return refuse(ports, 400, checked.reason);
  const { deliveryId, event } = verdict;
  const envelope = {
    kind: 'delivery' as const,
    vendor,
    tenant,
    deliveryId,
    event,
    receivedAt: now,
  };
  if (request.body.byteLength <= INLINE_BYTES_MAX) {
    await ports.inbox.send({ ...envelope, body: checked.text });
  } else {
    const bodyRef = `deliveries/${vendor}/${encodeURIComponent(deliveryId)}`;
    await ports.payloads.save(bodyRef, request.body);
    await ports.inbox.send({ ...envelope, bodyRef });
  }
  return { status: 204 };
}

/** Right after a rotation the remembered secrets are the old ones: a signature that does not fit is
 *  tried once more with what is stored now.
 *  @returns undefined when the tenant is not connected */
async function verdictOn(
  ports: ReceivePorts,
  request: WebhookRequest,
  vendor: Vendor,
): Promise<DeliveryVerdict | undefined> {
  const now = ports.clock.now();
  const remembered = await ports.webhookSecrets.secrets(vendor, request.tenant);
  if (remembered === undefined) return undefined;
  const verdict = ports.edges[vendor].verify(request, remembered, now);
  if (verdict.verdict !== 'refused' || verdict.reason !== 'signature-wrong') return verdict;
  const stored = await ports.webhookSecrets.secrets(vendor, request.tenant, true);
  return stored === undefined ? undefined : ports.edges[vendor].verify(request, stored, now);
}

function refuse(
  ports: ReceivePorts,
  status: WebhookAnswer['status'],
  reason: string,
): WebhookAnswer {
  ports.log.count('WebhookRefused', 1, { reason });
  return { status };
}
