import { createHmac } from 'node:crypto';
import { githubWebhook } from '#connectors/github/webhook.ts';
import { oktaWebhook } from '#connectors/okta/webhook.ts';
import { salesforceWebhook } from '#connectors/salesforce/webhook.ts';
import { slackWebhook } from '#connectors/slack/webhook.ts';
import { VendorError } from '#domain/errors.ts';
import { applyOwnerLeft } from '#use-cases/apply-owner-left.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import { pollFeeds } from '#use-cases/poll-feeds.ts';
import type { InboxMessage } from '#use-cases/ports.ts';
import { BODY_BYTES_MAX, receiveWebhook, type WebhookRequest } from '#use-cases/receive-webhook.ts';
import type { Reading, Signal } from '#use-cases/vendor-port.ts';
import { anApprovedIntegration, anObservation, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const seen = (signal: Partial<Signal>): Reading => ({
  outcome: 'observed',
  signal: { class: 'integration.observed', reason: 'test', ...signal },
});

const message: InboxMessage = {
  kind: 'delivery',
  vendor: 'github',
  tenant: '9001',
  deliveryId: 'd-1',
  receivedAt: MARCH,
  body: '{}',
};

function ingesting() {
  const world = memoryWorld();
  return {
    world,
    ingest: (changes: Partial<InboxMessage> = {}) =>
      ingestDelivery(world.ports, { ...message, ...changes }),
  };
}

describe('a delivery', () => {
  it('takes its effect once, however often it comes', async () => {
    const { world, ingest } = ingesting();
    world.script.read = () => [seen({ observation: anObservation() })];

    expect([await ingest(), await ingest(), await ingest()]).toEqual([
      'applied',
      'duplicate',
      'duplicate',
    ]);
    expect(world.store.said).toEqual(['integration.discovered']);
  });

  it('of noise writes nothing at all', async () => {
    const { world, ingest } = ingesting();
    world.script.read = () => [{ outcome: 'ignored', reason: 'noise' }];

    expect(await ingest()).toBe('ignored');
    expect([world.store.writes, world.store.marks.size]).toEqual([0, 0]);
  });

  it.each<[string, Partial<InboxMessage>]>([
    ['that cannot be understood', {}],
    ['of a tenant that is not connected', { tenant: '404' }],
    ['that is no JSON', { body: '{' }],
  ])('%s is kept with its reason', async (_what, changes) => {
    const { world, ingest } = ingesting();
    world.script.read = () => [{ outcome: 'rejected', reason: 'odd' }];

    expect(await ingest(changes)).toBe('quarantined');
    expect(world.store.quarantined).toHaveLength(1);
    expect(world.store.quarantined[0]?.reason).not.toBe('');
  });

  it('that was not understood takes its effect when it is sent again after a fix', async () => {
    const { world, ingest } = ingesting();
    world.script.read = () => [{ outcome: 'rejected', reason: 'odd' }];
    await ingest();
    const [kept] = world.store.quarantined;
    world.script.read = () => [seen({ observation: anObservation() })];

    const again = await ingest(JSON.parse(kept?.message ?? ''));

    expect(again).toBe('applied');
    expect(world.store.said).toEqual(['integration.discovered']);
  });

  it('whose effect failed goes back to the queue unmarked', async () => {
    const { world, ingest } = ingesting();
    world.script.push = 'hint';
    world.script.read = () => [
      seen({ followUp: { kind: 'read', key: anObservation().key, handle: {} } }),
    ];
    world.script.readOne = () => {
      throw new VendorError('vendor-unavailable', 'no answer');
    };

    await expect(ingest()).rejects.toThrow(VendorError);
    expect(world.store.marks.size).toBe(0);
  });

  it('that is only a hint changes nothing by its own word', async () => {
    const { world, ingest } = ingesting();
    world.store.hold(anApprovedIntegration());
    world.script.push = 'hint';
    const gone = anObservation({ presence: { status: 'removed', cause: 'admin' } });
    world.script.read = () => [
      seen({ observation: gone, followUp: { kind: 'read', key: gone.key, handle: {} } }),
    ];
    world.script.readOne = () => ({ found: 'present', observation: anObservation() });

    await ingest();

    expect(world.store.said).toEqual([]);
  });

  it('of a removal without a time is confirmed at the vendor first', async () => {
    const { world, ingest } = ingesting();
    const known = world.store.hold(anApprovedIntegration());
    world.script.read = () => [
      seen({ observation: anObservation({ presence: { status: 'removed', cause: 'admin' } }) }),
    ];
    world.script.readOne = () => ({ found: 'present', observation: anObservation() });
    await ingest();
    const kept = world.store.integrations.get(known.id)?.state;
    world.advance(1);
    world.script.readOne = () => ({ found: 'absent' });
    await ingest({ deliveryId: 'd-2', receivedAt: MARCH + 1 });

    expect([kept, world.store.integrations.get(known.id)?.state]).toEqual([
      'approved',
      'removed-at-source',
    ]);
  });
});

describe('a feed read again over its overlap', () => {
  it('follows each row once', async () => {
    const world = memoryWorld();
    world.script.read = () => [seen({ followUp: { kind: 'collect', collector: 'installations' } })];
    const connector = {
      ...(await world.ports.vendors.connector()),
      feeds: [
        {
          name: 'audit-log',
          permission: 'x',
          page: async () => ({ records: [{ id: 1 }, { id: 2 }], cursor: 'c', more: false }),
        },
      ],
    };
    const ports = {
      ...world.ports,
      vendors: { ...world.ports.vendors, connector: async () => connector },
      cursors: { load: async () => 'c', save: async () => {} },
    };
    const budget = { pagesMax: 5, until: Number.MAX_SAFE_INTEGER };

    await pollFeeds(ports, world.connection, budget);
    await pollFeeds(ports, world.connection, budget);

    expect(world.sent).toHaveLength(2);
  });
});

describe('a leaver', () => {
  it('orphans what they own, once', async () => {
    const world = memoryWorld();
    world.store.hold(anApprovedIntegration());
    const left = {
      kind: 'owner-left',
      email: 'mira@example.com',
      status: 'DEPROVISIONED',
      at: MARCH,
    } as const;

    await applyOwnerLeft(world.ports, left);
    await applyOwnerLeft(world.ports, left);

    expect(world.store.said).toEqual(['integration.owner-left', 'integration.approval-voided']);
  });
});

describe('the public edge', () => {
  const body = Buffer.from('{"action":"created"}');

  function edge() {
    const queued: InboxMessage[] = [];
    const saved: string[] = [];
    const refused: string[] = [];
    const ports = {
      edges: {
        github: githubWebhook,
        okta: oktaWebhook,
        salesforce: salesforceWebhook,
        slack: slackWebhook,
      },
      webhookSecrets: {
        secrets: async (_vendor: string, tenant: string, doubted = false) =>
          tenant === '9001'
            ? { current: doubted ? 'rotated' : 'new', previous: doubted ? 'new' : 'old' }
            : undefined,
      },
      inbox: { send: async (one: InboxMessage) => void queued.push(one) },
      payloads: { save: async (key: string) => void saved.push(key) },
      clock: { now: () => MARCH },
      log: {
        info() {},
        warn() {},
        error() {},
        count: (_metric: string, _value: number, dimensions?: Readonly<Record<string, string>>) =>
          void refused.push(dimensions?.reason ?? ''),
      },
    };
    return {
      queued,
      saved,
      refused,
      post: (changes: Partial<WebhookRequest> = {}, secret = 'new') => {
        const bytes = changes.body ?? body;
        const signature = createHmac('sha256', secret).update(bytes).digest('hex');
        return receiveWebhook(ports, {
          vendor: 'github',
          tenant: '9001',
          method: 'POST',
          body: bytes,
          ...changes,
          headers: { 'x-hub-signature-256': `sha256=${signature}`, ...changes.headers },
        });
      },
    };
  }

  it('takes what is signed with either live secret', async () => {
    const { queued, post } = edge();

    expect([(await post()).status, (await post({}, 'old')).status]).toEqual([204, 204]);
    expect(queued).toHaveLength(2);
  });

  it('takes what is signed with a secret rotated since the last look', async () => {
    const { queued, post } = edge();

    expect((await post({}, 'rotated')).status).toBe(204);
    expect(queued).toHaveLength(1);
  });

  const signed = (text: string) => Buffer.from(text);

  it.each<[string, Partial<WebhookRequest>, string, number]>([
    ['a wrong secret', {}, 'revoked', 401],
    ['a missing signature', { headers: { 'x-hub-signature-256': undefined } }, 'new', 401],
    ['a signature that is no hex', { headers: { 'x-hub-signature-256': 'sha256=zz' } }, 'new', 401],
    ['an unknown tenant', { tenant: '404' }, 'new', 404],
    ['an unknown vendor', { vendor: '__proto__' }, 'new', 404],
    ['a vendor that posts nothing', { vendor: 'salesforce' }, 'new', 401],
    ['an encoded body', { headers: { 'content-encoding': 'gzip' } }, 'new', 415],
    ['a body over the limit', { body: Buffer.alloc(BODY_BYTES_MAX + 1) }, 'new', 413],
    ['a body that is no JSON', { body: signed('{"a"') }, 'new', 400],
    ['a body too deep', { body: signed('['.repeat(99)) }, 'new', 400],
    ['a body that poisons', { body: signed('{"__proto__":{"a":1}}') }, 'new', 400],
    ['a body of the wrong type', { body: signed('"text"') }, 'new', 400],
  ])('refuses %s, counts it and queues nothing', async (_what, changes, secret, status) => {
    const { queued, refused, post } = edge();

    expect(await post(changes, secret)).toEqual({ status });
    expect(queued).toEqual([]);
    expect(refused).toHaveLength(1);
  });

  it('sends a large body by reference', async () => {
    const { queued, saved, post } = edge();
    const large = Buffer.from(JSON.stringify({ text: 'x'.repeat(300_000) }));

    expect((await post({ body: large })).status).toBe(204);
    expect(queued[0]).toMatchObject({ bodyRef: saved[0] });
    expect(queued[0]?.body).toBeUndefined();
  });

  it('answers Okta’s check of the address and queues nothing', async () => {
    const { queued, post } = edge();

    const answer = await post({
      vendor: 'okta',
      method: 'GET',
      headers: { 'x-okta-verification-challenge': 'abc' },
    });

    expect(answer).toEqual({ status: 200, body: { verification: 'abc' } });
    expect(queued).toEqual([]);
  });
});
