import { salesforce } from '#connectors/salesforce/index.ts';
import { toLongId } from '#connectors/salesforce/record-id.ts';
import { scopePoints, tierOf } from '#domain/risk.ts';
import {
  SALESFORCE_CLIENT,
  type SalesforceSimulator,
  startSalesforceSimulator,
} from '../../../local/simulators/salesforce.ts';
import { collectorOf, readAll, simulatedSession } from '../simulated.ts';

let simulator: SalesforceSimulator;

beforeEach(async () => {
  simulator = await startSalesforceSimulator();
});
afterEach(() => simulator.stop());

const session = (credential: object = SALESFORCE_CLIENT) =>
  simulatedSession({ baseUrl: simulator.baseUrl, tenant: '00D000000000001EAA', credential });

const tokens = () => readAll(collectorOf(salesforce, 'oauth-tokens'), session());

const OLD = Date.UTC(2025, 0, 1);

describe('a sweep of Salesforce', () => {
  it('reads more tokens than one query shows, user by user, and reads the same twice', async () => {
    for (let index = 0; index < 700; index += 1) {
      const user = simulator.world.addUser(`user${index}@example.com`);
      for (const appName of ['A', 'B', 'C', 'C']) {
        simulator.world.authorise(user, { appName, createdAt: OLD });
      }
    }

    const first = await tokens();

    expect(first.skipped).toBe(0);
    expect(first.observations).toHaveLength(2_100);
    expect(first.pages).toBeGreaterThan(2);
    expect((await tokens()).observations).toEqual(first.observations);
  });

  it('takes several tokens of one user for one app as one integration: oldest birth, newest use', async () => {
    const user = simulator.world.addUser('Ann@Example.com');
    const app = simulator.world.addApp('Loader', OLD);
    simulator.world.authorise(user, {
      appName: 'Loader',
      app,
      createdAt: OLD + 5,
      lastUsedAt: OLD + 9,
    });
    simulator.world.authorise(user, {
      appName: 'Loader',
      app,
      createdAt: OLD,
      lastUsedAt: OLD + 7,
    });

    const { observations } = await tokens();

    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      key: { clientId: app.Id },
      credentialIssuedAt: OLD,
      lastUsed: { at: OLD + 9 },
      principal: { name: 'ann@example.com', active: true },
    });
    expect(observations[0]?.scopes).toBeUndefined();
  });

  it('says how many rows were counted and never came', async () => {
    const user = simulator.world.addUser('ann@example.com');
    for (const appName of ['A', 'B', 'C'])
      simulator.world.authorise(user, { appName, createdAt: OLD });
    simulator.world.behaviour.hiddenTokens = 2;

    expect((await tokens()).skipped).toBe(2);
  });

  it('of an empty organisation is empty and complete', async () => {
    expect(await tokens()).toEqual({ observations: [], skipped: 0, pages: 1 });
  });

  it('asks for a pause when the allocation is used up', async () => {
    simulator.world.behaviour.limitExceeded = true;

    await expect(tokens()).rejects.toMatchObject({ code: 'vendor-rate-limited', retryable: true });
  });

  it('with a rotated secret says so', async () => {
    const wrong = session({ ...SALESFORCE_CLIENT, clientSecret: 'old' });

    await expect(readAll(collectorOf(salesforce, 'people'), wrong)).rejects.toMatchObject({
      code: 'vendor-unauthorised',
    });
  });

  it('takes a new token once when the session is over', async () => {
    const effect = { kind: 'answer', answer: { status: 401, body: [] } } as const;
    simulator.server.arm({
      matches: ({ url }) => url.pathname.includes('query'),
      effect,
      times: 1,
    });

    expect((await tokens()).pages).toBe(1);
  });

  it.each([
    ['a cut answer', { kind: 'truncate' }, 'vendor-malformed'],
    ['a cut connection', { kind: 'cut' }, 'vendor-unavailable'],
    [
      'maintenance in HTML',
      { kind: 'answer', answer: { status: 503, body: '<html>' } },
      'vendor-unavailable',
    ],
  ] as const)('fails on %s', async (_what, effect, code) => {
    const matches = ({ url }: { url: URL }) => url.pathname.includes('query');
    simulator.server.arm({ matches, effect, times: Number.POSITIVE_INFINITY });

    await expect(tokens()).rejects.toMatchObject({ code });
  });

  it('does not take a batch for whole that names no next one', async () => {
    simulator.server.arm({
      matches: ({ url }) => url.pathname.includes('query'),
      times: 1,
      effect: {
        kind: 'answer',
        answer: { status: 200, body: { totalSize: 9, done: false, records: [] } },
      },
    });

    await expect(tokens()).rejects.toMatchObject({ code: 'vendor-malformed' });
  });
});

describe('a page of tokens that goes on without an end', () => {
  it('is given up after twenty batches, not taken for whole', async () => {
    let batches = 0;
    simulator.server.arm({
      matches: ({ url }) =>
        url.pathname.includes('query') && !/COUNT|UserPermissionAccess/.test(url.search),
      times: Number.POSITIVE_INFINITY,
      effect: {
        kind: 'rewrite',
        rewrite: () => {
          batches += 1;
          const nextRecordsUrl = `/services/data/v64.0/query/01g-${batches}`;
          return { status: 200, body: { totalSize: 0, done: false, records: [], nextRecordsUrl } };
        },
      },
    });

    await expect(tokens()).rejects.toMatchObject({ code: 'vendor-malformed' });
    expect(batches).toBe(20);
  });
});

