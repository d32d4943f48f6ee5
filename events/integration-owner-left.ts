/** The directory says the owner (or the person whose consent stands behind the grant) is inactive. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationOwnerLeft = integrationEvent('integration.owner-left', {
  person: z.string(),
  /** Directory status as the vendor words it. */
  directoryStatus: z.string(),
  /** When the policy acts if nobody takes it over. */
  deadline: Timestamp.optional(),
});
export type IntegrationOwnerLeft = z.infer<typeof IntegrationOwnerLeft>;
