/** A credential is near or past the age its tier allows. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationTokenAgeing = integrationEvent('integration.token-ageing', {
  issuedAt: Timestamp,
  ageDays: z.int().nonnegative(),
  limitDays: z.int().positive(),
});
export type IntegrationTokenAgeing = z.infer<typeof IntegrationTokenAgeing>;
