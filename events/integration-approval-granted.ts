/** A person or a pre-approved catalogue entry vouched for this fingerprint until the end date. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationApprovalGranted = integrationEvent('integration.approval-granted', {
  approver: z.string(),
  /** The other person, where the tier wants two. */
  secondApprover: z.string().optional(),
  fingerprint: z.string(),
  validUntil: Timestamp,
  taskId: z.string().optional(),
  comment: z.string().max(1024).optional(),
});
export type IntegrationApprovalGranted = z.infer<typeof IntegrationApprovalGranted>;
