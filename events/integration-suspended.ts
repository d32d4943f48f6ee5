/** The integration cannot act until resumed. `by` says whether Grantline or someone at the vendor did it. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';

export const IntegrationSuspended = integrationEvent('integration.suspended', {
  by: z.enum(['grantline', 'source']),
  reason: z.string().max(256),
  /** False when the vendor offers no way back. */
  reversible: z.boolean(),
});
export type IntegrationSuspended = z.infer<typeof IntegrationSuspended>;
