import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { githubWebhook } from '#connectors/github/webhook.ts';
import { NOW, type Stage, stage } from '#test/connectors/github/session.ts';
import type { RawDelivery } from '#use-cases/webhook-port.ts';

const SECRET = 'simulated-webhook-secret';

let on: Stage;

beforeEach(async () => {
  on = await stage({ webhookSecret: SECRET, hookTargetId: '770011' });
});

afterEach(() => on.simulator.stop());

function posted(sent: { headers: Readonly<Record<string, string>>; body: string }): RawDelivery {
  return { method: 'POST', headers: sent.headers, body: new TextEncoder().encode(sent.body) };
}

const verify = (delivery: RawDelivery, secrets = { current: SECRET }) =>
  githubWebhook.verify(delivery, secrets, NOW);

describe('a GitHub delivery', () => {
  test('a delivery signed by GitHub is accepted with its event', () => {
    const app = on.simulator.world.install({ slug: 'helper', permissions: {} });
    const sent = on.simulator.deliverInstallation('created', app, 'guid-1');

    expect(verify(posted(sent))).toEqual({
      verdict: 'accepted',
      deliveryId: 'guid-1:770011',
      event: 'installation',
    });
  });

  test('the published test vector of the vendor is accepted', () => {
    const verdict = githubWebhook.verify(
      {
        method: 'POST',
        headers: {
          'x-hub-signature-256':
            'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
          'x-github-delivery': 'g',
        },
        body: new TextEncoder().encode('Hello, World!'),
      },
      { current: "It's a Secret to Everybody" },
      NOW,
    );

    expect(verdict).toMatchObject({ verdict: 'accepted' });
  });

  test('both secrets are taken while one replaces the other', () => {
    const delivery = posted(on.simulator.deliverPing());

    expect(githubWebhook.verify(delivery, { current: 'new', previous: SECRET }, NOW).verdict).toBe(
      'accepted',
    );
    expect(githubWebhook.verify(delivery, { current: 'new', previous: 'old' }, NOW)).toEqual({
      verdict: 'refused',
      reason: 'signature-wrong',
    });
  });

  test('a redelivery has the id of the first delivery', () => {
    const first = verify(posted(on.simulator.deliverPing('same')));
    const again = verify(posted(on.simulator.deliverPing('same')));

    expect(again).toEqual(first);
  });

  test('two apps that hear of one event have two ids', async () => {
    const other = await stage({ webhookSecret: SECRET, hookTargetId: '880022' });

    const one = verify(posted(on.simulator.deliverPing('same')));
    const two = verify(posted(other.simulator.deliverPing('same')));
    await other.simulator.stop();

    expect(one).not.toEqual(two);
  });

  test('a delivery without an id is named by its bytes', () => {
    const { headers, body } = on.simulator.deliverPing();
    const { 'x-github-delivery': _id, ...rest } = headers;

    expect(verify(posted({ headers: rest, body }))).toMatchObject({
      deliveryId: expect.stringMatching(/^sha256-[0-9a-f]{64}:770011$/),
    });
  });

  test('a delivery without a signature is refused', () => {
    const { headers, body } = on.simulator.deliverPing();
    const { 'x-hub-signature-256': _signature, ...rest } = headers;

    expect(verify(posted({ headers: rest, body }))).toEqual({
      verdict: 'refused',
      reason: 'signature-missing',
    });
  });

  test('one changed byte is refused', () => {
    const { headers, body } = on.simulator.deliverPing();

    expect(verify(posted({ headers, body: `${body} ` }))).toEqual({
      verdict: 'refused',
      reason: 'signature-wrong',
    });
  });

  test.each([
    ['no hex', `sha256=${'z'.repeat(64)}`],
    ['too short', 'sha256=00'],
    ['too long', `sha256=${'0'.repeat(66)}`],
    ['only the prefix', 'sha256='],
    ['the old algorithm', `sha1=${'0'.repeat(40)}`],
    ['no prefix', '0'.repeat(64)],
  ])('a signature that is %s is refused without an error', (_what, signature) => {
    const { headers, body } = on.simulator.deliverPing();
    const forged = { ...headers, 'x-hub-signature-256': signature };

    expect(verify(posted({ headers: forged, body }))).toEqual({
      verdict: 'refused',
      reason: 'signature-wrong',
    });
  });

  test('an empty secret signs nothing', () => {
    const body = '{}';
    const signature = createHmac('sha256', '').update(body).digest('hex');
    const delivery = posted({ headers: { 'x-hub-signature-256': `sha256=${signature}` }, body });

    expect(githubWebhook.verify(delivery, { current: '', previous: '' }, NOW)).toMatchObject({
      verdict: 'refused',
    });
  });

  test('bytes that are no text are compared as bytes', () => {
    const body = Uint8Array.from([0xff, 0x00, 0xfe]);
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'x-hub-signature-256': `sha256=${signature}`, 'x-github-delivery': 'g' };

    expect(verify({ method: 'POST', headers, body })).toMatchObject({ verdict: 'accepted' });
  });

  test('the public receiver bundles nothing but node:crypto with it', () => {
    const source = join(import.meta.dirname, '../../../functions/connectors/github/webhook.ts');
    const imports = [
      ...readFileSync(source, 'utf8').matchAll(/^import (?!type)[^;]*from '([^']+)'/gm),
    ];

    expect(imports.map((match) => match[1])).toEqual(['node:crypto']);
  });
});
