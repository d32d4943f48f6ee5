/**
 * Proves that a delivery is GitHub's: HMAC-SHA256 over the raw bytes, against two secrets while one is
 * replaced. Never parses the body. The public receiver bundles this file: node:crypto and types only.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { DeliveryVerdict, RawDelivery, WebhookEdge } from '#use-cases/webhook-port.ts';

const SIGNATURE_HEADER = 'x-hub-signature-256';
const SIGNATURE_PREFIX = 'sha256=';
const DIGEST_BYTES = 32;

/** Whether the body was signed with this secret. An empty secret signs nothing. */
function isSignedWith(secret: string | undefined, body: Uint8Array, signature: Buffer): boolean {
  if (secret === undefined || secret === '') return false;
  const digest = createHmac('sha256', secret).update(body).digest();
  return digest.length === signature.length && timingSafeEqual(digest, signature);
}

/** The signature's bytes, or undefined when the header holds no SHA-256 in hex. */
function signatureBytes(header: string): Buffer | undefined {
  if (!header.startsWith(SIGNATURE_PREFIX)) return undefined;
  const hex = header.slice(SIGNATURE_PREFIX.length);
  if (hex.length !== 2 * DIGEST_BYTES || !/^[0-9a-fA-F]+$/.test(hex)) return undefined;
  return Buffer.from(hex, 'hex');
}

/** GitHub sends one GUID to every hook and app that hears of an event, so the target is part of the
 *  id; the same GUID comes again on redelivery. Without a GUID the bytes themselves are the id. */
function deliveryIdOf({ headers, body }: RawDelivery): string {
  const target =
    headers['x-github-hook-installation-target-id'] ?? headers['x-github-hook-id'] ?? 'unknown';
  const guid = headers['x-github-delivery'];
  if (guid !== undefined && guid !== '') return `${guid}:${target}`;
  return `sha256-${createHash('sha256').update(body).digest('hex')}:${target}`;
}

/** The webhook half of the GitHub connector. GitHub signs no timestamp, so nothing is ever too old. */
export const githubWebhook: WebhookEdge = {
  vendor: 'github',
  verify(delivery, secrets): DeliveryVerdict {
    const header = delivery.headers[SIGNATURE_HEADER];
    if (header === undefined || header === '') {
      return { verdict: 'refused', reason: 'signature-missing' };
    }
    const signature = signatureBytes(header);
    const genuine =
      signature !== undefined &&
      (isSignedWith(secrets.current, delivery.body, signature) ||
        isSignedWith(secrets.previous, delivery.body, signature));
    if (!genuine) return { verdict: 'refused', reason: 'signature-wrong' };
    return {
      verdict: 'accepted',
      deliveryId: deliveryIdOf(delivery),
      event: delivery.headers['x-github-event'],
    };
  },
};
