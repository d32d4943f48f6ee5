/** Bus: a question to the person who is asked. Schedule: the letter of the day. */
import * as z from 'zod';
import { TaskCreated } from '#events/task-created.ts';
import { TaskEscalated } from '#events/task-escalated.ts';
import { TaskSecondApprovalNeeded } from '#events/task-second-approval-needed.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { tellAssignee, tellOfTheDay } from '#use-cases/tell-assignee.ts';
import { logOf, once } from './compose.ts';
import { createTelling } from './compose-telling.ts';

const log = logOf('tell-assignee');
const ports = once(() => createTelling(readEnvironment('tell-assignee'), log()));

const Called = z.union([
  z.object({ kind: z.literal('of-the-day') }),
  z.object({ detail: z.union([TaskCreated, TaskEscalated, TaskSecondApprovalNeeded]) }),
]);

export const handler = lambdaHandler(log, async (event: unknown) => {
  const called = Called.parse(event);
  if ('kind' in called) return { letters: await tellOfTheDay(ports()) };
  return { outcome: await tellAssignee(ports(), called.detail.task) };
});
