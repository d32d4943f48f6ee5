/** A new version of the risk scale, and scopes that nobody has mapped, in a sweep. */
import type { Observation } from '#domain/observation.ts';
import { RISK_VERSION } from '#domain/risk.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { anApprovedIntegration, anObservation, HOUR } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;

/** A world in which the vendor lists these. */
function worldOf(listed: readonly Observation[]) {
  const world = memoryWorld();
  world.script.pages = (_cursor, recognise) => ({
    observations: listed.filter(({ wire }) => !wire || !recognise?.({ wire })),
    expected: listed.length,
  });
  return world;
}

const only = (world: ReturnType<typeof memoryWorld>) => [...world.store.integrations.values()][0];

async function sweepAgain(world: ReturnType<typeof memoryWorld>): Promise<void> {
  world.advance(HOUR);
  world.store.writes = 0;
  world.store.transitions.length = 0;
  await sweepVendor(world.ports, TENANT, BUDGET);
}

describe('an integration rated by another version of the scale', () => {
  const listed = anObservation({ wire: 'as listed' });

  async function ratedBefore() {
    const world = worldOf([listed]);
    await sweepVendor(world.ports, TENANT, BUDGET);
    const stored = only(world);
    if (stored === undefined) throw new TypeError('the first sweep stores it');
    const approval = anApprovedIntegration().approval;
    const approved = {
      ...stored,
      state: 'approved' as const,
      approval: approval && { ...approval, fingerprint: stored.fingerprint },
    };
    const old = { ...approved, tier: 4 as const, points: 12, risk: { version: 1 } };
    world.store.integrations.set(stored.id, old);
    return world;
  }

  it('is rated once more by the next sweep, keeps its approval and wakes nobody', async () => {
    const world = await ratedBefore();

    await sweepAgain(world);

    expect(only(world)).toMatchObject({
      state: 'approved',
      tier: 2,
      points: 51,
      risk: { version: RISK_VERSION, allows: 'list names' },
    });
    expect(world.store.said).toEqual(['sweep.completed']);
    expect(world.store.transitions[0]?.changed).toEqual({ tier: [4, 2] });
  });

  it('is written once: the sweep after that writes its manifest only', async () => {
    const world = await ratedBefore();
    await sweepAgain(world);
    await sweepAgain(world);

    expect(world.store.writes).toBe(1);
  });
});

describe('scopes that nobody has mapped', () => {
  const { key } = anObservation();
  const app = (clientId: string, scopes: string[], changes: Partial<Observation> = {}) =>
    anObservation({ key: { ...key, clientId }, scopes, ...changes });
  const APPS = [app('a', ['x:read', 'y:read']), app('b', ['metadata:read']), app('c', ['x:read'])];

  it('are counted in the manifest, by the sweep that finds them and by those after it', async () => {
    const world = worldOf(APPS);
    await sweepVendor(world.ports, TENANT, BUDGET);
    expect(await world.store.sweeps.latest(TENANT)).toMatchObject({ unmapped: 3 });

    await sweepAgain(world);

    expect(await world.store.sweeps.latest(TENANT)).toMatchObject({ unmapped: 3, changed: 0 });
    expect(world.store.writes).toBe(1);
  });

  it('are counted no longer when they go', async () => {
    const world = worldOf(APPS);
    await sweepVendor(world.ports, TENANT, BUDGET);
    const less = [app('a', ['y:read']), ...APPS.slice(1, 2)];
    world.script.pages = () => ({ observations: less });
    world.script.readOne = () => ({ found: 'absent' });

    await sweepAgain(world);

    expect(await world.store.sweeps.latest(TENANT)).toMatchObject({ unmapped: 1 });
  });

  it('are not made up where the vendor tells no scopes', async () => {
    const world = worldOf([anObservation({ scopes: undefined })]);
    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(await world.store.sweeps.latest(TENANT)).toMatchObject({ unmapped: 0 });
    expect(only(world)).toMatchObject({ tier: 1, topClass: 'UNKNOWN' });
  });
});
