/** What reading one record comes to, for every connector. Pure. */
import type { Reading, Signal } from '#use-cases/vendor-port.ts';

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Means nothing for an integration. */
export function ignored(reason: string): Reading {
  return { outcome: 'ignored', reason };
}

/** Cannot be understood. */
export function rejected(reason: string): Reading {
  return { outcome: 'rejected', reason };
}

/** Means something. */
export function observed(signal: Signal): Reading {
  return { outcome: 'observed', signal };
}
