/**
 * Virtual time and the one scheduler of a run. Work parks at every call of a port; the scheduler
 * picks who goes on. Nothing runs between two picks, so a seed is a schedule.
 */
import type { Chance } from './chance.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

const drained = () => new Promise<void>((resolve) => setImmediate(resolve));

export class Agenda {
  now: number;
  /** Picks made. */
  steps = 0;
  /** Runs after every pick: what must hold at any moment. */
  afterStep: () => void = () => {};
  readonly #chance: Chance;
  readonly #parked: (() => void)[] = [];
  #entries: Entry[] = [];
  #order = 0;

  constructor(chance: Chance, now: number) {
    this.#chance = chance;
    this.now = now;
  }

  /** Resolves when the scheduler lets the caller go on. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#parked.push(resolve));
  }

  /** Does something later. */
  after(ms: number, run: () => void): void {
    this.#order += 1;
    this.#entries.push({ at: this.now + ms, order: this.#order, run });
  }

  /** Runs until nothing is parked and nothing is planned.
   *  @throws RangeError when that takes more picks than any run should */
  async untilRest(stepsMax: number): Promise<void> {
    while (this.#pickOne()) {
      this.steps += 1;
      if (this.steps > stepsMax) throw new RangeError(`no rest after ${stepsMax} steps`);
      await drained();
      this.afterStep();
    }
  }

  #pickOne(): boolean {
    const due = this.#entries.filter((entry) => entry.at <= this.now);
    const choices = this.#parked.length + due.length;
    if (choices > 0) {
      const index = this.#chance.upTo(choices - 1);
      const parked = index < this.#parked.length ? this.#parked.splice(index, 1)[0] : undefined;
      if (parked !== undefined) parked();
      else this.#run(due[index - this.#parked.length]);
      return true;
    }
    const next = this.#entries.reduce<Entry | undefined>(
      (first, one) =>
        first === undefined || one.at < first.at || (one.at === first.at && one.order < first.order)
          ? one
          : first,
      undefined,
    );
    if (next === undefined) return false;
    this.now = next.at;
    this.#run(next);
    return true;
  }

  #run(entry: Entry | undefined): void {
    this.#entries = this.#entries.filter((one) => one !== entry);
    entry?.run();
  }
}
