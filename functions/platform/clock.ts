/** The only reader of the wall clock. Everything else is given a clock or an instant. */
import type { Clock } from '#use-cases/ports.ts';

/** The real time. */
export const systemClock: Clock = { now: () => Date.now() };
