import { outcomeOf } from '#domain/incident-outcome.ts';
import { planLane } from '#domain/incident-plan.ts';
import { decideIncident } from '#use-cases/decide-incident.ts';
import { policy } from '../domain/facts.ts';
import { held, IDA, incidentWorld, MIRA } from './incident-world.ts';

const accepted = { outcome: 'accepted', pollAfterSeconds: 1 } as const;

function drift() {
  const world = incidentWorld([
    held('int_low', { tier: 3 }),
    held('int_stopped', { tier: 1, state: 'suspended' }),
    held('int_orphan', { tier: 0, state: 'orphaned', owner: undefined }),
    held('int_past', { tier: 0, state: 'removed-at-source' }),
    held('int_other', { clientName: 'Driftwood Analytics' }),
  ]);
  world.script.revoke = () => accepted;
  world.script.readOne = () => ({ found: 'absent' });
  return world;
}

describe('a vendor named in public', () => {
  it('is listed whole: stopped, orphaned and gone ones too, and nobody with a similar name', async () => {
    const world = drift();

    const incident = await world.open();

    const targets = await world.ports.incidents.targets(incident.id, world.connection);
    expect(targets.map((one) => one.integrationId)).toEqual([
      'int_orphan',
      'int_stopped',
      'int_low',
      'int_past',
    ]);
    expect(world.events('vendor.incident-opened')).toMatchObject([
      {
        incident: { incidentId: incident.id, vendor: 'drift' },
        change: { totals: { targets: 4, requested: 0, proven: 1 } },
      },
    ]);
    expect(world.started).toEqual([]);
  });

  it('says which tenants no complete sweep has seen', async () => {
    const incident = await drift().open();
    expect(incident.unseen).toEqual([{ vendor: 'github', tenant: '9001' }]);
  });

  it('is planned before anything runs: order, ladder, calls, rate and finish', async () => {
    const world = drift();
    const incident = await world.open();
    const { capabilities } = await world.ports.connector();

    const plan = planLane(await world.ports.incidents.targets(incident.id, world.connection), {
      limit: { calls: 900, perSeconds: 60, source: 'the vendor' },
      rungs: (kind) => capabilities.kinds[kind]?.revoke ?? [],
    });

    expect(plan).toMatchObject({ vendorCalls: 6, manual: 0, callsPerMinute: 720, durationMs: 513 });
    expect(plan.targets[0]?.ladder).toEqual(['uninstall', 'manual']);
    expect(plan.targets.at(-1)).toMatchObject({ ladder: [] });
    expect(world.started).toEqual([]);
  });

  it('is ended by a second person only, once, and closed when all is proven', async () => {
    const world = drift();
    const incident = await world.open();

    await expect(world.start(incident.id, MIRA)).rejects.toMatchObject({
      code: 'decision-refused',
    });
    await world.run();
    expect(world.started).toEqual([]);

    await world.start(incident.id);
    await world.start(incident.id);
    await world.run();

    for (const id of ['int_low', 'int_stopped', 'int_orphan']) {
      expect(world.state(id)).toBe('verified');
    }
    expect(world.started).toHaveLength(3);
    expect(world.state('int_other')).toBe('approved');
    expect(world.events('integration.revocation-requested')[0]).toMatchObject({
      correlationId: incident.id,
      change: { reason: 'incident', requestedBy: `incident:${incident.id}` },
    });

    await expect(world.close(incident.id)).rejects.toThrow('no complete sweep since it was opened');
    world.swept();
    expect(await world.close(incident.id)).toMatchObject({ state: 'closed', closedBy: IDA });
    expect(world.events('vendor.incident-closed')).toHaveLength(1);
  });

  it('is run by whoever opened it where the policy authorised every tier beforehand', async () => {
    const authorised = (tiers: (0 | 1 | 2 | 3 | 4)[]) => ({
      ...policy,
      incident: { 'pre-authorised-tiers': tiers },
    });
    const low = incidentWorld([held('int_low', { tier: 3 })], { policy: authorised([3, 4]) });
    const high = incidentWorld([held('int_high', { tier: 1 })], { policy: authorised([3, 4]) });

    expect(await low.start((await low.open()).id, MIRA)).toMatchObject({ confirmedBy: MIRA });
    await expect(high.start((await high.open()).id, MIRA)).rejects.toThrow('does not confirm');
  });

  it('is not closed over what was found since, and not over what nobody saw unless it is named', async () => {
    const world = drift();
    const incident = await world.open();
    await world.start(incident.id);
    await world.run();
    world.store.hold(held('int_new'));
    world.swept();

    await expect(world.close(incident.id)).rejects.toThrow('int_new (found-later)');

    world.store.integrations.delete('int_new');
    world.store.sweepsById.clear();
    await expect(world.close(incident.id, ['okta:9001'])).rejects.toThrow('github:9001');
    expect(await world.close(incident.id, ['github:9001'])).toMatchObject({
      closedUnseen: [{ vendor: 'github', tenant: '9001' }],
    });
  });

  it('is not run by somebody who signs for another', async () => {
    const world = drift();
    const { id: incidentId } = await world.open();

    const said = decideIncident(world.ports, {
      incidentId,
      by: MIRA,
      decision: 'run',
      confirmBy: IDA,
    });

    await expect(said).rejects.toThrow('signed the request');
    expect(world.store.incidentsById.get(incidentId)?.state).toBe('open');
  });

  it('that names nobody is refused', async () => {
    const world = drift();
    await expect(world.open({ vendor: ' - ' })).rejects.toThrow('names nobody');
    expect(world.store.incidentsById.size).toBe(0);
  });

  it('counts what came back under the same key as not proven', () => {
    const target = { incarnation: 1 } as Parameters<typeof outcomeOf>[0];
    expect(outcomeOf(target, held('int_a', { incarnation: 2, state: 'reappeared' }))).toBe(
      'came-back',
    );
    expect(outcomeOf(target, undefined)).toBe('unknown');
  });
});
