/** The ways to people: mail where the deployer names a sender, Slack where the secret
 *  `<prefix>/channels/people/message` holds an app's token. */
import * as z from 'zod';
import type { Courier, Way } from '#use-cases/telling-ports.ts';
import type { SignedCaller } from '../signed-call.ts';
import { type ChannelSecrets, readChannelSecret } from './channel-secret.ts';
import { createMail } from './mail.ts';
import type { PostOptions } from './post.ts';
import { createSlackDirect } from './slack-direct.ts';

const Settings = z.strictObject({
  slackBotToken: z.string().regex(/^xoxb-[A-Za-z0-9-]{10,200}$/),
  slackUrl: z.url({ protocol: /^https$/ }).default('https://slack.com/api'),
});

export interface CourierOptions extends PostOptions, ChannelSecrets {
  readonly caller: SignedCaller;
  /** Address that SES has verified; absent = no mail. */
  readonly mailFrom?: string;
}

/** Ways to people.
 *  @throws ContractError when the secret has another shape, never quoting it */
export function createCourier(options: CourierOptions): Courier {
  const { caller, mailFrom } = options;
  return {
    async ways() {
      const ways: Way[] = mailFrom === undefined ? [] : [createMail(caller, mailFrom)];
      const app = await readChannelSecret(options, 'people', Settings);
      if (app === undefined) return ways;
      const { slackBotToken: botToken, slackUrl: url } = app;
      return [...ways, createSlackDirect({ botToken, url }, options)];
    },
  };
}
