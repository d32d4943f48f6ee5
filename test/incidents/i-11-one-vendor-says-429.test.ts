/** A vendor that answers 429 slows the run in its own tenant and nowhere else. */
import { VendorError } from '#domain/errors.ts';
import { held, incidentWorld } from './incident-world.ts';

const MINUTE = 60_000;
const PAUSE = 2 * MINUTE;
const COUNT = 300;
const BUSY = '9001';
const CALM = '9002';

/** Two tenants of 300; one says "try again in two minutes" for ten minutes. */
async function oneBusy() {
  const ids = Array.from({ length: COUNT }, (_none, index) => `int_${index}`);
  const world = incidentWorld(
    [BUSY, CALM].flatMap((tenant) => ids.map((id) => held(`${id}_${tenant}`, { tenant }))),
    { limit: { calls: 900, perSeconds: 60, source: 'the stub' } },
  );
  const tenants = [BUSY, CALM].map((tenant) => ({ ...world.connection, tenant }));
  world.ports.connections.list = async () => tenants;
  world.ports.connections.load = async ({ tenant }) => tenants.find((one) => one.tenant === tenant);
  const begin = world.now();
  const refused = new Map<string, number[]>();
  const connector = await world.ports.connector();
  world.ports.vendors.connector = async () => ({
    ...connector,
    revoke: async (_session, { key }) => {
      if (key.tenant === BUSY && world.now() - begin < 10 * MINUTE) {
        const before = refused.get(key.clientId) ?? [];
        refused.set(key.clientId, [...before, world.now()]);
        throw new VendorError('vendor-rate-limited', 'too many calls', { retryAfterMs: PAUSE });
      }
      return { outcome: 'accepted', pollAfterSeconds: 1 };
    },
    readOne: async () => ({ found: 'absent' }),
  });
  const incident = await world.open();
  await world.start(incident.id);
  const proven = (tenant: string) =>
    [...world.store.integrations.values()].filter(
      (one) => one.tenant === tenant && one.state === 'verified',
    ).length;
  return { world, refused, proven };
}

describe('a vendor that answers 429', () => {
  it('is left alone as long as it says, is not stormed, and holds up nobody else', async () => {
    const { world, refused, proven } = await oneBusy();

    await world.run(2 * MINUTE);
    expect(proven(CALM)).toBe(COUNT);
    expect(proven(BUSY)).toBe(0);
    await world.run(8 * MINUTE);

    const gaps = [...refused.values()].flatMap((times) =>
      times.slice(1).map((at, index) => at - (times[index] ?? 0)),
    );
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(PAUSE);
    // Without slowing down all 300 would have asked within the first minute and five times each.
    expect(refused.size).toBeLessThan(COUNT * 0.6);
  });

  it('is finished afterwards, none lost', async () => {
    const { world, proven } = await oneBusy();

    await world.run(40 * MINUTE);

    expect(proven(BUSY)).toBe(COUNT);
    expect(world.started).toHaveLength(2 * COUNT);
  });
});
