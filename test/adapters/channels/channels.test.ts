import { createHmac } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChannelSetting, channelOf, createMessenger } from '#adapters/channels/messenger.ts';
import type { Message } from '#use-cases/messenger-ports.ts';

type Answer = (response: ServerResponse) => void;

let server: Server;
let base: string;
let answers: Answer[];
let seen: { url: string; headers: IncomingHttpHeaders; body: string }[];

const says =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, headers).end(body);
const silent: Answer = () => undefined;

beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    seen.push({ url: request.url ?? '', headers: request.headers, body });
    (answers.shift() ?? silent)(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const NOW = Date.parse('2026-03-01T12:00:00Z');
const options = { fetch, clock: { now: () => NOW }, timeoutMs: 200, retryDelayMs: 1 };
const KEY = Buffer.alloc(24, 7);
const message: Message = {
  subject: '[high] New integration: app at github 1',
  body: 'New integration: <!channel> & <https://evil.test|app>',
  eventId: 'evt_1',
  severity: 'high',
  about: 'integration.discovered:int_1',
};

const settings = (): Record<ChannelSetting['kind'], ChannelSetting> => ({
  slack: { kind: 'slack', name: 'ops', url: `${base}/services/CANARY` },
  pagerduty: {
    kind: 'pagerduty',
    name: 'duty',
    url: `${base}/v2/enqueue`,
    routingKey: 'CANARY'.padEnd(32, '0'),
  },
  webhook: {
    kind: 'webhook',
    name: 'own',
    url: `${base}/hook?key=CANARY`,
    secret: `whsec_${KEY.toString('base64')}`,
  },
});
const taken: Record<ChannelSetting['kind'], Answer> = {
  slack: says(200, 'ok'),
  pagerduty: says(202, '{"status":"success","dedup_key":"theirs"}'),
  webhook: says(204, ''),
};
const send = (kind: ChannelSetting['kind'], changed: Partial<Message> = {}) =>
  channelOf(settings()[kind], options).send({ ...message, ...changed });

describe.each(['slack', 'pagerduty', 'webhook'] as const)('a message over %s', (kind) => {
  it.each([
    ['a 429 that tells how long to wait', says(429, '', { 'retry-after': '0.05' })],
    ['an error of the service', says(503, '')],
    ['no answer in time', silent],
  ])('is sent again after %s', async (_what, first) => {
    answers = [first, taken[kind]];

    await expect(send(kind)).resolves.toEqual({ reference: expect.any(String) });
    expect(seen).toHaveLength(2);
    expect(seen[0]?.body).toBe(seen[1]?.body);
  });

  it('may be taken later when three tries failed', async () => {
    answers = [says(500, ''), says(500, ''), says(500, '')];

    await expect(send(kind)).rejects.toMatchObject({ code: 'publish-failed', retryable: true });
    expect(seen).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 410, 302])(
    'is not repeated after %d, which a person must mend, and the error holds no secret',
    async (status) => {
      answers = [says(status, 'CANARY', { location: 'http://169.254.169.254/' })];

      const error = await send(kind).catch((thrown: unknown) => thrown);

      expect(error).toMatchObject({ retryable: false, message: `${kind}: answered ${status}` });
      expect(JSON.stringify(error)).not.toContain('CANARY');
      expect(seen).toHaveLength(1);
    },
  );
});

describe('a receipt', () => {
  it.each([
    ['slack', says(200, '<html>Sign in</html>')],
    ['slack', says(200, '')],
    ['pagerduty', says(200, '<html>')],
    ['pagerduty', says(202, '{"status":"invalid event","dedup_key":"x"}')],
    ['pagerduty', says(202, '{"status":"success"}')],
  ] as const)('is not what %s answers with 2xx and another body', async (kind, answer) => {
    answers = [answer];

    await expect(send(kind)).rejects.toMatchObject({ retryable: false });
  });
});

describe('what a channel is told', () => {
  it('holds no mention and no link in Slack, and fits its blocks', async () => {
    answers = [taken.slack];

    await send('slack', { body: `${message.body} ${'&'.repeat(3_000)}` });

    const { blocks } = JSON.parse(seen[0]?.body ?? '');
    expect(seen[0]?.body).not.toMatch(/[<>]/);
    expect(blocks[1].text.type).toBe('plain_text');
    expect(blocks[1].text.text.length).toBeLessThanOrEqual(3_000);
    expect(blocks[1].text.text).toMatch(/&amp;$/);
  });

  it('names the same thing with one key in PagerDuty, so that it is one alert', async () => {
    answers = [taken.pagerduty, taken.pagerduty];

    await send('pagerduty');
    await send('pagerduty', { eventId: 'evt_2' });

    const keys = seen.map(({ body }) => JSON.parse(body).dedup_key);
    expect(keys).toEqual(Array(2).fill('grantline:integration.discovered:int_1'));
    expect(JSON.parse(seen[0]?.body ?? '').payload.severity).toBe('error');
  });

  it('is signed over id, time and body for a webhook', async () => {
    answers = [taken.webhook];

    await send('webhook');

    const { headers, body, url } = seen[0] ?? { headers: {}, body: '', url: '' };
    const signed = `evt_1.${NOW / 1000}.${body}`;
    expect(url).toBe('/hook?key=CANARY');
    expect(headers['webhook-id']).toBe('evt_1');
    expect(headers['webhook-timestamp']).toBe(String(NOW / 1000));
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', KEY).update(signed).digest('base64')}`,
    );
  });
});

describe('the channels of a route', () => {
  const secret = (text: string | undefined) =>
    createMessenger(
      async (name) => (name === 'grantline/channels/page/message' ? text : undefined),
      'grantline',
      options,
    );
  const current = (...all: object[]) => JSON.stringify({ current: all });
  const slack = { kind: 'slack', name: 'ops', url: 'https://hooks.slack.com/services/T/B/X' };

  it('are none without its secret, and those of its secret otherwise', async () => {
    const duty = { kind: 'pagerduty', name: 'duty', routingKey: 'a'.repeat(32) };
    const messenger = secret(current(slack, duty));

    expect((await messenger.channels('page')).map(({ name }) => name)).toEqual(['ops', 'duty']);
    expect(await messenger.channels('notify')).toEqual([]);
  });

  it.each([
    ['an address without encryption', current({ ...slack, url: 'http://hooks.test/CANARY' })],
    ['an address with a user', current({ ...slack, url: 'https://CANARY@hooks.test/' })],
    ['an unknown kind', current({ ...slack, kind: 'CANARY' })],
    ['an unknown field', current({ ...slack, channel: 'CANARY' })],
    ['two of one name', current(slack, slack)],
    ['more than five', current(...'abcdef'.split('').map((name) => ({ ...slack, name })))],
    [
      'a signing secret that is too short',
      current({ kind: 'webhook', name: 'own', url: 'https://own.test/', secret: 'whsec_CANARY' }),
    ],
    ['no JSON', 'CANARY'],
  ])('are refused with %s, and the reason quotes no value', async (_what, text) => {
    const error = await secret(text)
      .channels('page')
      .catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'contract-broken' });
    expect(String(error)).toContain('grantline/channels/page/message has wrong fields');
    expect(String(error)).not.toContain('CANARY');
  });
});
