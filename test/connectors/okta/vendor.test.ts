import { okta } from '#connectors/okta/index.ts';
import { oktaWebhook } from '#connectors/okta/webhook.ts';
import { scopePoints, tierOf } from '#domain/risk.ts';
import type { ActTarget } from '#use-cases/vendor-port.ts';
import { type OktaSimulator, startOktaSimulator } from '../../../local/simulators/okta.ts';
import { OKTA_ACT_TOKEN, OKTA_READ_TOKEN } from '../../../local/simulators/okta-world.ts';
import { collectorOf, readAll, simulatedSession } from '../simulated.ts';

let simulator: OktaSimulator;

beforeEach(async () => {
  simulator = await startOktaSimulator({ now: () => Date.now() });
});
afterEach(() => simulator.stop());

const session = (token = OKTA_READ_TOKEN) =>
  simulatedSession({ baseUrl: simulator.baseUrl, tenant: 'acme.okta.com', credential: { token } });

const apps = () => readAll(collectorOf(okta, 'service-apps'), session());

async function targetOfApp(): Promise<ActTarget> {
  const [found] = (await apps()).observations;
  if (found === undefined) throw new TypeError('there is an app');
  return { key: found.key, handle: found.handle ?? {} };
}

describe('a sweep of Okta', () => {
  it('follows Okta’s own links to the end, and reads the same twice', async () => {
    for (let index = 0; index < 45; index += 1)
      simulator.world.addApp(`app ${index}`, ['okta.logs.read']);

    const first = await apps();
    const second = await apps();

    expect(first).toMatchObject({ pages: 3, skipped: 0 });
    expect(first.observations).toHaveLength(45);
    expect(second.observations).toEqual(first.observations);
  });

  it('asks at most 21 times a page, so that a page ends within the time kept back for it', async () => {
    for (let index = 0; index < 45; index += 1)
      simulator.world.addApp(`app ${index}`, ['okta.logs.read']);
    const list = collectorOf(okta, 'service-apps');
    const asked: number[] = [];
    let cursor: string | undefined;
    do {
      const before = simulator.server.calls.length;
      const page = await list.page(session(), cursor);
      asked.push(simulator.server.calls.length - before);
      cursor = page.next;
    } while (cursor !== undefined);

    expect(asked).toEqual([21, 21, 6]);
  });

  it('of an empty organisation is empty and complete', async () => {
    expect(await apps()).toEqual({ observations: [], skipped: 0, pages: 1 });
  });

  it('takes an app without granted scopes for a sign-in, not an integration', async () => {
    simulator.world.addApp('wiki', []);

    expect((await apps()).observations).toEqual([]);
  });

  it('holds back an app whose grants it cannot understand: it is not gone', async () => {
    simulator.world.addApp('exporter', ['okta.logs.read']);
    const target = await targetOfApp();
    simulator.server.arm({
      matches: ({ url }) => url.pathname.endsWith('/grants'),
      times: Number.POSITIVE_INFINITY,
      effect: {
        kind: 'rewrite',
        rewrite: (answer) => ({ ...answer, body: [{ id: 'oag1', scope: 'renamed' }] }),
      },
    });

    expect(await apps()).toEqual({ observations: [], skipped: 1, pages: 1 });
    expect((await okta.readOne(session(), target)).found).toBe('unknown');
  });

  it('finds those who left in a list of their own', async () => {
    const user = simulator.world.addUser('mira@example.com');
    simulator.world.deactivate(user);
    const page = await collectorOf(okta, 'people-left').page(session(), undefined);

    expect(page.people).toEqual([
      expect.objectContaining({ email: 'mira@example.com', active: false }),
    ]);
  });

  it('of one forbidden list does not stop the others', async () => {
    simulator.world.behaviour.forbidden.add('/api/v1/api-tokens');

    await expect(readAll(collectorOf(okta, 'api-tokens'), session())).rejects.toMatchObject({
      code: 'vendor-forbidden',
    });
    expect((await apps()).pages).toBe(1);
  });

  it('waits for the reset Okta names', async () => {
    simulator.world.behaviour.rateLimitSeconds = 42;

    await expect(apps()).rejects.toMatchObject({
      code: 'vendor-rate-limited',
      retryAfterMs: expect.any(Number),
    });
  });

  it('with a dead credential says so', async () => {
    await expect(
      readAll(collectorOf(okta, 'service-apps'), session('revoked')),
    ).rejects.toMatchObject({ code: 'vendor-unauthorised' });
  });

  it.each([
    ['a cut answer', { kind: 'truncate' }, 'vendor-malformed', Number.POSITIVE_INFINITY],
    ['a cut connection', { kind: 'cut' }, 'vendor-unavailable', Number.POSITIVE_INFINITY],
  ] as const)('fails on %s', async (_what, effect, code, times) => {
    simulator.server.arm({ matches: () => true, effect, times });

    await expect(apps()).rejects.toMatchObject({ code });
  });

  it('gets over one failing answer', async () => {
    simulator.world.addApp('exporter', ['okta.logs.read']);
    const effect = { kind: 'answer', answer: { status: 503 } } as const;
    simulator.server.arm({ matches: () => true, effect, times: 1 });

    expect((await apps()).observations).toHaveLength(1);
  });

  it('never follows a link to another host', async () => {
    simulator.server.arm({
      matches: () => true,
      times: 1,
      effect: {
        kind: 'rewrite',
        rewrite: (answer) => ({
          ...answer,
          headers: { link: '<http://127.0.0.2:1/api/v1/apps?after=1>; rel="next"' },
        }),
      },
    });

    await expect(apps()).rejects.toMatchObject({ code: 'vendor-foreign-link' });
  });
});

