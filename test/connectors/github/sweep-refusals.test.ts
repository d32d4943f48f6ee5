import { READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import { startSimulatorServer } from '#local/simulators/server.ts';
import {
  failure,
  installMany,
  isList,
  NOW,
  type Stage,
  stage,
  sweep,
} from '#test/connectors/github/session.ts';

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.simulator.stop());

describe('a vendor that refuses or fails', () => {
  test('a wrong credential is refused as such', async () => {
    const error = await failure(
      sweep(on.session({ credential: { token: 'revoked' } }), 'installations'),
    );

    expect(error).toMatchObject({ code: 'vendor-unauthorised', retryable: false });
  });

  test('a missing permission hits its own list only', async () => {
    installMany(on.simulator, 1);
    const { organization_personal_access_tokens: _without, ...permissions } =
      READ_CREDENTIAL.permissions;
    on.simulator.credentials[0] = { ...READ_CREDENTIAL, permissions };

    const error = await failure(sweep(on.reader, 'fine-grained-tokens'));

    expect(error).toMatchObject({ code: 'vendor-forbidden', retryable: false });
    expect((await sweep(on.reader, 'installations')).observations).toHaveLength(1);
  });

  test('a list hidden behind 404 is forbidden, not empty', async () => {
    const session = on.session({ settings: { org: 'somebody-else' } });

    expect(await failure(sweep(session, 'installations'))).toMatchObject({
      code: 'vendor-forbidden',
    });
  });

  test('tokens of people cannot list fine-grained tokens', async () => {
    on.simulator.credentials[0] = { ...READ_CREDENTIAL, app: false };

    expect(await failure(sweep(on.reader, 'fine-grained-tokens'))).toMatchObject({
      code: 'vendor-forbidden',
    });
  });

  test.each([
    ['primary 403 with reset', { status: 403, kind: 'primary', resetAt: NOW + 90_000 }, 90_000],
    ['primary 429 with reset', { status: 429, kind: 'primary', resetAt: NOW + 5_000 }, 5_000],
    [
      'secondary 403 with retry-after',
      { status: 403, kind: 'secondary', retryAfterSeconds: 7 },
      7_000,
    ],
    ['secondary 403 without a time', { status: 403, kind: 'secondary' }, 60_000],
    ['429 without a time', { status: 429, kind: 'secondary' }, 60_000],
  ] as const)('a rate limit (%s) asks for a pause', async (_name, rateLimit, retryAfterMs) => {
    on.simulator.world.behaviour.rateLimit = rateLimit;

    const error = await failure(sweep(on.reader, 'installations'));

    expect(error).toMatchObject({ code: 'vendor-rate-limited', retryable: true, retryAfterMs });
  });

  test('a vendor that is down for a moment is asked again', async () => {
    installMany(on.simulator, 2);
    on.simulator.server.arm({
      matches: isList('installations'),
      times: 2,
      effect: { kind: 'answer', answer: { status: 502, body: 'bad gateway' } },
    });

    expect((await sweep(on.reader, 'installations')).observations).toHaveLength(2);
  });

  test('a vendor that stays down is unavailable', async () => {
    on.simulator.server.arm({
      matches: isList('installations'),
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', answer: { status: 500, body: {} } },
    });

    expect(await failure(sweep(on.reader, 'installations'))).toMatchObject({
      code: 'vendor-unavailable',
      retryable: true,
    });
  });

  test('half a JSON text is no list', async () => {
    installMany(on.simulator, 2);
    on.simulator.server.arm({
      matches: isList('installations'),
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'truncate' },
    });

    expect(await failure(sweep(on.reader, 'installations'))).toMatchObject({
      code: 'vendor-malformed',
    });
  });

  test('a connection that is cut is no list', async () => {
    on.simulator.server.arm({
      matches: isList('installations'),
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'cut' },
    });

    expect(await failure(sweep(on.reader, 'installations'))).toMatchObject({
      code: 'vendor-unavailable',
    });
  });

  test('a next page on another host is refused and gets no credential', async () => {
    const seen: (string | undefined)[] = [];
    const thief = await startSimulatorServer((request) => {
      seen.push(request.headers.authorization);
      return { status: 200, body: { total_count: 0, installations: [] } };
    });
    on.simulator.server.arm({
      matches: isList('installations'),
      times: 1,
      effect: {
        kind: 'rewrite',
        rewrite: (answer) => ({
          ...answer,
          headers: { link: `<${thief.baseUrl}/orgs/acme-lab/installations>; rel="next"` },
        }),
      },
    });

    const error = await failure(sweep(on.reader, 'installations'));
    await thief.stop();

    expect(error).toMatchObject({ code: 'vendor-foreign-link' });
    expect(seen).toEqual([]);
  });

  test('a redirect is followed within the vendor and refused beyond it', async () => {
    installMany(on.simulator, 1);
    const redirect = (location: string) => ({
      matches: isList('installations'),
      times: 1,
      effect: { kind: 'answer', answer: { status: 301, headers: { location } } } as const,
    });
    on.simulator.server.arm(redirect('/organizations/9001/installations'));

    const followed = await sweep(on.reader, 'installations');
    on.simulator.server.arm(redirect('https://example.com/orgs/acme-lab/installations'));
    const refused = await failure(sweep(on.reader, 'installations'));

    expect(followed.observations).toHaveLength(1);
    expect(refused).toMatchObject({ code: 'vendor-foreign-link' });
  });

  test('no error shows the credential', async () => {
    const secret = 'very-secret-token';
    const error = await failure(
      sweep(on.session({ credential: { token: secret } }), 'installations'),
    );

    expect(JSON.stringify([error, error.message, error.remedy, error.facts])).not.toContain(secret);
  });
});
