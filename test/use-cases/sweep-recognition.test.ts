/** Rows that a connector recognises by their wire form: seen and counted, but not read again. */
import type { Observation } from '#domain/observation.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { anObservation, HOUR } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;

const app = (changes: Partial<Observation>) => anObservation(changes);

describe('a row with a wire form', () => {
  it('that was stored is recognised, and counts as seen and unchanged', async () => {
    const world = memoryWorld();
    const listed = app({ wire: 'as listed' });
    world.script.pages = () => ({ observations: [listed] });
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(HOUR);
    world.script.pages = (_cursor, recognise) => ({
      observations: recognise?.({ wire: 'as listed' }) ? [] : [listed],
      expected: 1,
    });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect([...world.store.integrations.values()][0]?.state).toBe('discovered');
    const latest = await world.store.sweeps.latest(TENANT);
    expect(latest).toMatchObject({ status: 'completed', unchanged: 1, changed: 0 });
  });

  it('is read again when its last use moved by a week', async () => {
    const world = memoryWorld();
    const used = (at: number) => ({ wire: 'as listed', lastUsed: { at } });
    world.script.pages = () => ({ observations: [app(used(0))] });
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(HOUR);
    const week = 8 * 24 * HOUR;
    const asked: unknown[] = [];
    world.script.pages = (_cursor, recognise) => {
      asked.push(recognise?.(used(HOUR)), recognise?.(used(week)));
      return { observations: [app(used(week))] };
    };

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(asked).toEqual([true, false]);
    expect([...world.store.integrations.values()][0]?.lastUsedDay).toBe(8);
  });
});
