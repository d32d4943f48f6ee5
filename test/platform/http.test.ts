import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVendorHttp, parseJsonBody, sameOriginUrl } from '#platform/http.ts';

let server: Server;
let calls: { url: string; authorization: string | undefined }[];
let answer: (path: string) => { status: number; headers?: Record<string, string>; body?: string };

beforeEach(async () => {
  calls = [];
  answer = () => ({ status: 200, body: '{}' });
  server = createServer((request, response) => {
    calls.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const { status, headers, body } = answer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const http = (changes: { bodyBytesMax?: number; timeoutMs?: number } = {}) =>
  createVendorHttp({ baseUrl: base(), fetch, retryDelayMs: 1, ...changes });
const headers = { authorization: 'Bearer CANARY' };

describe('a call to a vendor', () => {
  it.each([
    ['another host', 'http://evil.test/x'],
    ['another port', 'http://127.0.0.1:1/x'],
    ['another scheme', 'https://127.0.0.1/x'],
    ['a user in front', 'http://127.0.0.1@evil.test/x'],
    ['a number for a host', 'http://2130706434/x'],
    ['a protocol-relative link', '//evil.test/x'],
    ['a mapped address', 'http://[::ffff:7f00:2]/x'],
    ['metadata', 'http://169.254.169.254/latest'],
    ['no link at all', 'http://'],
  ])('never follows %s, and sends nothing', async (_what, url) => {
    await expect(http().send({ method: 'GET', url, headers })).rejects.toMatchObject({
      code: 'vendor-foreign-link',
    });
    expect(calls).toEqual([]);
  });

  it('stays on its host with relative links and backslashes', () => {
    for (const link of ['/a/b', 'a/b', '\\a\\b']) {
      expect(sameOriginUrl('https://api.test/base', link).origin).toBe('https://api.test');
    }
  });

  it('hands a redirect back instead of following it', async () => {
    answer = () => ({ status: 302, headers: { location: 'http://169.254.169.254/' } });

    expect((await http().send({ method: 'GET', url: '/x', headers })).status).toBe(302);
    expect(calls).toHaveLength(1);
  });

  it('reads again after 5xx, at most three times, and then tells the status', async () => {
    answer = () => ({ status: 503 });

    expect((await http().send({ method: 'GET', url: '/x' })).status).toBe(503);
    expect(calls).toHaveLength(3);
  });

  it('never repeats a change by itself', async () => {
    answer = () => ({ status: 503 });

    await http().send({ method: 'POST', url: '/x' });

    expect(calls).toHaveLength(1);
  });

  it('stops reading at its byte cap', async () => {
    answer = () => ({ status: 200, body: 'x'.repeat(5_000) });

    await expect(
      http({ bodyBytesMax: 1_000 }).send({ method: 'POST', url: '/x' }),
    ).rejects.toMatchObject({ code: 'vendor-malformed' });
  });

  it('that gets no answer is unavailable, and no secret is in the error', async () => {
    const nobody = createVendorHttp({ baseUrl: 'http://127.0.0.1:1', fetch, retryDelayMs: 1 });

    const failed = await nobody.send({ method: 'GET', url: '/x', headers }).catch((error) => error);

    expect(failed).toMatchObject({
      code: 'vendor-unavailable',
      retryable: true,
      message: expect.stringContaining('did not answer at http://127.0.0.1:1'),
    });
    expect(`${failed.message} ${JSON.stringify(failed)}`).not.toContain('CANARY');
  });

  it('whose answer is no JSON is malformed', () => {
    const response = { status: 200, headers: {}, text: '<html>' };

    expect(() => parseJsonBody(response)).toThrow(
      expect.objectContaining({ code: 'vendor-malformed' }),
    );
  });
});
