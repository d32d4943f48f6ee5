import { VendorError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { LIMIT_SHARE } from '#domain/pace.ts';
import { held, incidentWorld } from './incident-world.ts';

const COUNT = 10_000;
const LIMIT = { calls: 900, perSeconds: 60, source: 'the stub' };
const MINUTE = 60_000;
const OUTAGE = { from: 5 * MINUTE, until: 20 * MINUTE };

/** Answers as the vendor does: 900 calls a minute, then 429; 2 % of calls fail; one outage. */
function stub(world: ReturnType<typeof incidentWorld>) {
  const begin = world.now();
  const calls = new Map<number, number>();
  const applied = new Map<string, number>();
  let seen = 0;
  let limited = 0;
  const arrive = () => {
    const at = world.now() - begin;
    const minute = Math.floor(at / MINUTE);
    const made = calls.get(minute) ?? 0;
    if (made >= LIMIT.calls) {
      limited += 1;
      const retryAfterMs = (minute + 1) * MINUTE - at;
      throw new VendorError('vendor-rate-limited', 'too many calls', { retryAfterMs });
    }
    calls.set(minute, made + 1);
    seen += 1;
    if ((at >= OUTAGE.from && at < OUTAGE.until) || seen % 50 === 0) {
      throw new VendorError('vendor-unavailable', 'no answer');
    }
  };
  return { begin, calls, applied, arrive, limited: () => limited };
}

function many(): Integration[] {
  const first = held('int_00000');
  return Array.from({ length: COUNT }, (_none, index): Integration => {
    const id = `int_${String(index).padStart(5, '0')}`;
    const tier = index % 2 === 0 ? 3 : 1;
    return { ...first, id, clientId: id, tier };
  });
}

async function massRevoke() {
  const world = incidentWorld(many(), { limit: LIMIT });
  const vendor = stub(world);
  const isStubborn = (id: string) => Number(id.slice(4)) % 200 === 199;
  let revoking = '';
  const connector = await world.ports.connector();
  world.ports.vendors.connector = async () => ({
    ...connector,
    revoke: async (_session, target) => {
      vendor.arrive();
      revoking = target.key.clientId;
      if (isStubborn(revoking)) return { outcome: 'refused', reason: 'vendor-forbidden' };
      vendor.applied.set(revoking, (vendor.applied.get(revoking) ?? 0) + 1);
      return { outcome: 'accepted', pollAfterSeconds: 1 };
    },
    readOne: async (_session, target) => {
      vendor.arrive();
      if (vendor.applied.has(target.key.clientId)) return { found: 'absent' };
      return { found: 'unknown', reason: 'not applied' };
    },
  });
  return { world, vendor, isStubborn };
}

describe('a mass revocation at a vendor that limits, fails and is away for a while', () => {
  it('loses none, repeats none, keeps to the limit and ends when the limit lets it', async () => {
    const { world, vendor, isStubborn } = await massRevoke();
    const incident = await world.open();
    world.crashAfter(20);
    await world.start(incident.id);
    await world.run(3 * 60 * MINUTE);

    const all = [...world.store.integrations.values()];
    const stubborn = all.filter(({ id }) => isStubborn(id));
    const rest = all.filter(({ id }) => !isStubborn(id));
    expect(rest.filter(({ state }) => state !== 'verified')).toEqual([]);
    expect(stubborn.map(({ state }) => state)).toEqual(stubborn.map(() => 'revoking'));
    expect(world.manual).toHaveLength(stubborn.length);

    expect(world.started).toHaveLength(COUNT);
    expect(new Set(world.started.map((one) => one.integrationId)).size).toBe(COUNT);
    expect([...vendor.applied.values()].every((times) => times === 1)).toBe(true);

    const busiest = Math.max(...vendor.calls.values());
    const lane = [...world.store.lanes.values()][0];
    const took = (lane?.requestedAt ?? 0) - vendor.begin;
    const bound = (COUNT * 2) / ((LIMIT.calls * LIMIT_SHARE) / MINUTE);
    const outage = OUTAGE.until - OUTAGE.from;
    process.stdout.write(
      `i-11: ${(took / MINUTE).toFixed(2)} min, bound ${((bound + outage) / MINUTE).toFixed(2)} min, busiest minute ${busiest} calls, ${vendor.limited()} x 429\n`,
    );
    expect(took).toBeLessThan((bound + outage) * 1.05);
    expect(busiest).toBeLessThanOrEqual(LIMIT.calls);
  }, 120_000);

  it('takes the highest tier first', async () => {
    const { world } = await massRevoke();
    const incident = await world.open();
    await world.start(incident.id);
    await world.run(2 * MINUTE);

    const tiers = world.started.map((one) => world.store.integrations.get(one.integrationId)?.tier);
    expect(tiers.length).toBeGreaterThan(500);
    expect(new Set(tiers)).toEqual(new Set([1]));
  }, 60_000);
});
