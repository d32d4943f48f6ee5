import { DecisionRefusedError } from '#domain/errors.ts';
import { anApprovedIntegration } from '#test/domain/facts.ts';
import type { CapabilityStatement, KindCapabilities } from '#use-cases/vendor-port.ts';
import { fakeBackend } from '../fake-backend.ts';
import { aConnector, grantline } from '../fake-cli.ts';

const integration = anApprovedIntegration({
  id: 'int_a',
  clientName: 'build-helper',
  incarnation: 3,
  scopes: ['contents:read'],
});

const yes: CapabilityStatement = { coverage: 'yes', permissions: [] };

const capabilities: KindCapabilities = {
  coverage: {
    discover: yes,
    scopes: yes,
    'last-use': yes,
    push: yes,
    feed: yes,
    directory: yes,
    suspend: yes,
    revoke: yes,
    verify: { coverage: 'partial', reason: 'issued tokens cannot be tried', permissions: [] },
  },
  suspend: [],
  revoke: [
    {
      name: 'delete-installation',
      how: 'api',
      reversible: false,
      residual: 'PT1H',
      collateral: 'every workflow that uses the app',
    },
    {
      name: 'manual',
      how: 'manual',
      reversible: true,
      residual: 'PT8H',
      collateral: 'nothing else',
      steps: ['Open the organisation settings'],
    },
  ],
};

const connector = aConnector({
  capabilities: {
    vendor: 'github',
    title: 'GitHub',
    kinds: { 'github-app-installation': capabilities },
    push: 'signed',
  },
});

function world(changes: Partial<typeof integration> = {}) {
  const fake = fakeBackend({ integrations: [{ ...integration, ...changes }] });
  return Object.assign(fake, { connector });
}

describe('revoke', () => {
  it('shows first what breaks, how it is ended and how far that can be proven', async () => {
    const at = world();

    const { out, exitCode } = await grantline(['revoke', 'int_a', '--preview'], at);

    expect(exitCode).toBe(0);
    for (const told of [
      'build-helper (int_a)',
      'org:9001, consent by organisation',
      'mira@example.com (accepted)',
      'unknown: the vendor does not tell',
      'read contents:read',
      '1. delete-installation, by API, cannot be undone',
      'every workflow that uses the app',
      '2. manual, by a person, can be undone',
      'Open the organisation settings',
      'up to PT8H more',
      'issued tokens cannot be tried',
    ]) {
      expect(out).toContain(told);
    }
    expect(at.asked).toEqual([]);
  });

  it('names the incarnation and fingerprint that were shown', async () => {
    const at = world();

    const { exitCode, err, out } = await grantline(['revoke', 'int_a', '--yes'], at);

    expect(exitCode).toBe(0);
    expect(err).toContain('Will no longer be able to:');
    expect(out).toContain('Revocation requested');
    expect(at.asked).toEqual([
      {
        id: 'int_a',
        body: { reason: 'operator', incarnation: 3, fingerprint: integration.fingerprint },
      },
    ]);
  });

  it('asks a person and takes only a clear yes', async () => {
    const at = world();

    const no = await grantline(['revoke', 'int_a'], { ...at, answers: ['yeah'] });
    expect(no).toMatchObject({ exitCode: 0, out: '' });
    expect(at.asked).toEqual([]);

    await grantline(['revoke', 'int_a'], { ...at, answers: ['yes'] });
    expect(at.asked).toHaveLength(1);
  });

  it('does nothing when nobody is there to confirm', async () => {
    const at = world();

    expect(await grantline(['revoke', 'int_a'], at)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('--yes'),
    });
    expect(at.asked).toEqual([]);
  });

  it('says that it is already gone, or that one is under way', async () => {
    const gone = await grantline(['revoke', 'int_a', '--preview'], world({ state: 'verified' }));
    const ending = await grantline(['revoke', 'int_a', '--preview'], world({ state: 'revoking' }));

    expect(gone.out).toContain('It is already verified.');
    expect(ending.out).toContain('A revocation is under way: revoking.');
  });

  it('says that it starts another where the one before failed', async () => {
    const failed = world({ state: 'revoke-failed' });
    const { out } = await grantline(['revoke', 'int_a', '--preview'], failed);

    expect(out).toContain('this starts another');
    expect(out).not.toContain('under way');
  });

  it('ends with the rule that refuses it', async () => {
    const at = world();
    at.refusal = new DecisionRefusedError('it changed since it was shown');

    expect(await grantline(['revoke', 'int_a', '--yes'], at)).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining('error: it changed since it was shown'),
    });
  });

  it('of a kind that no connector knows how to end says so', async () => {
    const { out } = await grantline(
      ['revoke', 'int_a', '--preview', '--json'],
      Object.assign(world(), { connector: aConnector() }),
    );

    expect(JSON.parse(out)).toMatchObject({
      ladder: [],
      cautions: [expect.stringContaining('no way to end this kind')],
    });
  });
});
