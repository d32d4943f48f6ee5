/** Direct messages of a Slack app. Sources: docs.slack.dev/reference/methods/users.lookupByEmail and
 *  chat.postMessage; bot scopes `users:read.email` and `chat:write`. */
import * as z from 'zod';
import { parseJson } from '#domain/json.ts';
import type { Way } from '#use-cases/telling-ports.ts';
import { ChannelError, type PostOptions, post } from './post.ts';
import { cut, escaped } from './slack.ts';

const Answer = z.object({ ok: z.boolean(), error: z.string().optional() });
const Found = z.object({ user: z.object({ id: z.string().min(1) }) });
const Posted = z.object({ channel: z.string(), ts: z.string() });

/** Slack's own words for "later". Source: docs.slack.dev/apis/web-api/rate-limits and method errors. */
const LATER: ReadonlySet<string> = new Set([
  'ratelimited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
]);

/** Longest text of a message, in characters. */
const TEXT_MAX = 12_000;

export interface SlackApp {
  /** `xoxb-…` of the app. */
  readonly botToken: string;
  readonly url: string;
}

/** Direct messages to whoever has the e-mail address in the workspace. */
export function createSlackDirect(app: SlackApp, options: PostOptions): Way {
  const call = (method: string, form: Readonly<Record<string, string>>) =>
    callMethod(app, { method, form }, options);
  return {
    name: 'slack-direct',
    async send({ to, subject, body }) {
      const found = Found.parse(await call('users.lookupByEmail', { email: to }));
      const text = cut(escaped(`${subject}\n\n${body}`), TEXT_MAX);
      const message = { channel: found.user.id, text, mrkdwn: 'false', unfurl_links: 'false' };
      const posted = Posted.parse(await call('chat.postMessage', message));
      return { reference: `${posted.channel}:${posted.ts}` };
    },
  };
}

/** Arguments travel as a form: not every method reads JSON. */
async function callMethod(
  { url, botToken }: SlackApp,
  { method, form }: { method: string; form: Readonly<Record<string, string>> },
  options: PostOptions,
): Promise<unknown> {
  const request = {
    kind: 'slack',
    url: `${url}/${method}`,
    headers: {
      authorization: `Bearer ${botToken}`,
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    },
    body: new URLSearchParams(form).toString(),
  };
  const { text } = await post(request, options);
  const document = parseJson(text);
  const answer = Answer.safeParse(document);
  if (answer.success && answer.data.ok) return document;
  const why = answer.data?.error ?? 'no JSON';
  throw new ChannelError('slack', `${method}: ${why}`, { retryable: LATER.has(why) });
}
