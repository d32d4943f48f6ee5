/** Every collector of the sweep saw its list to the end and the counts agree. Said when something changed or the sweep before was incomplete; a sweep that found nothing new says nothing. */
import * as z from 'zod';
import { Timestamp, tenantEvent } from './envelope.ts';

export const SweepCompleted = tenantEvent('sweep.completed', {
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
});
export type SweepCompleted = z.infer<typeof SweepCompleted>;
