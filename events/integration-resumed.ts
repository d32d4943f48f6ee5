/** A suspended integration can act again. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';

export const IntegrationResumed = integrationEvent('integration.resumed', {
  by: z.enum(['grantline', 'source']),
  reason: z.string().max(256),
});
export type IntegrationResumed = z.infer<typeof IntegrationResumed>;
