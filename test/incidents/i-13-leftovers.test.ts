/** Cloudflare after Okta, November 2023: four credentials out of thousands were left out of a rotation
 *  because they were thought unused. */
import { progressOf, provenShare } from '#domain/incident-outcome.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { anObservation } from '../domain/facts.ts';
import { held, incidentWorld } from './incident-world.ts';

const COUNT = 5_000;
const UNUSED = new Set(['int_0007', 'int_0008']);
const UNSEEN = ['int_0100', 'int_0101'];
const LIMIT = { calls: 60_000, perSeconds: 60, source: 'the stub' };

/** A run in which all but four were confirmed: two are called unused, two are seen no more. */
async function rotation() {
  const one = held('int_0000');
  const all = Array.from({ length: COUNT }, (_none, index) => {
    const id = `int_${String(index).padStart(4, '0')}`;
    return { ...one, id, clientId: id };
  });
  const world = incidentWorld(all, { limit: LIMIT });
  const connector = await world.ports.connector();
  world.ports.vendors.connector = async () => ({
    ...connector,
    revoke: async (_session, { key }) =>
      UNUSED.has(key.clientId)
        ? { outcome: 'refused', reason: 'vendor-forbidden' }
        : { outcome: 'accepted', pollAfterSeconds: 1 },
    readOne: async (_session, { key }) =>
      UNUSED.has(key.clientId)
        ? { found: 'present', observation: anObservation({ key }) }
        : { found: 'absent' },
  });
  const incident = await world.open();
  for (const id of UNSEEN) world.store.integrations.delete(id);
  await world.start(incident.id);
  await world.run(5 * 60_000);
  const targets = await world.ports.incidents.targets(incident.id, world.connection);
  const progress = () => progressOf(targets, world.store.integrations);
  return { world, incident, progress };
}

describe('a rotation with leftovers', () => {
  it('cannot be declared done: four are named, the share is not rounded up, a word ends none', async () => {
    const { world, incident, progress } = await rotation();
    const owed = () => progress().leftovers.map(({ integrationId, why }) => [integrationId, why]);

    for (const input of world.manual) {
      await confirmRevocation(world.ports, {
        input,
        rung: 'manual',
        confirmations: 0,
        attested: true,
      });
    }
    expect(owed()).toEqual([
      ['int_0007', 'under-way'],
      ['int_0008', 'under-way'],
      ['int_0100', 'unknown'],
      ['int_0101', 'unknown'],
    ]);
    for (const input of world.manual) {
      await concludeRevocation(world.ports, { input, why: 'unverifiable' });
    }
    await world.run(2 * 60_000);

    expect(owed().map(([, why]) => why)).toEqual(['failed', 'failed', 'unknown', 'unknown']);
    expect(provenShare(progress().totals)).toBe('99.92 %');
    world.swept();
    await expect(world.close(incident.id)).rejects.toThrow('4 of its integrations');
    const [said, ...more] = world.events('vendor.incident-leftover');
    expect(more).toEqual([]);
    expect(said).toMatchObject({ change: { totals: { targets: COUNT, proven: COUNT - 4 } } });
  }, 60_000);

  it('of which one in a hundred thousand is left is not called whole', () => {
    const totals = { targets: 100_000, requested: 100_000, proven: 99_999, failed: 1 };
    expect(provenShare(totals)).toBe('99.99 %');
  });
});
