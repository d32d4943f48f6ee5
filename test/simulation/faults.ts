/** What may go wrong in a run, how often, and whether it did. A seed switches kinds on and off. */
import { StaleWriteError, VendorError } from '#domain/errors.ts';
import type { Chance } from './chance.ts';

export const FAULTS = [
  'crash-before',
  'crash-after',
  'fails-before',
  'fails-after',
  'lost-race',
  'publish-partly',
  'message-twice',
  'message-late',
  'stream-twice',
  'delivery-lost',
  'delivery-late',
  'delivery-twice',
  'vendor-down',
  'vendor-limits',
  'vendor-truncates',
  'revoke-times-out',
  'vendor-lies',
  'answer-twice',
  'answer-late',
] as const;
export type Fault = (typeof FAULTS)[number];

/** One port call in so many thousand, when the kind is on. */
const RATE: Readonly<Record<Fault, number>> = {
  'crash-before': 8,
  'crash-after': 8,
  'fails-before': 10,
  'fails-after': 10,
  'lost-race': 30,
  'publish-partly': 120,
  'message-twice': 80,
  'message-late': 150,
  'stream-twice': 80,
  'delivery-lost': 150,
  'delivery-late': 400,
  'delivery-twice': 150,
  'vendor-down': 40,
  'vendor-limits': 30,
  'vendor-truncates': 120,
  'revoke-times-out': 200,
  'vendor-lies': 500,
  'answer-twice': 300,
  'answer-late': 300,
};

export class Faults {
  readonly seen = new Map<Fault, number>();
  /** Off while the run comes to rest. */
  active = true;
  readonly #on: ReadonlySet<Fault>;
  readonly #chance: Chance;

  constructor(chance: Chance, on: ReadonlySet<Fault>) {
    this.#chance = chance;
    this.#on = on;
  }

  /** Whether this goes wrong now. */
  happens(fault: Fault): boolean {
    if (!this.active || !this.#on.has(fault) || !this.#chance.perMille(RATE[fault])) return false;
    this.note(fault);
    return true;
  }

  /** Counts one that happened by itself. */
  note(fault: Fault): void {
    this.seen.set(fault, (this.seen.get(fault) ?? 0) + 1);
  }

  get total(): number {
    return [...this.seen.values()].reduce((sum, one) => sum + one, 0);
  }
}

/** What the AWS SDK throws when a call did not get through: none of our errors. */
export class CallFailedError extends Error {
  override readonly name = 'CallFailedError';
}

export function lostRace(): StaleWriteError {
  return new StaleWriteError('another writer was first');
}

export function vendorDown(): VendorError {
  return new VendorError('vendor-unavailable', 'the vendor does not answer');
}
