/** One of the two people that the tier wants has vouched; the assignee named here is asked to be the other.
 *  Nothing is approved yet. */
import * as z from 'zod';
import { Timestamp, taskEvent } from './envelope.ts';

export const TaskSecondApprovalNeeded = taskEvent('task.second-approval-needed', {
  approvedBy: z.string(),
  approvedAt: Timestamp,
  dueAt: Timestamp,
});
export type TaskSecondApprovalNeeded = z.infer<typeof TaskSecondApprovalNeeded>;
