/** A person was asked to vouch for exactly this fingerprint. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';
import { ReauthorisationReason } from './vocabulary.ts';

export const IntegrationApprovalRequested = integrationEvent('integration.approval-requested', {
  taskId: z.string(),
  reason: ReauthorisationReason,
  approver: z.string(),
  fingerprint: z.string(),
});
export type IntegrationApprovalRequested = z.infer<typeof IntegrationApprovalRequested>;
