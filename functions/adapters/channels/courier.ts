/** The ways to people: mail where the deployer names a sender, Slack where the secret
 *  `<prefix>/channels/people/message` holds an app's token. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import type { Courier, Way } from '#use-cases/telling-ports.ts';
import type { SignedCaller } from '../signed-call.ts';
import { createMail } from './mail.ts';
import type { PostOptions } from './post.ts';
import { createSlackDirect } from './slack-direct.ts';

const Settings = z.object({
  current: z.strictObject({
    slackBotToken: z.string().regex(/^xoxb-[A-Za-z0-9-]{10,200}$/),
    slackUrl: z.url({ protocol: /^https$/ }).default('https://slack.com/api'),
  }),
});

export interface CourierOptions extends PostOptions {
  readonly caller: SignedCaller;
  readonly read: (secret: string) => Promise<string | undefined>;
  readonly prefix: string;
  /** Address that SES has verified; absent = no mail. */
  readonly mailFrom?: string;
}

/** Ways to people.
 *  @throws ContractError when the secret has another shape, never quoting it */
export function createCourier(options: CourierOptions): Courier {
  const { caller, read, prefix, mailFrom } = options;
  return {
    async ways() {
      const ways: Way[] = mailFrom === undefined ? [] : [createMail(caller, mailFrom)];
      const secret = `${prefix}/channels/people/message`;
      const text = await read(secret);
      if (text === undefined) return ways;
      const { slackBotToken: botToken, slackUrl: url } = settingsIn(secret, text);
      return [...ways, createSlackDirect({ botToken, url }, options)];
    },
  };
}

function settingsIn(secret: string, text: string): z.infer<typeof Settings>['current'] {
  const checked = Settings.safeParse(jsonOf(text));
  if (checked.success) return checked.data.current;
  const fields = checked.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ContractError(`the secret ${secret} has wrong fields: ${fields || 'no JSON object'}`, {
    remedy: 'Write it again as docs/alerts.md shows.',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
