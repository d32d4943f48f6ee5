/** A webhook of your own, signed as Standard Webhooks says (standardwebhooks.com, symmetric `v1`). */
import { createHmac } from 'node:crypto';
import type { Message, Receipt } from '#use-cases/messenger-ports.ts';
import type { Clock } from '#use-cases/ports.ts';
import { type PostOptions, post } from './post.ts';

const PREFIX = 'whsec_';

/** Sends one message; `webhook-id` is the event's id, the same in every try, so a receiver can drop
 *  what it has had. Any 2xx is a receipt.
 *  @throws ChannelError */
export async function sendToWebhook(
  channel: { readonly url: string; readonly secret: string },
  message: Message,
  options: PostOptions & { readonly clock: Clock },
): Promise<Receipt> {
  const id = message.eventId;
  const timestamp = String(Math.floor(options.clock.now() / 1000));
  const body = JSON.stringify({
    type: 'grantline.alert',
    timestamp: new Date(options.clock.now()).toISOString(),
    data: message,
  });
  const key = Buffer.from(channel.secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  await post({ kind: 'webhook', url: channel.url, headers, body }, options);
  return { reference: id };
}
