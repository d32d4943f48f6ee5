/** No use seen for the dormancy period. Never sent when the last use is unknown. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationDormant = integrationEvent('integration.dormant', {
  lastUsedAt: Timestamp,
  idleDays: z.int().nonnegative(),
});
export type IntegrationDormant = z.infer<typeof IntegrationDormant>;
