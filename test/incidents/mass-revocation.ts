/** Ten thousand integrations at a vendor that limits, fails, refuses some for good and is away for a
 *  while; told by the test of I-11 and by the benchmark. */
import { VendorError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { CALLS_PER_TARGET, LIMIT_SHARE } from '#domain/pace.ts';
import { anObservation } from '../domain/facts.ts';
import { held, incidentWorld } from './incident-world.ts';

export const COUNT = 10_000;
export const LIMIT = { calls: 900, perSeconds: 60, source: 'the stub' };
export const MINUTE = 60_000;
const CALL = { method: 'GET', url: '/' } as const;
const OUTAGE = { from: 5 * MINUTE, until: 20 * MINUTE };

/** Answers as the vendor does: 900 calls a minute, then 429; 2 % of calls fail; one outage. */
function stub(world: ReturnType<typeof incidentWorld>, outage: boolean) {
  const begin = world.now();
  const calls = new Map<number, number>();
  const applied = new Map<string, number>();
  let seen = 0;
  let limited = 0;
  const arrive = async () => {
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
    if ((outage && at >= OUTAGE.from && at < OUTAGE.until) || seen % 50 === 0) {
      throw new VendorError('vendor-unavailable', 'no answer');
    }
    return { status: 200, headers: {}, text: '{}' };
  };
  return { begin, calls, applied, arrive, limited: () => limited };
}

function many(count: number): Integration[] {
  const first = held('int_00000');
  return Array.from({ length: count }, (_none, index): Integration => {
    const id = `int_${String(index).padStart(5, '0')}`;
    const tier = index % 2 === 0 ? 3 : 1;
    return { ...first, id, clientId: id, tier };
  });
}

/** The world of I-11 before anything runs. */
export async function massRevocation({ outage = true, count = COUNT } = {}) {
  const world = incidentWorld(many(count), { limit: LIMIT });
  const vendor = stub(world, outage);
  const isStubborn = (id: string) => Number(id.slice(4)) % 200 === 199;
  let revoking = '';
  const connector = await world.ports.connector();
  world.ports.vendors.connector = async () => ({
    ...connector,
    revoke: async (session, target) => {
      await session.http.send(CALL);
      revoking = target.key.clientId;
      if (isStubborn(revoking)) return { outcome: 'refused', reason: 'vendor-forbidden' };
      vendor.applied.set(revoking, (vendor.applied.get(revoking) ?? 0) + 1);
      return { outcome: 'accepted', pollAfterSeconds: 1 };
    },
    readOne: async (session, target) => {
      await session.http.send(CALL);
      if (vendor.applied.has(target.key.clientId)) return { found: 'absent' };
      return { found: 'present', observation: anObservation({ key: target.key }) };
    },
  });
  const { session } = world.ports.vendors;
  world.ports.vendors.session = async (connection, purpose) => ({
    ...(await session(connection, purpose)),
    http: { send: vendor.arrive },
  });
  return { world, vendor, isStubborn };
}

/** The whole run with a crash in its first share, and what there is to tell of it. */
export async function runMassRevocation() {
  const { world, vendor, isStubborn } = await massRevocation();
  const incident = await world.open();
  world.crashAfter(20);
  await world.start(incident.id);
  await world.run(3 * 60 * MINUTE);
  const all = [...world.store.integrations.values()];
  const stubborn = all.filter(({ id }) => isStubborn(id));
  const proven = all.filter(({ state }) => state === 'verified');
  const bound =
    (COUNT * CALLS_PER_TARGET) / ((LIMIT.calls * LIMIT_SHARE) / MINUTE) +
    (OUTAGE.until - OUTAGE.from);
  const proofs = proven.map(({ stateSince }) => stateSince - vendor.begin).sort((a, b) => a - b);
  return {
    world,
    stubborn,
    proven: proven.length,
    /** Until the last one that can be ended was proven dead. */
    tookMs: proofs.at(-1) ?? Number.POSITIVE_INFINITY,
    boundMs: bound,
    busiestMinute: Math.max(...vendor.calls.values()),
    limited: vendor.limited(),
    appliedTwice: [...vendor.applied.values()].filter((times) => times > 1).length,
    lost: COUNT - stubborn.length - proven.length,
  };
}
