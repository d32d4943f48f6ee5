import { VendorError } from '#domain/errors.ts';
import { grantline, NOW } from '../fake-cli.ts';
import { connectWorld, READ, REPORT } from './connect-world.ts';

describe('connect', () => {
  it('checks the credential, stores it, saves the connection and tells the webhook URL', async () => {
    const at = connectWorld(() => REPORT, { env: { READ: 'CANARY-READ', HOOK: 'CANARY-HOOK' } });

    const { exitCode, out } = await grantline(
      [...READ, '--webhook-env', 'HOOK', '--setting', 'enterprise=b=c'],
      at,
    );

    expect(exitCode).toBe(0);
    expect(at.sessions[0]).toMatchObject({
      baseUrl: 'https://api.github.com',
      settings: { org: 'octo-org', enterprise: 'b=c' },
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
        settings: { org: 'octo-org', enterprise: 'b=c' },
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
      connectWorld(() => REPORT, { env }),
    );
    const typed = await grantline(
      ['connect', 'github', '--setting', 'org=octo-org'],
      connectWorld(() => REPORT, { answers: ['CANARY-4'] }),
    );
    const refused = await grantline(words, {
      ...connectWorld(() => {
        throw new VendorError('vendor-unauthorised', 'GitHub refused the credential');
      }),
      env: { ...env, GRANTLINE_DEBUG: '1' },
    });
    const broken = await grantline(
      words,
      connectWorld(() => REPORT, { env: { ...env, READ: '{"CANARY-5' } }),
    );

    expect([first.exitCode, typed.exitCode, refused.exitCode, broken.exitCode]).toEqual([
      0, 0, 6, 5,
    ]);
    for (const { out, err } of [first, typed, refused, broken]) {
      expect(out + err).not.toContain('CANARY');
    }
  });

  it('stores nothing when the vendor refuses the credential', async () => {
    const at = connectWorld(
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
    const at = connectWorld(() => REPORT, { env: { READ: 'r' } });

    const { exitCode, err } = await grantline([...READ, '--tenant', '42'], at);

    expect(exitCode).toBe(5);
    expect(err).toContain('belongs to tenant 9001, not to 42');
    expect(at.stored.size + at.saved.length).toBe(0);
  });

  it('stores nothing when the two credentials are of two tenants', async () => {
    const at = connectWorld(
      ({ credential }) =>
        JSON.stringify(credential).includes('act') ? { ...REPORT, tenant: '7' } : REPORT,
      { env: { READ: 'r', ACT: 'act' } },
    );

    const { exitCode } = await grantline([...READ, '--act-env', 'ACT'], at);

    expect(exitCode).toBe(5);
    expect(at.stored.size + at.saved.length).toBe(0);
  });

  it('takes an acting credential that may not look at itself, and says so', async () => {
    const at = connectWorld(
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
    const at = connectWorld(() => ({ ...REPORT, missing }), { env: { READ: 'r' } });

    const { out } = await grantline(READ, at);

    expect(out).toContain('Members: read: who left the organisation');
    expect(out).toContain('There is no acting credential');
    expect(out).toContain('There is no webhook secret');
  });

  it('makes the former secret the previous one on the next connect', async () => {
    const at = connectWorld(() => REPORT, { env: { READ: 'old', HOOK: 'hook-1' } });
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
    const at = connectWorld(() => REPORT, { env: { READ: 'r', HOOK: 'hook-2' } });
    at.stored.set('github/9001/webhook', { current: 'hook-2', previous: 'hook-1' });

    await grantline([...READ, '--webhook-env', 'HOOK'], at);

    expect(at.stored.get('github/9001/webhook')).toEqual({ current: 'hook-2', previous: 'hook-1' });
  });

  it('rotates a webhook secret alone, with the stored credential, address and settings', async () => {
    const at = connectWorld(() => REPORT, { env: { READ: 'r', HOOK: 'h' } });
    await grantline([...READ, '--default-owner', 'Ann@Example.com'], at);

    const { exitCode } = await grantline(
      ['connect', 'github', '--tenant', '9001', '--webhook-env', 'HOOK'],
      at,
    );

    expect(exitCode).toBe(0);
    expect(at.sessions[1]).toMatchObject({
      credential: { token: 'r' },
      settings: { org: 'octo-org' },
    });
    expect(at.saved[1]).toMatchObject({
      settings: { org: 'octo-org' },
      defaultOwner: 'ann@example.com',
    });
  });
});
