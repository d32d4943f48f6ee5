/**
 * The channels of a route, as its secret `<prefix>/channels/<page|notify>/message` names them. A route
 * without that secret has none: its topic is enough.
 */
import * as z from 'zod';
import type { Channel, Message, Messenger, Receipt } from '#use-cases/messenger-ports.ts';
import type { Clock } from '#use-cases/ports.ts';
import { readChannelSecret } from './channel-secret.ts';
import { sendToPagerDuty } from './pager-duty.ts';
import type { PostOptions } from './post.ts';
import { sendToWebhook } from './signed-webhook.ts';
import { sendToSlack } from './slack.ts';

/** Only encrypted, and without a user in front, which a log of addresses would show. */
const Address = z
  .url({ protocol: /^https$/ })
  .refine((url) => new URL(url).username === '', { error: 'holds a user' });
const name = z.string().regex(/^[a-z0-9-]{1,40}$/);

const ChannelSetting = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('slack'), name, url: Address }),
  z.strictObject({
    kind: z.literal('pagerduty'),
    name,
    /** Integration key of the service: 32 letters and digits. */
    routingKey: z.string().regex(/^[A-Za-z0-9]{32}$/),
    url: Address.default('https://events.pagerduty.com/v2/enqueue'),
  }),
  z.strictObject({
    kind: z.literal('webhook'),
    name,
    url: Address,
    /** 24 to 64 bytes in base64, as Standard Webhooks asks. */
    secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/),
  }),
]);
export type ChannelSetting = z.infer<typeof ChannelSetting>;

const CHANNELS_MAX = 5;
const Settings = z
  .array(ChannelSetting)
  .max(CHANNELS_MAX)
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length, {
    error: 'two channels of one name',
  });

export interface MessengerOptions extends PostOptions {
  readonly clock: Clock;
}

/** Channels from the secrets that `read` knows.
 *  @throws ContractError when a secret has another shape, naming its wrong fields, never a value */
export function createMessenger(
  read: (secret: string) => Promise<string | undefined>,
  prefix: string,
  options: MessengerOptions,
): Messenger {
  return {
    async channels(route) {
      const settings = (await readChannelSecret({ read, prefix }, route, Settings)) ?? [];
      return settings.map((setting) => channelOf(setting, options));
    },
  };
}

/** One channel as the port knows it. */
export function channelOf(setting: ChannelSetting, options: MessengerOptions): Channel {
  return { name: setting.name, send: (message) => sendOver(setting, message, options) };
}

function sendOver(
  setting: ChannelSetting,
  message: Message,
  options: MessengerOptions,
): Promise<Receipt> {
  switch (setting.kind) {
    case 'slack':
      return sendToSlack(setting, message, options);
    case 'pagerduty':
      return sendToPagerDuty(setting, message, options);
    case 'webhook':
      return sendToWebhook(setting, message, options);
  }
}
