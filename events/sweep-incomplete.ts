/** The sweep did not see everything. Nothing was concluded from what it did not see. */
import * as z from 'zod';
import { Timestamp, tenantEvent } from './envelope.ts';

export const SweepIncomplete = tenantEvent('sweep.incomplete', {
  sweepId: z.string(),
  startedAt: Timestamp,
  finishedAt: Timestamp,
  expected: z.int().nonnegative().optional(),
  received: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  /** Scopes of the tenant that nobody has mapped; each makes its integration tier 1 or worse. */
  unmapped: z.int().nonnegative().optional(),
  skipped: z.int().nonnegative(),
  pages: z.int().nonnegative(),
  reasons: z.array(z.strictObject({ collector: z.string(), reason: z.string().max(256) })).max(50),
  /** More would have vanished than the breaker allows; a person is asked. */
  breaker: z.strictObject({ missing: z.int(), live: z.int() }).optional(),
});
export type SweepIncomplete = z.infer<typeof SweepIncomplete>;
