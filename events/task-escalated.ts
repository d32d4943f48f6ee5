/** The assignee did not answer in time; the next one in the chain has it now. */
import * as z from 'zod';
import { Timestamp, taskEvent } from './envelope.ts';

export const TaskEscalated = taskEvent('task.escalated', {
  from: z.string(),
  to: z.string(),
  step: z.int().positive(),
  dueAt: Timestamp,
  /** Set when it was to be stopped before this stage and was not: it still runs. */
  stopFailed: z.literal(true).optional(),
});
export type TaskEscalated = z.infer<typeof TaskEscalated>;
