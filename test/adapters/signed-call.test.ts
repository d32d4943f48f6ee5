import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CLIENT_OPTIONS } from '#adapters/aws-client.ts';
import { createPayloadStore } from '#adapters/s3/payload-store.ts';
import { createSignedCaller } from '#adapters/signed-call.ts';
import { createInbox } from '#adapters/sqs/queues.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let endpoint: string;
let answers: Answer[];
let seen: { url: string; headers: IncomingMessage['headers'] }[];

const ok: Answer = (_request, response) => response.end('{}');
const dropped: Answer = (request) => request.socket.destroy();
const silent: Answer = () => undefined;
const refused =
  (status: number, type: string): Answer =>
  (_request, response) =>
    response.writeHead(status).end(JSON.stringify({ __type: `com.amazonaws.sqs#${type}` }));

beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    (answers.shift() ?? ok)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const identity = {
  region: 'eu-central-1',
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'CANARY',
  sessionToken: undefined,
};
const caller = () =>
  createSignedCaller({ ...identity, endpoint }, { timeoutMs: 200, retryDelayMs: 1 });
const inbox = () => createInbox(caller(), 'queue');
const delivery = {
  kind: 'delivery',
  vendor: 'github',
  tenant: '9001',
  deliveryId: 'd',
  receivedAt: 0,
} as const;

describe('a signed call', () => {
  it.each([
    ['a connection that died while the Lambda slept', dropped],
    ['a service that does not answer in time', silent],
    ['an error of the service', refused(500, 'InternalError')],
    ['a service that asks to slow down', refused(400, 'ThrottlingException')],
  ])('survives %s', async (_what, fault) => {
    answers = [fault];

    await inbox().send(delivery);

    expect(seen).toHaveLength(2);
  });

  it('gives up after three tries, with an error that may be tried again and holds no secret', async () => {
    answers = [dropped, silent, dropped, ok];

    const failed: unknown = await inbox()
      .send(delivery)
      .catch((error) => error);

    expect(failed).toMatchObject({ type: 'unreachable', retryable: true });
    expect(JSON.stringify(failed)).not.toContain('CANARY');
    expect(seen).toHaveLength(3);
  });

  it('that is refused is not repeated', async () => {
    answers = [refused(400, 'QueueDoesNotExist')];

    await expect(inbox().send(delivery)).rejects.toMatchObject({
      type: 'QueueDoesNotExist',
      retryable: false,
    });
    expect(seen).toHaveLength(1);
  });

  it('names its service, region and call', async () => {
    await inbox().send(delivery);

    expect(seen[0]?.headers['x-amz-target']).toBe('AmazonSQS.SendMessage');
    expect(seen[0]?.headers.authorization).toMatch(/AKIDEXAMPLE\/\d{8}\/eu-central-1\/sqs\//);
  });
});

describe('payloads', () => {
  it('keep the path they were given, whatever is in their key', async () => {
    await createPayloadStore(caller(), 'bucket').save('deliveries/okta/a%2Fb c', new Uint8Array());

    expect(seen[0]?.url).toBe('/bucket/deliveries/okta/a%252Fb%20c');
  });
});

describe('an object that may not be overwritten', () => {
  it('is written on condition, with the digest that a locked bucket wants', async () => {
    const body = new TextEncoder().encode('x');
    await caller().object('PUT', { bucket: 'b', key: 'k', onlyIfAbsent: true }, body);
    await caller().object('PUT', { bucket: 'b', key: 'k' }, body);

    expect(seen[0]?.headers).toMatchObject({
      'if-none-match': '*',
      'content-md5': 'ndTkYSaMgDT1yFZOFVxnpg==',
    });
    expect(seen[0]?.headers.authorization).toMatch(/SignedHeaders=[^,]*if-none-match/);
    expect(seen[1]?.headers['if-none-match']).toBeUndefined();
  });
});

describe('an SDK client', () => {
  it('stops waiting for a service that does not answer', async () => {
    answers = [silent];
    const client = new DynamoDBClient({
      ...CLIENT_OPTIONS,
      requestHandler: { ...CLIENT_OPTIONS.requestHandler, requestTimeout: 100 },
      maxAttempts: 1,
      endpoint,
      region: identity.region,
      credentials: identity,
    });

    await expect(client.send(new ListTablesCommand({}))).rejects.toThrow(/timeout/i);
  });
});
