/**
 * Proves that a delivery is Slack's: HMAC-SHA256 over `v0:<time>:<raw body>`, not older than five
 * minutes, against two secrets while one is replaced (Slack: Verifying requests; Events API, URL
 * verification; read 2026-11). The public receiver bundles this file: node:crypto and types only.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { DeliveryVerdict, WebhookEdge } from '#use-cases/webhook-port.ts';

const SIGNATURE = /^v0=([0-9a-f]{64})$/;
const TIMESTAMP = /^\d{10}$/;

/** Farthest that the signed time may be from ours, either way. */
const WINDOW_SECONDS = 300;

/** Longest body that is looked at as a check of the address. */
const CHALLENGE_BODY_MAX = 2_048;
const CHALLENGE_MAX = 1_024;

/** Whether time and body were signed with this secret. An empty secret signs nothing. */
function isSignedWith(
  secret: string | undefined,
  signed: { timestamp: string; body: Uint8Array },
  signature: Buffer,
): boolean {
  if (secret === undefined || secret === '') return false;
  const digest = createHmac('sha256', secret)
    .update(`v0:${signed.timestamp}:`)
    .update(signed.body)
    .digest();
  return digest.length === signature.length && timingSafeEqual(digest, signature);
}

/** The challenge of a check of the address; looked for only in what is signed, and small. */
function challengeIn(body: Uint8Array): string | undefined {
  if (body.byteLength > CHALLENGE_BODY_MAX) return undefined;
  const text = Buffer.from(body).toString('utf8');
  if (!text.includes('url_verification')) return undefined;
  try {
    const { type, challenge } = Object(JSON.parse(text));
    const isCheck = type === 'url_verification' && typeof challenge === 'string';
    return isCheck && challenge.length <= CHALLENGE_MAX ? challenge : undefined;
  } catch {
    return undefined;
  }
}

/** The webhook half of the Slack connector. */
export const slackWebhook: WebhookEdge = {
  vendor: 'slack',
  verify({ headers, body }, secrets, now): DeliveryVerdict {
    const given = headers['x-slack-signature'] ?? '';
    const timestamp = headers['x-slack-request-timestamp'] ?? '';
    if (given === '' || timestamp === '') {
      return { verdict: 'refused', reason: 'signature-missing' };
    }
    const hex = SIGNATURE.exec(given)?.[1];
    if (hex === undefined || !TIMESTAMP.test(timestamp)) {
      return { verdict: 'refused', reason: 'signature-wrong' };
    }
    if (Math.abs(now / 1000 - Number(timestamp)) > WINDOW_SECONDS) {
      return { verdict: 'refused', reason: 'too-old' };
    }
    const signature = Buffer.from(hex, 'hex');
    const signed = { timestamp, body };
    const genuine =
      isSignedWith(secrets.current, signed, signature) ||
      isSignedWith(secrets.previous, signed, signature);
    if (!genuine) return { verdict: 'refused', reason: 'signature-wrong' };
    const challenge = challengeIn(body);
    if (challenge !== undefined) return { verdict: 'challenge', answer: { challenge } };
    // The event's own id lies in the body, where a member's metadata may hold one too: a retry has the
    // same bytes, so the bytes are the id. Time and signature differ and are no part of it.
    return {
      verdict: 'accepted',
      deliveryId: `sha256-${createHash('sha256').update(body).digest('hex')}`,
    };
  },
};
