import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCourier } from '#adapters/channels/courier.ts';
import { createSlackDirect } from '#adapters/channels/slack-direct.ts';
import { createSignedCaller } from '#adapters/signed-call.ts';

let server: Server;
let base: string;
let answers: { status: number; body: string; headers?: Record<string, string> }[];
let seen: { url: string; headers: IncomingHttpHeaders; body: string }[];

beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    seen.push({ url: request.url ?? '', headers: request.headers, body });
    const answer = answers.shift() ?? { status: 500, body: '' };
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const options = { fetch, timeoutMs: 200, retryDelayMs: 1 };
const letter = {
  to: 'mira@example.com',
  subject: 'A question',
  body: '<!channel> look: https://a',
};

function courier(changes: { mailFrom?: string; secret?: string } = {}) {
  const caller = createSignedCaller(
    {
      region: 'eu-central-1',
      accessKeyId: 'A',
      secretAccessKey: 'CANARY',
      sessionToken: undefined,
      endpoint: base,
    },
    { timeoutMs: 200, retryDelayMs: 1 },
  );
  const { mailFrom, secret } = changes;
  return createCourier({
    ...options,
    caller,
    read: async () => secret,
    prefix: 'grantline',
    mailFrom,
  });
}

async function mail() {
  const [way] = await courier({ mailFrom: 'grantline@example.com' }).ways();
  if (way === undefined) throw new TypeError('mail is set up');
  return way;
}

describe('mail', () => {
  it('goes from the one sender to the one person, and the message id is the receipt', async () => {
    answers = [{ status: 200, body: '{"MessageId":"m-1"}' }];

    expect(await (await mail()).send(letter)).toEqual({ reference: 'm-1' });

    expect(seen[0]?.url).toBe('/v2/email/outbound-emails');
    expect(seen[0]?.headers.authorization).toContain('/eu-central-1/ses/aws4_request');
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      FromEmailAddress: 'grantline@example.com',
      Destination: { ToAddresses: ['mira@example.com'] },
      Content: { Simple: { Body: { Text: { Data: letter.body } } } },
    });
  });

  it('to somebody without an address is not sent', async () => {
    const arn = 'arn:aws:iam::123456789012:role/admin';

    await expect((await mail()).send({ ...letter, to: arn })).rejects.toMatchObject({
      retryable: false,
    });
    expect(seen).toEqual([]);
  });

  it.each([
    [429, 'TooManyRequestsException', true],
    [400, 'MessageRejected:', false],
    [503, 'ServiceUnavailable', true],
  ])('answered %s %s is later: %s', async (status, type, retryable) => {
    answers = Array.from({ length: 3 }, () => ({
      status,
      body: '{}',
      headers: { 'x-amzn-errortype': type },
    }));

    await expect((await mail()).send(letter)).rejects.toMatchObject({ retryable });
    expect(seen).toHaveLength(retryable ? 3 : 1);
  });
});

describe('a direct message', () => {
  const slack = () => createSlackDirect({ botToken: 'xoxb-CANARY-1', url: base }, options);
  const found = { status: 200, body: '{"ok":true,"user":{"id":"U1"}}' };

  it('goes to whoever has the address, as inert text', async () => {
    answers = [found, { status: 200, body: '{"ok":true,"channel":"D1","ts":"1.2"}' }];

    expect(await slack().send(letter)).toEqual({ reference: 'D1:1.2' });

    const sent = new URLSearchParams(seen[1]?.body);
    expect(seen.map((one) => one.url)).toEqual(['/users.lookupByEmail', '/chat.postMessage']);
    expect(sent.get('channel')).toBe('U1');
    expect(sent.get('text')).toContain('&lt;!channel&gt; look: https://a');
  });

  it.each([
    ['users_not_found', false],
    ['invalid_auth', false],
    ['ratelimited', true],
  ])('refused with %s is later: %s, and the token is in no error', async (error, retryable) => {
    answers = Array.from({ length: 3 }, () => ({
      status: 200,
      body: JSON.stringify({ ok: false, error }),
    }));

    const thrown = await slack()
      .send(letter)
      .catch((one: unknown) => one);

    expect(thrown).toMatchObject({ retryable });
    expect(JSON.stringify(thrown, Object.getOwnPropertyNames(thrown))).not.toContain('CANARY');
  });
});

describe('the ways to people', () => {
  it('are none before somebody sets one up', async () => {
    expect(await courier().ways()).toEqual([]);
  });

  it('are mail and Slack where both are set up', async () => {
    const secret = JSON.stringify({ current: { slackBotToken: 'xoxb-0123456789' } });
    const ways = await courier({ mailFrom: 'grantline@example.com', secret }).ways();

    expect(ways.map((one) => one.name)).toEqual(['mail', 'slack-direct']);
  });

  it('with a secret of another shape fail by field, never by value', async () => {
    const secret = JSON.stringify({ current: { slackBotToken: 'CANARY' } });

    const thrown = await courier({ secret })
      .ways()
      .catch((one: unknown) => one);

    expect(thrown).toMatchObject({ message: expect.stringContaining('current.slackBotToken') });
    expect(JSON.stringify(thrown, Object.getOwnPropertyNames(thrown))).not.toContain('CANARY');
  });
});
