/** An ability that was gone works again. */
import * as z from 'zod';
import { Timestamp, tenantEvent } from './envelope.ts';
import { Capability } from './vocabulary.ts';

export const CoverageRestored = tenantEvent('coverage.restored', {
  capability: Capability,
  collector: z.string(),
  since: Timestamp,
});
export type CoverageRestored = z.infer<typeof CoverageRestored>;
