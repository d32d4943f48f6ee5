import { pack, unpack } from '#adapters/dynamodb/packed.ts';
import { GrantlineError } from '#domain/errors.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { anObservation } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;

const app = (clientId: string, scopes: readonly string[]) =>
  anObservation({ key: { ...anObservation().key, clientId }, scopes });

const noise = (bytes: number) => {
  let seed = 1;
  return Array.from({ length: bytes / 8 }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed.toString(36).padStart(7, '0');
  });
};

/** A store that packs as the table does. */
function packing() {
  const world = memoryWorld();
  world.store.beforeCommit = (changes) => {
    for (const change of changes) pack(change.next);
  };
  return world;
}

describe('a record too large for the store', () => {
  it('keeps no other one of its page from being kept, and its list is not called complete', async () => {
    const world = packing();
    const large = app('large', noise(900_000));
    world.script.pages = () => ({ observations: [app('a', ['x']), large, app('b', ['x'])] });

    await sweepVendor(world.ports, TENANT, BUDGET);

    const kept = [...world.store.integrations.values()].map((one) => one.clientId);
    expect(kept).toEqual(['a', 'b']);
    expect(world.store.said.at(-1)).toBe('sweep.incomplete');
    const end = world.store.transitions.at(-1)?.events[0];
    expect(JSON.stringify(end)).toContain('held back 1 rows or sent them too large');
  });

  it('is not called gone because it could not be kept', async () => {
    const world = packing();
    world.script.pages = () => ({ observations: [app('grows', ['x'])] });
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.script.pages = () => ({ observations: [app('grows', noise(900_000))] });
    world.advance(1_000);

    await sweepVendor(world.ports, TENANT, BUDGET);

    const [known] = world.store.integrations.values();
    expect(known).toMatchObject({ clientId: 'grows', state: 'discovered', scopes: ['x'] });
  });

  it.each([
    ['packed', noise(900_000)],
    ['unpacked again', Array.from({ length: 700_000 }, () => 'aaaaaaaa')],
  ])('is refused by name when it could not be %s', (_how, scopes) => {
    const refused = () => pack({ scopes });

    expect(refused).toThrow(GrantlineError);
    expect(refused).toThrow(expect.objectContaining({ code: 'limit-reached', retryable: false }));
  });

  it('begins where an item could still be read back', () => {
    const scopes = noise(300_000);

    expect(unpack(pack({ scopes }))).toEqual({ scopes });
  });
});
