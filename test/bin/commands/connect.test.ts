import { VendorError } from '#domain/errors.ts';
import type { Connection } from '#use-cases/ports.ts';
import type { PermissionReport, VendorSession } from '#use-cases/vendor-port.ts';
import type { Backend, SecretRef, StoredSecret } from '../../../bin/backend.ts';
import { aConnector, type FakeWorld, grantline, NOW } from '../fake-cli.ts';

const REPORT: PermissionReport = { tenant: '9001', tenantName: 'octo-org', missing: [] };

const nameOf = (ref: SecretRef) => `${ref.vendor}/${ref.tenant}/${ref.purpose}`;

interface World extends FakeWorld {
  readonly stored: Map<string, StoredSecret>;
  readonly saved: Connection[];
  readonly sessions: VendorSession[];
}

/** A stack where secrets and connections land in plain sight. */
function world(
  check: (session: VendorSession) => PermissionReport = () => REPORT,
  extra: Partial<FakeWorld> = {},
): World {
  const stored = new Map<string, StoredSecret>();
  const saved: Connection[] = [];
  const sessions: VendorSession[] = [];
  const backend: Partial<Backend> = {
    webhookBaseUrl: 'https://hooks.example.com',
    connections: {
      list: () => Promise.resolve(saved),
      load: ({ vendor, tenant }) =>
        Promise.resolve(saved.findLast((one) => one.vendor === vendor && one.tenant === tenant)),
      save: (connection) => {
        saved.push(connection);
        return Promise.resolve();
      },
    },
    secrets: {
      load: (ref) => Promise.resolve(stored.get(nameOf(ref))),
      save: (ref, secret) => {
        stored.set(nameOf(ref), secret);
        return Promise.resolve();
      },
    },
  };
  const connector = aConnector({
    checkCredential: (session) => {
      sessions.push(session);
      return Promise.resolve().then(() => check(session));
    },
  });
  return { stored, saved, sessions, backend, connector, ...extra };
}

const READ = ['connect', 'github', '--read-env', 'READ'];

