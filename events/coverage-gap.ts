/** One ability of a connector is gone or was never there: what it would have shown is unseen, not absent. */
import * as z from 'zod';
import { Timestamp, tenantEvent } from './envelope.ts';
import { Capability } from './vocabulary.ts';

export const CoverageGap = tenantEvent('coverage.gap', {
  capability: Capability,
  collector: z.string(),
  reason: z.string().max(256),
  /** What to grant or mend at the vendor. */
  remedy: z.string().max(512),
  since: Timestamp,
});
export type CoverageGap = z.infer<typeof CoverageGap>;
