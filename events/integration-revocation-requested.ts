/** Somebody with authority asked to end the integration. Starts the revocation workflow. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';
import { RevocationReason } from './vocabulary.ts';

export const IntegrationRevocationRequested = integrationEvent('integration.revocation-requested', {
  revocationId: z.string(),
  reason: RevocationReason,
  requestedBy: z.string(),
});
export type IntegrationRevocationRequested = z.infer<typeof IntegrationRevocationRequested>;