describe('acting on Salesforce', () => {
  async function oneToken() {
    const user = simulator.world.addUser('ann@example.com');
    for (let copy = 0; copy < 3; copy += 1) {
      simulator.world.authorise(user, { appName: "O'Loader", createdAt: OLD + copy });
    }
    simulator.world.authorise(user, { appName: 'Other', createdAt: OLD });
    const { observations } = await tokens();
    const found = observations.find((one) => one.clientName === "O'Loader");
    if (found === undefined) throw new TypeError('there is a token');
    return { key: found.key, handle: found.handle ?? {} };
  }

  it('revokes every row of the user for the app, and no other', async () => {
    // The simulator reads literals without escapes, so the name is one without a quote.
    const user = simulator.world.addUser('bob@example.com');
    for (const appName of ['Loader', 'Loader', 'Other']) {
      simulator.world.authorise(user, { appName, createdAt: OLD });
    }
    const { observations } = await tokens();
    const found = observations.find((one) => one.clientName === 'Loader');
    if (found === undefined) throw new TypeError('there is a token');
    const target = { key: found.key, handle: found.handle ?? {} };

    expect((await salesforce.revoke(session(), target, 'revoke-tokens')).outcome).toBe('accepted');
    expect((await salesforce.readOne(session(), target)).found).toBe('absent');
    expect(simulator.world.tokens.map((one) => one.AppName)).toEqual(['Other']);
    expect((await salesforce.revoke(session(), target, 'revoke-tokens')).outcome).toBe(
      'already-gone',
    );
  });

  it('keeps a quote in a name inside its literal', async () => {
    const target = await oneToken();
    await salesforce.readOne(session(), target);

    const asked = simulator.server.calls.map((call) => decodeURIComponent(call));
    expect(asked.join('\n')).toContain("AppName = 'O\\'Loader'");
  });

  it('that lies is read back as present', async () => {
    const user = simulator.world.addUser('bob@example.com');
    simulator.world.authorise(user, { appName: 'Loader', createdAt: OLD });
    simulator.world.behaviour.liesAboutRevocation = true;
    const [found] = (await tokens()).observations;
    if (found === undefined) throw new TypeError('there is a token');
    const target = { key: found.key, handle: found.handle ?? {} };

    await salesforce.revoke(session(), target, 'revoke-tokens');

    expect((await salesforce.readOne(session(), target)).found).toBe('present');
  });

  it('never lets a DeleteToken into what is stored or said', async () => {
    const user = simulator.world.addUser('bob@example.com');
    const { DeleteToken } = simulator.world.authorise(user, { appName: 'Loader', createdAt: OLD });

    expect(JSON.stringify((await tokens()).observations)).not.toContain(DeleteToken);
  });

  it('offers no stop that would harm others', () => {
    for (const kind of Object.values(salesforce.capabilities.kinds))
      expect(kind?.suspend).toEqual([]);
  });
});

describe('Salesforce ids', () => {
  it.each([
    ['001D000000IRFma', '001D000000IRFmaIAH'],
    ['00000000000000A', '00000000000000AAAQ'],
    ['0055f00000UzWFHLLL', '0055f00000UzWFHLLL'],
  ])('%s in 18 characters is %s', (short, long) => {
    expect(toLongId(short)).toBe(long);
  });
});

describe('Salesforce scopes on the common scale', () => {
  it.each([
    ['full', 85, 1],
    ['api', 78, 1],
    ['web', 58, 2],
    ['cdp_query_api', 78, 1],
    ['cdp_ingest_api', 71, 1],
    ['pardot_api', 66, 1],
    ['wave_api', 65, 1],
    ['chatter_api', 50, 2],
    ['content', 50, 2],
    ['mcp_api', 85, 1],
    ['user_registration_api', 75, 1],
    ['id', 10, 4],
    ['lightning', 51, 2],
    ['visualforce', 51, 2],
    ['openid', 10, 4],
    ['profile', 10, 4],
    ['refresh_token', 7, 4],
    ['offline_access', 7, 4],
    ['nobody_knows', 60, 1],
    ['constructor', 60, 1],
    ['__proto__', 60, 1],
  ])('%s is %i points, tier %i', (scope, points, tier) => {
    const rated = scopePoints(salesforce.rateScope(scope, 'salesforce-oauth-token'));

    expect([rated, tierOf(rated)]).toEqual([points, tier]);
  });

  it('says that the rights of the person are borrowed and cannot be read', () => {
    expect(salesforce.rateScope('api', 'salesforce-oauth-token').rights).toBe('not-read');
    expect(salesforce.rateScope('openid', 'salesforce-oauth-token').rights).toBeUndefined();
  });

  it('knows the two names of the scope that goes on without the person', () => {
    expect(salesforce.rateScope('offline_access', 'salesforce-oauth-token')).toMatchObject({
      lasting: true,
      sameAs: 'refresh_token',
    });
  });
});
