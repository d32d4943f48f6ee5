import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import type { PointRead } from '#use-cases/vendor-port.ts';
import { anObservation } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;

/** One was known; then the list shows nothing, and the read-back says this. */
async function emptied(read: PointRead) {
  const world = memoryWorld();
  world.script.pages = () => ({ observations: [anObservation()] });
  await sweepVendor(world.ports, TENANT, BUDGET);
  world.script.pages = () => ({ observations: [] });
  world.script.readOne = () => read;
  world.advance(1_000);
  await sweepVendor(world.ports, TENANT, BUDGET);
  return [...world.store.integrations.values()].map((one) => one.state);
}

describe('a list that was not empty and shows nothing', () => {
  it('concludes nothing when the same list is all that can be asked', async () => {
    expect(await emptied({ found: 'absent', from: 'list' })).toEqual(['discovered']);
  });

  it('concludes what the vendor says of each one by itself', async () => {
    expect(await emptied({ found: 'absent' })).toEqual(['removed-at-source']);
  });
});
