/** The use cases under a seeded scheduler: whatever goes wrong, what must hold holds. */
import { BUGS } from './bug-names.ts';
import { FAULTS } from './faults.ts';
import { simulate } from './simulate.ts';

/** The long run is `npm run simulate`. */
const SEEDS = 60;
/** Planted mistakes that show within few seeds; `npm run simulate -- --prove` shows all. */
const SHOWN = BUGS.slice(0, 8);

describe('the whole line under faults', () => {
  it('holds every invariant, and every kind of fault did happen', async () => {
    const failures: string[] = [];
    const seen = new Set<string>();
    let calm = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { violations, faults, kind } = await simulate(seed);
      if (kind.calm) calm += 1;
      for (const fault of faults.keys()) seen.add(fault);
      if (violations.length > 0) failures.push(`seed ${seed}: ${violations.join('; ')}`);
    }

    expect(failures).toEqual([]);
    expect(calm).toBeGreaterThan(0);
    expect(FAULTS.filter((fault) => !seen.has(fault))).toEqual([]);
  }, 120_000);

  it('replays a seed to the byte', async () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      expect((await simulate(seed)).digest).toBe((await simulate(seed)).digest);
    }
  }, 30_000);

  it.each(SHOWN)(
    'finds a planted mistake: %s',
    async (bug) => {
      let found = 0;
      for (let seed = 1; seed <= 60 && found === 0; seed += 1) {
        found = (await simulate(seed, { bug })).violations.length;
      }

      expect(found).toBeGreaterThan(0);
    },
    60_000,
  );
});
