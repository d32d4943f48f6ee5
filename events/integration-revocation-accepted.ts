/** The vendor accepted a revocation call. Not yet proof: the read-back and the residual clock follow. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationRevocationAccepted = integrationEvent('integration.revocation-accepted', {
  revocationId: z.string(),
  rung: z.string(),
  attempt: z.int().positive(),
  /** Until when tokens already issued may live on. */
  residualUntil: Timestamp.optional(),
});
export type IntegrationRevocationAccepted = z.infer<typeof IntegrationRevocationAccepted>;
