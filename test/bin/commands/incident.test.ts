import { DecisionRefusedError } from '#domain/errors.ts';
import type { Incident, IncidentTarget } from '#domain/incident.ts';
import { anIntegration, MARCH } from '#test/domain/facts.ts';
import { fakeBackend } from '../fake-backend.ts';
import { grantline } from '../fake-cli.ts';

const target = (id: string, changes: Partial<IncidentTarget> = {}): IncidentTarget => ({
  integrationId: id,
  vendor: 'github',
  tenant: '9001',
  kind: 'github-app-installation',
  incarnation: 1,
  name: `Drift ${id}`,
  matched: 'name',
  tier: 1,
  reach: 'R3',
  stateAtOpening: 'approved',
  scopes: ['contents:read'],
  firstSeenAt: MARCH,
  ...changes,
});

const incident: Incident = {
  id: 'inc_1',
  version: 1,
  state: 'open',
  indicators: { vendor: 'drift', aliases: [], clientIds: [], domains: [], platforms: [] },
  askedAt: MARCH,
  openedAt: MARCH + 1_500,
  openedBy: 'mira@example.com',
  lanes: [{ vendor: 'github', tenant: '9001', total: 2, live: 1 }],
  tiers: [1],
  unseen: [{ vendor: 'okta', tenant: 'acme.okta.com' }],
};

/** An incident of two: one is alive, one was removed before. */
const world = () =>
  fakeBackend({
    incident,
    targets: [target('int_1'), target('int_2', { stateAtOpening: 'removed-at-source' })],
    integrations: [
      { ...anIntegration(), id: 'int_1', state: 'approved' },
      { ...anIntegration(), id: 'int_2', state: 'removed-at-source' },
    ],
  });

describe('grantline incident', () => {
  it('opens with every indicator that was named, shows what is here and that nothing was revoked', async () => {
    const fake = world();

    const said = await grantline(
      [
        ...['incident', 'open', 'drift', '--client-id', 'a', '--client-id', 'b'],
        ...['--domain', 'drift.com', '--name', 'Drift Email', '--platform', 'okta'],
        ...['--since', '2026-01-01T00:00:00Z'],
      ],
      fake,
    );

    expect(said.exitCode).toBe(0);
    expect(fake.asked).toEqual([
      {
        id: 'incidents',
        body: {
          vendor: 'drift',
          aliases: ['Drift Email'],
          clientIds: ['a', 'b'],
          domains: ['drift.com'],
          platforms: ['okta'],
          since: Date.UTC(2026, 0, 1),
        },
      },
    ]);
    expect(said.out).toContain('Drift int_1');
    expect(said.out).toContain('removed-at-source');
    expect(said.out).toContain('nobody');
    expect(said.out).toContain('okta:acme.okta.com');
    expect(said.err).toContain('Nothing was revoked');
  });

  it('shows what is left over, and that what took no time yet is not over', async () => {
    const said = await grantline(['incident', 'show', 'inc_1'], world());

    expect(said.out).toContain('2: 1 proven dead (50.00 %), 0 failed');
    expect(said.out).toContain('1 left over; closing is refused.');
    expect(said.out).toMatch(/named until everything of it was listed\s+1\.5 s\s+60\.0 s\s+yes/);
    expect(said.out).toMatch(/named until it was closed\s+not over/);
  });

  it('tells machines the same, without a table', async () => {
    const said = await grantline(['incident', 'show', 'inc_1', '--json'], world());

    expect(JSON.parse(said.out)).toMatchObject({
      incident: { id: 'inc_1' },
      progress: { ended: false, totals: { targets: 2, proven: 1 } },
      targets: [{ integrationId: 'int_1', outcome: 'waiting' }, { outcome: 'proven' }],
    });
  });

  it('plans without asking for anything', async () => {
    const fake = world();

    const said = await grantline(['incident', 'plan', 'inc_1'], fake);

    expect(said.out).toContain('48 a minute (the vendor documents no limit)');
    expect(said.out).toContain('gone already');
    expect(fake.asked).toEqual([]);
  });

  it('hands on who confirms, and what was not seen', async () => {
    const fake = world();

    await grantline(['incident', 'run', 'inc_1', '--confirm-by', 'ida@example.com'], fake);
    await grantline(['incident', 'close', 'inc_1', '--accept-unseen', 'okta:acme.okta.com'], fake);

    expect(fake.asked).toEqual([
      { id: 'inc_1', body: { decision: 'run', confirmBy: 'ida@example.com' } },
      { id: 'inc_1', body: { decision: 'close', acceptUnseen: ['okta:acme.okta.com'] } },
    ]);
  });

  it('ends with 3 when a rule refuses, with 4 when there is no such incident', async () => {
    const fake = world();
    fake.refusal = new DecisionRefusedError('whoever opened an incident does not confirm its run');

    const refused = await grantline(['incident', 'run', 'inc_1'], fake);
    const missing = await grantline(['incident', 'show', 'inc_none'], world());

    expect([refused.exitCode, missing.exitCode]).toEqual([3, 4]);
    expect(refused.err).toContain('does not confirm');
  });
});

describe('grantline drill', () => {
  it('is refused anywhere but on this machine: it revokes for real', async () => {
    const fake = world();

    const said = await grantline(['drill', 'drift'], fake);

    expect(said.exitCode).toBe(5);
    expect(fake.asked).toEqual([]);
  });

  it('waits for the end, and says what is left over when the time is up', async () => {
    const fake = world();

    const said = await grantline(
      ['drill', 'github', '--local', '--minutes', '0.1', '--json'],
      fake,
    );

    expect(fake.asked[0]?.body).toMatchObject({ vendor: 'github', platforms: ['github'] });
    expect(JSON.parse(said.out)).toMatchObject({
      targets: 2,
      proven: 1,
      leftovers: 1,
      closed: false,
    });
  });
});
