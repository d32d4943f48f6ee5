import { anApprovedIntegration, anIntegration, MARCH } from '#test/domain/facts.ts';
import { CONNECTION, fakeBackend } from '../fake-backend.ts';
import { grantline } from '../fake-cli.ts';

const known = [
  anIntegration({ id: 'int_a', tier: 3, points: 30 }),
  anApprovedIntegration({ id: 'int_b', tier: 0, points: 90 }),
  anIntegration({ id: 'int_c', tier: 1, points: 60, state: 'verified', clientName: 'x\u202ey' }),
];

async function idsOf(...words: string[]) {
  const { backend } = fakeBackend({ integrations: known });
  const { out, exitCode } = await grantline(['list', '--json', ...words], { backend });
  expect(exitCode).toBe(0);
  return (JSON.parse(out) as { id: string }[]).map((one) => one.id);
}

describe('list', () => {
  it('tells everything that is known, the gravest first', async () => {
    expect(await idsOf()).toEqual(['int_b', 'int_c', 'int_a']);
  });

  it.each([
    [['--tier', '0'], ['int_b']],
    [['--state', 'verified'], ['int_c']],
    [['--owner', 'MIRA@example.com'], ['int_b']],
    [
      ['--owner', 'nobody'],
      ['int_c', 'int_a'],
    ],
    [['--kind', 'github-deploy-key'], []],
    [['--vendor', 'github', '--tenant', '9001', '--tier', '3'], ['int_a']],
  ])('filters by %j', async (words, ids) => {
    expect(await idsOf(...words)).toEqual(ids);
  });

  it('prints a table that cannot turn the reading direction', async () => {
    const { backend } = fakeBackend({ integrations: known });

    const { out, err } = await grantline(['list'], { backend });

    expect(out.split('\n')).toHaveLength(4);
    expect(out).toMatch(/^ID +TIER +STATE/);
    expect(out).not.toContain('\u202e');
    expect(err).toContain('3 integrations');
  });

  it('fits 120 columns, with every name and owner to its end', async () => {
    const owner = {
      email: 'accountable.person.of.the.crm@example.com',
      source: 'accepted',
    } as const;
    const wide = anIntegration({
      id: `int_${'0'.repeat(26)}`,
      vendor: 'github',
      state: 'removed-at-source',
      clientName: 'Quarterly revenue reporting and forecast exporter',
      owner,
    });
    const { backend } = fakeBackend({ integrations: [wide] });

    const { out } = await grantline(['list'], { backend });

    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    for (const end of ['exporter', 'of.the.crm@', 'example.com']) expect(out).toContain(end);
  });

  it('says that the last use is unknown rather than never', async () => {
    const never = anIntegration({ id: 'int_n', lastUsedDay: 'never' });
    const day = anIntegration({ id: 'int_d', lastUsedDay: Math.floor(MARCH / 86_400_000) });
    const { backend } = fakeBackend({ integrations: [anIntegration({ id: 'int_u' }), never, day] });

    const { out } = await grantline(['list'], { backend });

    expect(out).toMatch(/int_u.*unknown/);
    expect(out).toMatch(/int_n.*never/);
    expect(out).toMatch(/int_d.*2026-03-01/);
  });

  it('reads every connected tenant', async () => {
    const other = { ...CONNECTION, tenant: '42' };
    const { backend } = fakeBackend({
      connections: [CONNECTION, other],
      integrations: [...known, anIntegration({ id: 'int_o', tenant: '42' })],
    });

    const { out } = await grantline(['list', '--tenant', '42', '--json'], { backend });

    expect(JSON.parse(out)).toEqual([expect.objectContaining({ id: 'int_o' })]);
  });

  it('tells for each tenant how many scopes nobody has mapped', async () => {
    const risk = { version: 2, allows: 'do something', unmapped: 2 };
    const { backend } = fakeBackend({
      integrations: [
        anIntegration({ id: 'int_a', risk }),
        anIntegration({ id: 'int_b', risk }),
        anIntegration({ id: 'int_c', risk, state: 'verified' }),
      ],
    });

    const { err } = await grantline(['list'], { backend });

    expect(err).toContain('github 9001: 4 unmapped scopes of 2 integrations count as tier 1');
  });

  it('counts an owner who left into the tier it shows and filters by', async () => {
    const left = { email: 'mira@example.com', source: 'accepted', leftAt: 1 } as const;
    const risk = { version: 2, allows: 'change code' };
    const { backend } = fakeBackend({
      integrations: [
        anIntegration({ id: 'int_l', tier: 1, points: 85, owner: left, risk }),
        anApprovedIntegration({ id: 'int_s', tier: 1, points: 85, risk }),
      ],
    });

    const { out } = await grantline(['list', '--tier', '0', '--json'], { backend });

    expect(JSON.parse(out)).toEqual([expect.objectContaining({ id: 'int_l' })]);
  });

  it('says that nothing is connected rather than that there is nothing', async () => {
    const { backend } = fakeBackend({ connections: [] });

    const { exitCode, err } = await grantline(['list'], { backend });

    expect(exitCode).toBe(5);
    expect(err).toContain('grantline connect');
  });

  it.each([[['--tier', '5']], [['--state', 'gone']], [['--kind', 'webhook']]])(
    'refuses %j',
    async (words) => {
      const { backend } = fakeBackend();

      expect(await grantline(['list', ...words], { backend })).toMatchObject({ exitCode: 2 });
    },
  );

  it('hands the choice of the stack on', async () => {
    const { backend } = fakeBackend();

    const { chosen } = await grantline(['list', '--stack', 'Other', '--local'], { backend });

    expect(chosen[0]).toMatchObject({ stack: 'Other', local: true });
  });

  it('ends with its own code when there is no stack', async () => {
    expect(await grantline(['list'])).toMatchObject({
      exitCode: 5,
      err: 'error: there is no stack named X',
    });
  });
});
