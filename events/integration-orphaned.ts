/** Nobody answers for the integration: no owner, no backup, and the time limit of its tier is running. */
import type * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationOrphaned = integrationEvent('integration.orphaned', {
  since: Timestamp,
  deadline: Timestamp,
});
export type IntegrationOrphaned = z.infer<typeof IntegrationOrphaned>;
