/** An answer with a signed link. Whoever holds the link proves to be the one it was sent to; looking
 *  decides nothing, and whatever counts for any other answer counts here. */
import { assertUnanswered } from '#domain/ask.ts';
import { NotFoundError } from '#domain/errors.ts';
import type { Task } from '#domain/task.ts';
import { type DecisionPorts, type GivenAnswer, recordDecision } from './record-decision.ts';
import type { AnswerLinks } from './telling-ports.ts';

export interface LinkPorts extends DecisionPorts {
  readonly links: AnswerLinks;
}

/** The question behind a link, as long as it can be answered.
 *  @throws DecisionRefusedError a link that is expired or no link of ours; a task that is answered
 *  @throws NotFoundError the task is gone */
export async function lookByLink(
  ports: Pick<LinkPorts, 'links' | 'tasks'>,
  token: string,
): Promise<{ task: Task; person: string }> {
  const claim = await ports.links.read(token);
  const task = await ports.tasks.load(claim.taskId);
  if (task === undefined) throw new NotFoundError('this question is no longer kept');
  assertUnanswered(task);
  return { task, person: claim.person };
}

/** Records the answer of the person whom the link names, to what they were shown.
 *  @throws DecisionRefusedError as `recordDecision`, and for the link itself */
export async function answerByLink(
  ports: LinkPorts,
  token: string,
  given: Pick<GivenAnswer, 'answer' | 'comment' | 'backupOwner'>,
): Promise<Task> {
  const { taskId, person, fingerprint } = await ports.links.read(token);
  const { task } = await recordDecision(ports, { ...given, taskId, fingerprint, by: person });
  return task;
}
