import { generateKeyPairSync } from 'node:crypto';
import { READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import { failure, isList, type Stage, stage, sweep } from '#test/connectors/github/session.ts';

describe('a GitHub App as credential', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const app = {
    appId: '770011',
    clientId: 'Iv23simulated',
    installationId: '51',
    publicKey,
    permissions: READ_CREDENTIAL.permissions,
  };
  const credential = { clientId: 'Iv23simulated', installationId: 51, privateKey };
  let apps: Stage;

  beforeEach(async () => {
    apps = await stage({ app, credentials: [] });
  });

  afterEach(() => apps.simulator.stop());

  const mints = () => apps.simulator.server.calls.filter((call) => call.startsWith('POST /app/'));

  test('one token is minted and used for a whole session', async () => {
    const session = apps.session({ credential });

    await sweep(session, 'installations');
    await sweep(session, 'fine-grained-tokens');

    expect(mints()).toHaveLength(1);
  });

  test('a token near its end is replaced before it is refused', async () => {
    const session = apps.session({ credential });
    await sweep(session, 'installations');

    apps.clock.advance(56 * 60_000);
    await sweep(session, 'installations');

    expect(mints()).toHaveLength(2);
  });

  test('a token that was revoked early is minted once more', async () => {
    const session = apps.session({ credential });
    await sweep(session, 'installations');

    apps.simulator.credentials.length = 0;
    await sweep(session, 'installations');

    expect(mints()).toHaveLength(2);
  });

  test('an app that was uninstalled is a dead credential', async () => {
    const session = apps.session({ credential: { ...credential, installationId: 52 } });

    expect(await failure(sweep(session, 'installations'))).toMatchObject({
      code: 'vendor-unauthorised',
    });
  });

  test('a foreign key is refused by the vendor', async () => {
    const other = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const session = apps.session({ credential: { ...credential, privateKey: other.privateKey } });

    expect(await failure(sweep(session, 'installations'))).toMatchObject({
      code: 'vendor-unauthorised',
    });
  });

  test.each([
    [{}],
    [{ token: 'line\nbreak' }],
    [{ installationId: 51, privateKey }],
    [{ ...credential, privateKey: 'no key' }],
  ])('a credential that cannot work is a configuration error without its text', async (broken) => {
    const work = sweep(apps.session({ credential: broken }), 'installations');

    const error = await work.catch((cause: unknown) => cause);

    expect(error).toMatchObject({ code: 'credential-missing' });
    expect(error).not.toHaveProperty('cause');
    expect(mints()).toEqual([]);
  });
});

describe('what a 403 means', () => {
  let on: Stage;

  beforeEach(async () => {
    on = await stage();
  });

  afterEach(() => on.simulator.stop());

  test.each([
    ['This installation has been suspended', {}, 'vendor-unauthorised', /credential/],
    ['Forbidden', { 'x-github-sso': 'required; url=x' }, 'vendor-unauthorised', /credential/],
    ['Your address is not on the IP allow list', {}, 'vendor-forbidden', /allow list/],
    ['Resource not accessible by integration', {}, 'vendor-forbidden', /permission/],
    ['API rate limit exceeded', { 'x-ratelimit-remaining': '0' }, 'vendor-rate-limited', undefined],
  ])('%s is its own case with its own remedy', async (message, headers, code, remedy) => {
    on.simulator.server.arm({
      matches: isList('installations'),
      times: 1,
      effect: {
        kind: 'answer',
        answer: { status: 403, headers: { ...headers }, body: { message } },
      },
    });

    const error = await failure(sweep(on.reader, 'installations'));

    expect(error.code).toBe(code);
    expect(error.remedy ?? '').toMatch(remedy ?? /^$/);
  });
});
