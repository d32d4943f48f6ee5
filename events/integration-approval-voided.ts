/** An approval ended before its date because what was approved is no longer what is there. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';

/** Why an approval ended before its time, or with it. */
export const VoidedWhy = z.enum([
  'scopes-expanded',
  'fingerprint-drifted',
  'owner-left',
  'expired',
  'new-incarnation',
]);

export const IntegrationApprovalVoided = integrationEvent('integration.approval-voided', {
  approvedFingerprint: z.string(),
  currentFingerprint: z.string(),
  why: VoidedWhy,
  /** Names of the fingerprint lines that differ. */
  facets: z.array(z.string()).max(20),
});
export type IntegrationApprovalVoided = z.infer<typeof IntegrationApprovalVoided>;
