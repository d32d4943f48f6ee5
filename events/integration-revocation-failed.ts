/** Every rung of the ladder was tried and the integration still lives, or nobody could say. A person must act. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';

export const IntegrationRevocationFailed = integrationEvent('integration.revocation-failed', {
  revocationId: z.string(),
  rungsTried: z.array(z.string()),
  why: z.enum(['still-active', 'refused-by-vendor', 'unverifiable', 'manual-task-overdue']),
});
export type IntegrationRevocationFailed = z.infer<typeof IntegrationRevocationFailed>;
