/** One seeded source of chance: everything that could go either way in a run asks here. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export class Chance {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
    // Small seeds begin alike; a few numbers later they do not.
    for (let skipped = 0; skipped < 32; skipped += 1) this.#generator.next();
  }

  /** A whole number from 0 to `most`, both included. */
  upTo(most: number): number {
    return uniformInt(this.#generator, 0, most);
  }

  /** Whether something happens that does so in so many of a thousand cases. */
  perMille(rate: number): boolean {
    return rate > 0 && this.upTo(999) < rate;
  }

  /** One of several. */
  pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
    const item = items[this.upTo(items.length - 1)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}
