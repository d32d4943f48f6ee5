/** The task was answered. There is exactly one answer; a second one is refused with this one named. */
import * as z from 'zod';
import { Timestamp, taskEvent } from './envelope.ts';

export const TaskDone = taskEvent('task.done', {
  answer: z.enum(['approve', 'refuse', 'done', 'withdrawn']),
  answeredBy: z.string(),
  answeredAt: Timestamp,
});
export type TaskDone = z.infer<typeof TaskDone>;
