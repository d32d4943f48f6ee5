/** The approval or the grant itself has reached its end date. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationExpired = integrationEvent('integration.expired', {
  endedAt: Timestamp,
  what: z.enum(['approval', 'grant']),
});
export type IntegrationExpired = z.infer<typeof IntegrationExpired>;
