/** A person was given something to do, with a due time. */
import * as z from 'zod';
import { Timestamp, taskEvent } from './envelope.ts';

export const TaskCreated = taskEvent('task.created', {
  dueAt: Timestamp,
  title: z.string().max(256),
  steps: z.array(z.string().max(512)).max(20),
  command: z.string().max(512),
});
export type TaskCreated = z.infer<typeof TaskCreated>;