describe('acting on Okta', () => {
  it('stops an app and starts it again, as Okta shows', async () => {
    simulator.world.addApp('exporter', ['okta.logs.read']);
    const target = await targetOfApp();
    const act = session(OKTA_ACT_TOKEN);

    const stopped = await okta.suspend(act, target, 'deactivate-app');
    const seen = await okta.readOne(session(), target);
    await okta.resume(act, target, 'deactivate-app');
    const back = await okta.readOne(session(), target);

    expect(stopped.outcome).toBe('accepted');
    expect(seen).toMatchObject({ observation: { presence: { status: 'suspended' } } });
    expect(back).toMatchObject({ observation: { presence: { status: 'active' } } });
  });

  it('ends an app by its grants, and a lying Okta still shows it', async () => {
    simulator.world.addApp('exporter', ['okta.logs.read', 'okta.users.read']);
    const target = await targetOfApp();
    simulator.world.behaviour.liesAboutRevocation = true;
    await okta.revoke(session(OKTA_ACT_TOKEN), target, 'revoke-grants');
    const lied = await okta.readOne(session(), target);
    simulator.world.behaviour.liesAboutRevocation = false;
    await okta.revoke(session(OKTA_ACT_TOKEN), target, 'revoke-grants');

    expect(lied.found).toBe('present');
    expect((await okta.readOne(session(), target)).found).toBe('absent');
  });

  it('revokes a token once; a second time it is gone already; without permission it is refused', async () => {
    simulator.world.addToken('sync', simulator.world.addUser('ann@example.com'));
    const { observations } = await readAll(collectorOf(okta, 'api-tokens'), session());
    const [found] = observations;
    if (found === undefined) throw new TypeError('there is a token');
    expect(`user:${found.principal?.personId}`).toBe(found.key.principalId);
    const target = { key: found.key, handle: found.handle ?? {} };

    const outcomes = [
      (await okta.revoke(session(), target, 'revoke-token')).outcome,
      (await okta.revoke(session(OKTA_ACT_TOKEN), target, 'revoke-token')).outcome,
      (await okta.revoke(session(OKTA_ACT_TOKEN), target, 'revoke-token')).outcome,
    ];

    expect(outcomes).toEqual(['refused', 'accepted', 'already-gone']);
    expect((await okta.readOne(session(), target)).found).toBe('absent');
  });

  it.each(['okta-service-app', 'okta-api-service'] as const)(
    'by hand leaves the tokens of a %s alive as long as by API',
    (kind) => {
      const ladder = okta.capabilities.kinds[kind]?.revoke ?? [];

      expect(ladder.map((rung) => rung.residual)).toEqual(['PT1H', 'PT1H']);
    },
  );

  it('hands out console steps on the last rung', async () => {
    simulator.world.addApp('exporter', ['okta.logs.read']);

    expect(await okta.revoke(session(), await targetOfApp(), 'manual')).toMatchObject({
      outcome: 'manual',
      steps: expect.arrayContaining([expect.stringContaining('Applications')]),
    });
  });
});

