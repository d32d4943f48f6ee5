/** HTTP API for people: an answer to a task. Who answers is told by IAM, never by the body. */
import * as z from 'zod';
import { readEnvironment } from '#platform/environment.ts';
import { callerOf, parseBody } from '#platform/http-input.ts';
import { httpHandler, jsonAnswer } from '#platform/middleware.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { logOf, once } from './compose.ts';
import { createDeciding } from './compose-deciding.ts';

const log = logOf('record-decision');
const ports = once(() => createDeciding(readEnvironment('record-decision')));

const Answer = z.strictObject({
  answer: z.enum(['approve', 'refuse', 'done']),
  fingerprint: z.string().max(128),
  comment: z.string().max(1024).optional(),
  backupOwner: z.email().max(320).optional(),
});

export const handler = httpHandler(log, async (event) => {
  const given = parseBody(event, Answer);
  const { task, integration } = await recordDecision(ports(), {
    ...given,
    taskId: event.pathParameters?.taskId ?? '',
    by: callerOf(event),
  });
  const { answer, assignee, vouched } = task;
  // Without an answer it is the first of two: `assignee` is asked for the second.
  return jsonAnswer(200, { taskId: task.id, answer, vouched, assignee, state: integration?.state });
});
