import { anApprovedIntegration, MARCH } from '#test/domain/facts.ts';
import { aTransition, fakeBackend } from '../fake-backend.ts';
import { aConnector, grantline } from '../fake-cli.ts';

const integration = anApprovedIntegration({
  id: 'int_a',
  scopes: ['contents:read', 'metadata:read'],
  deadline: { kind: 'review-due', at: MARCH },
});

const transitions = [1, 2, 3].map((version) =>
  aTransition({ id: 'int_a', version, at: MARCH + version }),
);

describe('show', () => {
  it('tells state, owner, approval, deadline, abilities and why', async () => {
    const { backend } = fakeBackend({ integrations: [integration], transitions });

    const { out, exitCode } = await grantline(['show', 'int_a'], { backend });

    expect(exitCode).toBe(0);
    expect(out).toContain('approved since');
    expect(out).toContain('mira@example.com (accepted)');
    expect(out).toContain('by mira@example.com at 2026-03-01T00:00:00.000Z');
    expect(out).toContain('review-due at 2026-03-01T00:00:00.000Z');
    expect(out).toContain('read contents:read (contents:read, READ)');
    expect(out).toContain('state approved -> due');
    expect(out).toContain('deadline check-1, default@1; by system');
  });

  it('tells the new owner to the end, in a history that fits 120 columns', async () => {
    const changed: Record<string, [unknown, unknown]> = {
      owner: ['mira.of.sales.operations@example.com', 'ann.of.platform.security@example.com'],
      state: ['orphaned', 'pending-approval'],
    };
    const moved = aTransition({ id: 'int_a', version: 4, at: MARCH }, { changed });
    const { backend } = fakeBackend({ integrations: [integration], transitions: [moved] });

    const { out } = await grantline(['show', 'int_a'], { backend });

    const history = out.slice(out.indexOf('SEEN')).split('\n');
    expect(Math.max(...history.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(out).toContain('state orphaned ->');
    for (const part of ['ann.of.platform.security@', 'example.com']) expect(out).toContain(part);
  });

  it('tells the risk in one sentence, then its parts with their facts, and what could be less', async () => {
    const risk = { version: 2, allows: 'read contents:read', unmapped: 1 };
    const owner = { email: 'mira@example.com', source: 'accepted', leftAt: 1 } as const;
    const graver = { ...integration, points: 71, tier: 1 as const, risk, owner };
    const { backend } = fakeBackend({ integrations: [graver] });
    const connector = aConnector({
      rateScope: (scope) => ({
        class: scope === 'less' ? 'META' : 'READ',
        sensitivity: 'business',
        reach: 'R3',
        allows: `read ${scope}`,
        narrower: 'less',
      }),
    });

    const { out } = await grantline(['show', 'int_a'], { backend, connector });

    expect(out).toContain('RISK tier 1 (77 points');
    expect(out).toContain('it can read contents:read, by itself (tier 1)');
    expect(out).toContain('read contents:read (+63)');
    expect(out).toContain('it acts without a person (+5)');
    expect(out).toContain('whoever answered for it has left (+6)');
    expect(out).toContain('1 scope is not mapped yet and counted as tier 1.');
    expect(out).toContain('With less instead of contents:read, less instead of metadata:read');
  });

  it('says that the next sweep rates it again when another scale rated it', async () => {
    const old = { ...integration, risk: { version: 1 } };
    const { backend } = fakeBackend({ integrations: [old] });

    expect((await grantline(['show', 'int_a'], { backend })).out).toContain(
      'Rated by another version of the scale',
    );
  });

  it('reads the whole history, newest first', async () => {
    const { backend } = fakeBackend({ integrations: [integration], transitions });

    const { out } = await grantline(['show', 'int_a', '--json'], { backend });

    const { history } = JSON.parse(out) as { history: { version: number }[] };
    expect(history.map((one) => one.version)).toEqual([3, 2, 1]);
  });

  it('says that an approval is for another fingerprint', async () => {
    const drifted = { ...integration, fingerprint: 'another' };
    const { backend } = fakeBackend({ integrations: [drifted] });

    const { out } = await grantline(['show', 'int_a'], { backend });

    expect(out).toContain('FOR ANOTHER FINGERPRINT');
  });

  it('does not take untold scopes for none', async () => {
    const { backend } = fakeBackend({ integrations: [{ ...integration, scopes: undefined }] });

    const { out } = await grantline(['show', 'int_a'], { backend });

    expect(out).toContain('unknown: the vendor does not tell its scopes');
  });

  it('ends with its own code for an id that is not known', async () => {
    const { backend } = fakeBackend();

    expect(await grantline(['show', 'int_x'], { backend })).toMatchObject({
      exitCode: 4,
      err: expect.stringContaining('there is no integration int_x'),
    });
  });
});
