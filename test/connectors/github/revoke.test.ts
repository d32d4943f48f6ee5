import { github } from '#connectors/github/index.ts';
import { ACT_CREDENTIAL, READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import { createVendorHttp } from '#platform/http.ts';
import { failure, type Stage, stage, sweep, targetOf } from '#test/connectors/github/session.ts';
import type { ActTarget, VendorSession } from '#use-cases/vendor-port.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage({ enterprise: 'acme' });
});

afterEach(() => on.simulator.stop());

const withEnterprise = (): VendorSession =>
  on.session({
    credential: { token: ACT_CREDENTIAL.token },
    settings: { org: 'acme-lab', enterprise: 'acme' },
  });

/** One integration of each kind, as a sweep sees it, with the rung that ends it by API. */
const KINDS = {
  installation: {
    list: 'installations',
    rung: 'enterprise-uninstall',
    call: /\/enterprises\//,
    make: () => on.simulator.world.install({ slug: 'helper', permissions: { contents: 'write' } }),
  },
  token: {
    list: 'fine-grained-tokens',
    rung: 'revoke-token',
    call: /^POST .*personal-access-tokens/,
    make: () => on.simulator.world.addToken({ owner: { id: 88, login: 'mira-k' }, name: 'ci' }),
  },
  'deploy key': {
    list: 'deploy-keys',
    rung: 'delete-key',
    call: /^DELETE .*keys/,
    make: () => {
      const { world } = on.simulator;
      return world.addDeployKey(world.addRepository('payroll'), { title: 'deploy' });
    },
  },
} as const;

const NAMES = ['installation', 'token', 'deploy key'] as const;

async function seen(name: keyof typeof KINDS): Promise<ActTarget> {
  KINDS[name].make();
  const { observations } = await sweep(on.reader, KINDS[name].list);
  return targetOf(observations[0]!);
}

describe.each(NAMES)('ending an integration: %s', (name) => {
  const { rung, call } = KINDS[name];

  test('an accepted revocation is read back as absent', async () => {
    const target = await seen(name);
    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'present' });

    const outcome = await github.revoke(withEnterprise(), target, rung);

    expect(outcome).toEqual({ outcome: 'accepted', pollAfterSeconds: 5 });
    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'absent' });
  });

  test('a vendor that lies about it is read back as present', async () => {
    const target = await seen(name);
    on.simulator.world.behaviour.liesAboutRevocation = true;

    const outcome = await github.revoke(withEnterprise(), target, rung);

    expect(outcome).toMatchObject({ outcome: 'accepted' });
    expect(await github.readOne(on.reader, target)).toMatchObject({
      found: 'present',
      observation: { key: target.key },
    });
  });

  test('a job that takes its time is present until it is done', async () => {
    const target = await seen(name);
    on.simulator.world.behaviour.revocationDelaySeconds = 120;
    await github.revoke(withEnterprise(), target, rung);

    const before = await github.readOne(on.reader, target);
    on.clock.advance(120_000);

    expect(before).toMatchObject({ found: 'present' });
    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'absent' });
  });

  test('what is not there any more is already gone', async () => {
    const target = await seen(name);
    await github.revoke(withEnterprise(), target, rung);

    const again = await github.revoke(withEnterprise(), target, rung);

    expect(again).toEqual({ outcome: 'already-gone' });
  });

  test('a missing permission is refused, and nothing changes', async () => {
    const target = await seen(name);
    const session = { ...withEnterprise(), credential: { token: READ_CREDENTIAL.token } };

    const outcome = await github.revoke(session, target, rung);

    expect(outcome).toMatchObject({ outcome: 'refused' });
    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'present' });
  });

  test('a lost answer is unknown and is not sent twice', async () => {
    const target = await seen(name);
    on.simulator.server.arm({
      matches: ({ method }) => method !== 'GET',
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'cut' },
    });

    const outcome = await github.revoke(withEnterprise(), target, rung);

    expect(outcome).toMatchObject({ outcome: 'unknown' });
    expect(on.simulator.server.calls.filter((one) => call.test(one))).toHaveLength(1);
  });

  test('a server error is unknown', async () => {
    const target = await seen(name);
    on.simulator.server.arm({
      matches: ({ method }) => method !== 'GET',
      times: 1,
      effect: { kind: 'answer', answer: { status: 502, body: 'bad gateway' } },
    });

    expect(await github.revoke(withEnterprise(), target, rung)).toMatchObject({
      outcome: 'unknown',
    });
  });

  test('a rate limit is no outcome: the step is tried again later', async () => {
    const target = await seen(name);
    on.simulator.world.behaviour.rateLimit = {
      status: 429,
      kind: 'secondary',
      retryAfterSeconds: 9,
    };

    const error = await failure(github.revoke(withEnterprise(), target, rung));

    expect(error).toMatchObject({ code: 'vendor-rate-limited', retryAfterMs: 9_000 });
  });

  test('the last rung names it and tells people where to click', async () => {
    const target = await seen(name);

    const outcome = await github.revoke(withEnterprise(), target, 'manual');

    expect(outcome).toMatchObject({ outcome: 'manual' });
    expect(JSON.stringify(outcome)).toContain(target.clientName);
  });

  test('a list that was held back proves nothing gone', async () => {
    const target = await seen(name);
    await github.revoke(withEnterprise(), target, rung);
    on.simulator.world.behaviour.partialResults = true;

    expect(await github.readOne(on.reader, target)).toMatchObject({ found: 'unknown' });
  });

  test('nobody can try a dead GitHub credential', async () => {
    expect(await github.probe(on.actor, await seen(name))).toBe('unavailable');
  });
});

