/** BeyondTrust and the US Treasury, December 2024: a key of the vendor's that no API of ours can end. */
import { planLane } from '#domain/incident-plan.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { openTask } from '#use-cases/open-task.ts';
import { anObservation } from '../domain/facts.ts';
import { held, incidentWorld } from './incident-world.ts';

const MINUTE = 60_000;

/** A running incident whose one integration only people can end; the workflow asks somebody. */
async function keyOfTheVendor() {
  const world = incidentWorld([held('int_key', { tier: 0 })]);
  world.script.ladder = ['manual'];
  world.script.readOne = () => ({ found: 'present', observation: anObservation() });
  const incident = await world.open();
  const begin = world.now();
  await world.start(incident.id);
  await world.run(MINUTE / 2);
  const [input] = world.manual;
  if (input === undefined) throw new TypeError('it was to be asked for by hand');
  await openTask(world.ports, { input, stage: 'manual', token: 'token-1' });
  const task = () => world.store.tasksById.get(input.taskId);
  return { world, incident, input, begin, task };
}

describe('a key that no API can end', () => {
  it('is planned as a manual step with no vendor call', async () => {
    const { world, incident } = await keyOfTheVendor();
    const { capabilities } = await world.ports.connector();

    const plan = planLane(await world.ports.incidents.targets(incident.id, world.connection), {
      rungs: (kind) => capabilities.kinds[kind]?.revoke ?? [],
    });

    expect(plan).toMatchObject({ manual: 1, vendorCalls: 0 });
  });

  it('is a task with the steps within a minute of the confirmation', async () => {
    const { task, begin } = await keyOfTheVendor();

    expect(task()).toMatchObject({ kind: 'manual-revoke', steps: ['Do it by hand.'] });
    expect((task()?.openedAt ?? 0) - begin).toBeLessThanOrEqual(MINUTE);
  });

  it('goes to the next person after half an hour, once, and is still answered where it waits', async () => {
    const { world, task } = await keyOfTheVendor();
    const openedAt = task()?.openedAt ?? 0;
    const first = task()?.assignee;

    await world.run(29 * MINUTE);
    expect(world.events('task.escalated')).toEqual([]);
    await world.run(10 * MINUTE);

    const [said, ...more] = world.events('task.escalated');
    expect(more).toEqual([]);
    const after = Date.parse(String(said?.observedAt)) - openedAt;
    expect(after).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(after).toBeLessThanOrEqual(31 * MINUTE);
    expect(task()?.assignee).not.toBe(first);
    expect(task()?.token).toBe('token-1');
  });

  it('holds the incident open until it was seen gone, whatever anybody says', async () => {
    const { world, incident, input } = await keyOfTheVendor();
    world.swept();
    const look = () =>
      confirmRevocation(world.ports, { input, rung: 'manual', confirmations: 0, attested: true });

    await look();
    expect(world.state('int_key')).toBe('revoking');
    await expect(world.close(incident.id)).rejects.toThrow('int_key (under-way)');

    world.script.readOne = () => ({ found: 'absent' });
    await look();
    world.advance(1);
    world.swept();
    expect(await world.close(incident.id)).toMatchObject({ state: 'closed' });
  });

  it('that nobody ended is left over by name, and pages', async () => {
    const { world, incident, input } = await keyOfTheVendor();

    await concludeRevocation(world.ports, { input, why: 'manual-task-overdue' });
    await world.run(5 * MINUTE);

    expect(world.events('vendor.incident-leftover')).toMatchObject([
      {
        severity: 'critical',
        change: {
          leftovers: [{ integrationId: 'int_key', why: expect.stringMatching(/^failed/) }],
        },
      },
    ]);
    await expect(world.close(incident.id)).rejects.toThrow('int_key (failed)');
  });
});
