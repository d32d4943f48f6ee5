/** The approver said no. A revocation follows. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';

export const IntegrationApprovalRefused = integrationEvent('integration.approval-refused', {
  approver: z.string(),
  fingerprint: z.string(),
  taskId: z.string().optional(),
  comment: z.string().max(1024).optional(),
});
export type IntegrationApprovalRefused = z.infer<typeof IntegrationApprovalRefused>;