describe('a vendor that does not answer', () => {
  test('a vendor that hangs leaves the revocation unknown', async () => {
    const target = await seen('token');
    const hanging: typeof fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    const { baseUrl } = on.simulator;
    const http = createVendorHttp({ baseUrl, fetch: hanging, timeoutMs: 5, retryDelayMs: 1 });

    const outcome = await github.revoke({ ...on.actor, http }, target, 'revoke-token');

    expect(outcome).toMatchObject({ outcome: 'unknown' });
  });
});

describe('what GitHub will not do by API', () => {
  test('an uninstall without an enterprise is refused before any call', async () => {
    const target = await seen('installation');
    const before = on.simulator.server.calls.length;

    const outcome = await github.revoke(on.actor, target, 'enterprise-uninstall');

    expect(outcome).toMatchObject({ outcome: 'refused' });
    expect(on.simulator.server.calls).toHaveLength(before);
  });

  test('a token whose grant id is not known is refused before any call', async () => {
    const target = await seen('token');

    const outcome = await github.revoke(on.actor, { ...target, handle: {} }, 'revoke-token');

    expect(outcome).toMatchObject({ outcome: 'refused' });
  });

  test('suspending and resuming an installation are steps for people', async () => {
    const target = await seen('installation');

    const stop = await github.suspend(on.actor, target, 'manual-suspend');
    const lift = await github.resume(on.actor, target, 'manual-suspend');

    expect(JSON.stringify(stop)).toContain('Choose Suspend');
    expect(JSON.stringify(lift)).toContain('Choose Unsuspend');
  });

  test('a token has no reversible stop', async () => {
    const target = await seen('token');

    expect(await github.suspend(on.actor, target, 'manual-suspend')).toMatchObject({
      outcome: 'refused',
    });
  });

  test('every rung of every kind is known to the code', async () => {
    const target = await seen('installation');
    for (const [kind, { revoke }] of Object.entries(github.capabilities.kinds)) {
      for (const { name } of revoke) {
        const key = { ...target.key, kind: kind as ActTarget['key']['kind'] };
        const handle = { installationId: '1', patId: '1', keyId: '1', repo: 'acme-lab/none' };
        const outcome = await github.revoke(withEnterprise(), { key, handle }, name);
        expect([kind, name, outcome.outcome]).toEqual([
          kind,
          name,
          name === 'manual' ? 'manual' : 'already-gone',
        ]);
      }
    }
  });
});
