/** Two people vouch where the tier wants two: the first answer is kept with the task, the second decides. */
import { assertMayApprove, type Decision } from './approval.ts';
import { type TaskCircumstance, type TaskStep, taskStep } from './ask.ts';
import { limitsOf } from './deadlines.ts';
import type { Integration } from './integration.ts';
import { isSamePerson } from './ownership.ts';
import type { Policy } from './policy.ts';
import type { Task } from './task.ts';
import { toTimestamp } from './time.ts';
import { draft } from './transition.ts';

/** Whether a yes is the first of two. */
export function isFirstOfTwo(task: Task, known: Integration, policy: Policy): boolean {
  return limitsOf(policy, known.tier)['approvals-needed'] === 2 && task.vouched === undefined;
}

/** Keeps the first yes and asks somebody else for the second. The execution goes on waiting.
 *  @throws DecisionRefusedError something else was shown, or they may not approve in the tier */
export function vouchFirst(
  task: Task,
  decision: Decision,
  about: { known: Integration; policy: Policy; circumstance: TaskCircumstance },
): TaskStep {
  const { known, policy, circumstance } = about;
  assertMayApprove(known, decision, policy);
  const { approver: by, comment } = decision;
  const others = [...task.chain, ...(limitsOf(policy, known.tier).approvers ?? [])];
  const next: Task = {
    ...task,
    version: task.version + 1,
    vouched: { by, at: circumstance.now, comment },
    assignee: otherThan(by, [task.assignee, ...others], policy),
    chain: task.chain.filter((one) => !isSamePerson(one, by)),
  };
  const event = draft('task.second-approval-needed', 'info', {
    approvedBy: by,
    approvedAt: toTimestamp(circumstance.now),
    dueAt: toTimestamp(task.dueAt),
  });
  return taskStep(next, [event], circumstance);
}

/** The first who is somebody else; in the end the policy's fallback. */
function otherThan(by: string, asked: readonly string[], policy: Policy): string {
  const other = asked.find((one) => !isSamePerson(one, by));
  return other ?? policy.reauthorisation['fallback-owner'];
}
