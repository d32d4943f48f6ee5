/**
 * Okta event hooks: a static secret in the Authorization header proves who calls, not what is said, so
 * a delivery is a hint to look. The public receiver bundles this file: node:crypto and types only.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { DeliveryVerdict, WebhookEdge } from '#use-cases/webhook-port.ts';

/** Header of the one-time check of the address (Okta Developer: Event hooks, one-time verification). */
const CHALLENGE_HEADER = 'x-okta-verification-challenge';
const CHALLENGE_MAX = 1_024;

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares digests, so that neither length nor content shows in the time it takes. */
function isSecret(given: string, secret: string | undefined): boolean {
  return secret !== undefined && secret !== '' && timingSafeEqual(digest(given), digest(secret));
}

/** The webhook half of the Okta connector. */
export const oktaWebhook: WebhookEdge = {
  vendor: 'okta',
  verify({ method, headers, body }, secrets): DeliveryVerdict {
    const challenge = headers[CHALLENGE_HEADER];
    if (method === 'GET' && challenge !== undefined && challenge.length <= CHALLENGE_MAX) {
      return { verdict: 'challenge', answer: { verification: challenge } };
    }
    const given = headers.authorization;
    if (given === undefined || given === '') {
      return { verdict: 'refused', reason: 'signature-missing' };
    }
    if (!isSecret(given, secrets.current) && !isSecret(given, secrets.previous)) {
      return { verdict: 'refused', reason: 'signature-wrong' };
    }
    // The envelope's own id lies in the body, which is not parsed here: the bytes are the id.
    return {
      verdict: 'accepted',
      deliveryId: `sha256-${createHash('sha256').update(body).digest('hex')}`,
    };
  },
};
