/** Slack incoming webhooks. Source: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. */
import type { Message, Receipt } from '#use-cases/messenger-ports.ts';
import { ChannelError, type PostOptions, post } from './post.ts';

/** Longest text of a section block and of a header block, in characters. */
const SECTION_MAX = 3_000;
const HEADER_MAX = 150;

/** Slack's three control characters: no mention, link or command comes out of a vendor's name. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `plain_text` is not read as markup; the outer text, which a notification shows, would be. */
export function slackBody({ subject, body }: Message): string {
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
  return JSON.stringify({
    text: escaped(subject),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(cut(escaped(subject), HEADER_MAX)) },
      { type: 'section', text: plain(cut(escaped(body), SECTION_MAX)) },
    ],
  });
}

/** Cuts to the bound, never through an entity. */
export function cut(text: string, charactersMax: number): string {
  return text.length <= charactersMax ? text : text.slice(0, charactersMax).replace(/&[a-z]*$/, '');
}

/** Sends one message. The webhook answers `ok` as text when it took it; anything else is no receipt. */
export async function sendToSlack(
  channel: { readonly url: string },
  message: Message,
  options: PostOptions,
): Promise<Receipt> {
  const { url } = channel;
  const { text } = await post({ kind: 'slack', url, body: slackBody(message) }, options);
  if (text.trim() === 'ok') return { reference: message.eventId };
  throw new ChannelError('slack', 'answered 2xx without saying ok', { retryable: false });
}
