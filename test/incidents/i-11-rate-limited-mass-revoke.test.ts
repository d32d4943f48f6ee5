import { LIMIT_SHARE } from '#domain/pace.ts';
import { COUNT, LIMIT, MINUTE, massRevocation, runMassRevocation } from './mass-revocation.ts';

describe('a mass revocation at a vendor that limits, fails and is away for a while', () => {
  it('loses none, repeats none, keeps to the limit and ends when the limit lets it', async () => {
    const run = await runMassRevocation();
    const { world, stubborn } = run;

    expect(run).toMatchObject({ lost: 0, appliedTwice: 0, limited: 0 });
    expect(stubborn.map(({ state }) => state)).toEqual(stubborn.map(() => 'revoking'));
    expect(world.manual).toHaveLength(stubborn.length);
    expect(world.started).toHaveLength(COUNT);
    expect(new Set(world.started.map((one) => one.integrationId)).size).toBe(COUNT);
    expect(run.busiestMinute).toBeLessThanOrEqual(LIMIT.calls * LIMIT_SHARE);
    expect(run.tookMs).toBeLessThan(run.boundMs * 1.05);
  }, 120_000);

  it('tells a finish that is less than a fifth off once a tenth is asked for', async () => {
    const { world } = await massRevocation({ outage: false, count: 2_000 });
    const incident = await world.open();
    const begin = world.now();
    await world.start(incident.id);
    await world.run(60 * MINUTE);

    const told = world.events('vendor.incident-progress').map((event) => Object(event).change);
    const tenth = told.find(({ totals }) => totals.requested >= 200);
    const took = ([...world.store.lanes.values()][0]?.requestedAt ?? 0) - begin;
    const off = Math.abs(Date.parse(tenth.requestedBy) - begin - took) / took;
    expect(off).toBeLessThan(0.2);
  }, 120_000);

  it('takes the highest tier first', async () => {
    const { world } = await massRevocation();
    const incident = await world.open();
    await world.start(incident.id);
    await world.run(2 * MINUTE);

    const tiers = world.started.map((one) => world.store.integrations.get(one.integrationId)?.tier);
    expect(tiers.length).toBeGreaterThan(500);
    expect(new Set(tiers)).toEqual(new Set([1]));
  }, 60_000);
});