describe('connect', () => {
  it('checks the credential, stores it, saves the connection and tells the webhook URL', async () => {
    const at = world(() => REPORT, { env: { READ: 'CANARY-READ', HOOK: 'CANARY-HOOK' } });

    const { exitCode, out } = await grantline(
      [...READ, '--webhook-env', 'HOOK', '--setting', 'org=octo-org', '--setting', 'a=b=c'],
      at,
    );

    expect(exitCode).toBe(0);
    expect(at.sessions[0]).toMatchObject({
      baseUrl: 'https://api.github.com',
      settings: { org: 'octo-org', a: 'b=c' },
      credential: { token: 'CANARY-READ' },
    });
    expect(Object.fromEntries(at.stored)).toEqual({
      'github/9001/read': { current: { token: 'CANARY-READ' } },
      'github/9001/webhook': { current: 'CANARY-HOOK' },
    });
    expect(at.saved).toEqual([
      {
        vendor: 'github',
        tenant: '9001',
        tenantName: 'octo-org',
        baseUrl: 'https://api.github.com',
        settings: { org: 'octo-org', a: 'b=c' },
        connectedAt: NOW,
        defaultOwner: undefined,
      },
    ]);
    expect(out).toContain('9001 (octo-org)');
    expect(out).toContain('https://hooks.example.com/webhooks/github/9001');
  });

  it('prints no secret, in no form and on no stream', async () => {
    const env = { READ: '{"token":"CANARY-1"}', HOOK: 'CANARY-2', ACT: 'CANARY-3' };
    const words = [...READ, '--webhook-env', 'HOOK', '--act-env', 'ACT'];

    const first = await grantline(
      [...words, '--json'],
      world(() => REPORT, { env }),
    );
    const typed = await grantline(
      ['connect', 'github'],
      world(() => REPORT, { answers: ['CANARY-4'] }),
    );
    const refused = await grantline(words, {
      ...world(() => {
        throw new VendorError('vendor-unauthorised', 'GitHub refused the credential');
      }),
      env: { ...env, GRANTLINE_DEBUG: '1' },
    });
    const broken = await grantline(
      words,
      world(() => REPORT, { env: { ...env, READ: '{"CANARY-5' } }),
    );

    expect([first.exitCode, typed.exitCode, refused.exitCode, broken.exitCode]).toEqual([
      0, 0, 6, 5,
    ]);
    for (const { out, err } of [first, typed, refused, broken]) {
      expect(out + err).not.toContain('CANARY');
    }
  });

  it('stores nothing when the vendor refuses the credential', async () => {
    const at = world(
      () => {
        throw new VendorError('vendor-unauthorised', 'GitHub refused the credential');
      },
      { env: { READ: 'r' } },
    );

    const { exitCode, err } = await grantline(READ, at);

    expect(exitCode).toBe(6);
    expect(err).toContain('error: GitHub refused the credential');
    expect(at.stored.size).toBe(0);
    expect(at.saved).toEqual([]);
  });

  it('stores nothing when the credential is of another tenant than the one named', async () => {
    const at = world(() => REPORT, { env: { READ: 'r' } });

    const { exitCode, err } = await grantline([...READ, '--tenant', '42'], at);

    expect(exitCode).toBe(5);
    expect(err).toContain('belongs to tenant 9001, not to 42');
    expect(at.stored.size + at.saved.length).toBe(0);
  });

  it('stores nothing when the two credentials are of two tenants', async () => {
    const at = world(
      ({ credential }) =>
        JSON.stringify(credential).includes('act') ? { ...REPORT, tenant: '7' } : REPORT,
      { env: { READ: 'r', ACT: 'act' } },
    );

    const { exitCode } = await grantline([...READ, '--act-env', 'ACT'], at);

    expect(exitCode).toBe(5);
    expect(at.stored.size + at.saved.length).toBe(0);
  });

  it('takes an acting credential that may not look at itself, and says so', async () => {
    const at = world(
      ({ credential }) => {
        if (JSON.stringify(credential).includes('act')) {
          throw new VendorError('vendor-forbidden', 'no');
        }
        return REPORT;
      },
      { env: { READ: 'r', ACT: 'act' } },
    );

    const { exitCode, out } = await grantline([...READ, '--act-env', 'ACT'], at);

    expect(exitCode).toBe(0);
    expect(out).toContain('may not be looked at');
    expect(at.stored.get('github/9001/act')).toEqual({ current: { token: 'act' } });
  });

  it('says which permissions are missing and what stays unseen without them', async () => {
    const missing = [{ permission: 'Members: read', unseen: 'who left the organisation' }];
    const at = world(() => ({ ...REPORT, missing }), { env: { READ: 'r' } });

    const { out } = await grantline(READ, at);

    expect(out).toContain('Members: read: who left the organisation');
    expect(out).toContain('There is no acting credential');
    expect(out).toContain('There is no webhook secret');
  });

  it('makes the former secret the previous one on the next connect', async () => {
    const at = world(() => REPORT, { env: { READ: 'old', HOOK: 'hook-1' } });
    await grantline([...READ, '--webhook-env', 'HOOK'], at);

    await grantline([...READ, '--webhook-env', 'HOOK'], {
      ...at,
      env: { READ: 'old', HOOK: 'hook-2' },
    });

    expect(Object.fromEntries(at.stored)).toEqual({
      'github/9001/read': { current: { token: 'old' } },
      'github/9001/webhook': { current: 'hook-2', previous: 'hook-1' },
    });
  });

  it('does not lose the previous secret when the same one is given again', async () => {
    const at = world(() => REPORT, { env: { READ: 'r', HOOK: 'hook-2' } });
    at.stored.set('github/9001/webhook', { current: 'hook-2', previous: 'hook-1' });

    await grantline([...READ, '--webhook-env', 'HOOK'], at);

    expect(at.stored.get('github/9001/webhook')).toEqual({ current: 'hook-2', previous: 'hook-1' });
  });

  it('rotates a webhook secret alone, with the stored credential, address and settings', async () => {
    const at = world(() => REPORT, { env: { READ: 'r', HOOK: 'h' } });
    await grantline([...READ, '--setting', 'org=o', '--default-owner', 'Ann@Example.com'], at);

    const { exitCode } = await grantline(
      ['connect', 'github', '--tenant', '9001', '--webhook-env', 'HOOK'],
      at,
    );

    expect(exitCode).toBe(0);
    expect(at.sessions[1]).toMatchObject({ credential: { token: 'r' }, settings: { org: 'o' } });
    expect(at.saved[1]).toMatchObject({ settings: { org: 'o' }, defaultOwner: 'ann@example.com' });
  });
});

describe('connect on a wrong command line', () => {
  const env = { READ: 'r', EMPTY: ' ' };

  it.each([
    ['a base URL without encryption', ['--base-url', 'http://api.example.com'], 2],
    ['a base URL with a password', ['--base-url', 'https://u:p@example.com'], 2],
    ['a base URL that is none', ['--base-url', 'example'], 2],
    ['a setting without a value', ['--setting', 'org'], 2],
    ['an owner who is no address', ['--default-owner', 'ann'], 2],
    ['a variable that is empty', ['--act-env', 'EMPTY'], 2],
    ['a file that is missing', ['--act-secret-file', 'gone.json'], 2],
    ['a secret named twice', ['--read-secret-file', 'x'], 5],
  ])('refuses %s and stores nothing', async (_case, words, code) => {
    const at = world(() => REPORT, { env });

    const { exitCode, err } = await grantline([...READ, ...words], at);

    expect(exitCode).toBe(code);
    expect(err).toMatch(/^error: /);
    expect(at.stored.size + at.saved.length).toBe(0);
  });

  it('has no option that takes a secret from the command line', async () => {
    const { out } = await grantline(['connect', '--help']);

    expect(out).toContain('--read-secret-file <file>');
    expect(out).not.toMatch(/--(read|act|webhook)(-secret|-token)? </);
  });

  it('asks for a credential when nobody named one, and refuses when nobody is there', async () => {
    expect(await grantline(['connect', 'github'], world())).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('--read-env'),
    });
  });

  it('takes plain HTTP on this machine only', async () => {
    const words = [...READ, '--base-url', 'http://127.0.0.1:8080/api/'];

    const { exitCode } = await grantline(
      words,
      world(() => REPORT, { env }),
    );

    expect(exitCode).toBe(0);
  });
});