describe('Okta deliveries', () => {
  const delivery = (authorization: string | undefined) => ({
    method: 'POST' as const,
    headers: { authorization },
    body: Buffer.from('{}'),
  });

  it.each([
    ['the current secret', 'now', 'accepted'],
    ['the previous one', 'before', 'accepted'],
    ['a longer one', 'now!', 'refused'],
    ['none', undefined, 'refused'],
  ])('with %s', (_what, given, verdict) => {
    const secrets = { current: 'now', previous: 'before' };

    expect(oktaWebhook.verify(delivery(given), secrets, 0).verdict).toBe(verdict);
  });

  it('never carry a client secret any further', () => {
    const event = {
      eventType: 'app.oauth2.credentials.lifecycle.create',
      outcome: { result: 'SUCCESS' },
      debugContext: { debugData: { clientId: '0oa1' } },
      target: [{ id: 's', type: 'Secret', detailEntry: { clientsecret: 'CANARY' } }],
    };

    expect(JSON.stringify(okta.read(event, { kind: 'audit', tenant: 't' }))).not.toContain(
      'CANARY',
    );
  });

  it('of a failed action are ignored', () => {
    const event = {
      eventType: 'user.lifecycle.suspend',
      outcome: { result: 'FAILURE' },
      target: [],
    };

    expect(okta.read(event, { kind: 'audit' })).toEqual([
      { outcome: 'ignored', reason: 'outcome FAILURE' },
    ]);
  });
});

describe('Okta scopes on the common scale', () => {
  it.each([
    ['okta.users.manage', 97, 0],
    ['okta.groups.manage', 97, 0],
    ['okta.roles.manage', 97, 0],
    ['okta.idps.manage', 97, 0],
    ['okta.apps.manage', 92, 0],
    ['okta.apiTokens.manage', 92, 0],
    ['okta.policies.manage', 89, 0],
    ['okta.sessions.manage', 89, 0],
    ['okta.users.read', 47, 2],
    ['okta.logs.read', 63, 1],
    ['okta.nobody.knows', 60, 1],
    ['constructor', 60, 1],
    ['__proto__', 60, 1],
  ])('%s is %i points, tier %i', (scope, points, tier) => {
    const rated = scopePoints(okta.rateScope(scope, 'okta-service-app'));

    expect([rated, tierOf(rated)]).toEqual([points, tier]);
  });

  it('says of a token that its rights are an administrator’s, and of an app that its role is not read', () => {
    expect(okta.rateScope('role:SUPER_ADMIN', 'okta-api-token').rights).toBe('administrator');
    expect(okta.rateScope('okta.users.manage', 'okta-service-app').rights).toBe('not-read');
  });

  it('proposes to read what a scope manages, where that is a scope', () => {
    expect(okta.rateScope('okta.users.manage', 'okta-service-app').narrower).toBe(
      'okta.users.read',
    );
    expect(okta.rateScope('okta.logStreams.manage', 'okta-service-app').narrower).toBeUndefined();
  });
});
