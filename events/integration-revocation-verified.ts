/** The integration is proven dead: absent in a read-back, refused or past its token life, no use since. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationRevocationVerified = integrationEvent('integration.revocation-verified', {
  revocationId: z.string(),
  rung: z.string(),
  checks: z.strictObject({
    absentAt: Timestamp,
    probe: z.enum(['refused', 'token-life-over', 'attested']),
    probeAt: Timestamp,
    lastUseSeenAt: Timestamp.optional(),
  }),
});
export type IntegrationRevocationVerified = z.infer<typeof IntegrationRevocationVerified>;
