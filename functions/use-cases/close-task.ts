/** The task of a revocation that has ended: nobody waits for its answer any more. */
import { withdrawTask } from '#domain/ask.ts';
import type { Integration } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import type { RevocationInput } from '#domain/workflow.ts';
import type { Change, Clock, Tasks } from './ports.ts';
import { workflowCircumstance } from './workflow-target.ts';

/** The change that closes the task of a revocation; none when it was answered or never opened. */
export async function closedTask(
  ports: { tasks: Tasks; clock: Clock; policy: Policy },
  input: RevocationInput,
  known: Integration,
): Promise<Change[]> {
  const task = await ports.tasks.load(input.taskId);
  if (task === undefined || task.answer !== undefined) return [];
  const closed = withdrawTask(task, { ...workflowCircumstance(ports, input), known });
  return [{ entity: 'task', ...closed }];
}
