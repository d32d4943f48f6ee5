/** PagerDuty Events API v2. Source: developer.pagerduty.com/docs/send-alert-event. */
import * as z from 'zod';
import { parseJson } from '#domain/json.ts';
import type { Message, Receipt } from '#use-cases/messenger-ports.ts';
import { ChannelError, type PostOptions, post } from './post.ts';

const Accepted = z.object({ status: z.literal('success'), dedup_key: z.string().min(1) });

/** Our severities on theirs. */
const SEVERITIES: Readonly<Record<Message['severity'], string>> = {
  info: 'info',
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
};

/** Sends one trigger. What is about the same thing has the same `dedup_key` and joins the open alert.
 *  @throws ChannelError */
export async function sendToPagerDuty(
  channel: { readonly url: string; readonly routingKey: string },
  message: Message,
  options: PostOptions,
): Promise<Receipt> {
  const body = JSON.stringify({
    routing_key: channel.routingKey,
    event_action: 'trigger',
    dedup_key: `grantline:${message.about}`,
    payload: {
      summary: message.subject,
      source: 'grantline',
      severity: SEVERITIES[message.severity],
      custom_details: { text: message.body, event: message.eventId },
    },
  });
  const { text } = await post({ kind: 'pagerduty', url: channel.url, body }, options);
  const accepted = Accepted.safeParse(parseJson(text));
  if (accepted.success) return { reference: accepted.data.dedup_key };
  throw new ChannelError('pagerduty', 'answered 2xx without saying success', { retryable: false });
}
