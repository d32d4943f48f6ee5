/** Nobody answered to the last call: the integration ends, unless somebody vouched for it meanwhile. */
import { withdrawTask } from '#domain/ask.ts';
import { isLive } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import { requestRevocation } from '#domain/revocation.ts';
import type { ReauthorisationInput } from '#domain/workflow.ts';
import { type ChangePorts, changeIntegration } from './change-integration.ts';
import type { Change, Clock, Tasks } from './ports.ts';
import { isVouchedSince, targetOf, workflowCircumstance } from './workflow-target.ts';

export interface ConcludePorts extends ChangePorts {
  readonly tasks: Tasks;
  readonly clock: Clock;
  readonly policy: Policy;
}

/** Asks for the revocation that silence leads to, and closes the task in the same write. */
export async function concludeReauthorisation(
  ports: ConcludePorts,
  input: ReauthorisationInput,
): Promise<{ outcome: 'revoking' | 'withdrawn' }> {
  let revoking = false;
  const after = await changeIntegration(ports, targetOf(input), async (known) => {
    revoking = false;
    const task = await ports.tasks.load(input.taskId);
    const settled =
      task?.answer !== undefined ||
      known.incarnation !== input.incarnation ||
      !isLive(known.state) ||
      isVouchedSince(known, input.fingerprint, task?.openedAt ?? 0);
    if (settled) return undefined;
    const circumstance = workflowCircumstance(ports, input);
    const reason = input.reason === 'owner-left' ? 'owner-left' : 'no-answer';
    const requestedBy = `policy:${ports.policy.name}`;
    const step = requestRevocation(known, { reason, requestedBy }, circumstance);
    if (step === undefined) return undefined;
    revoking = true;
    const also: Change[] = [];
    if (task !== undefined) {
      also.push({ entity: 'task', ...withdrawTask(task, { ...circumstance, known: step.next }) });
    }
    return { step, also };
  });
  if (revoking) return { outcome: 'revoking' };
  const task = await ports.tasks.load(input.taskId);
  if (task !== undefined && task.answer === undefined) {
    const known = { ...workflowCircumstance(ports, input), known: after };
    await ports.ledger.commit([{ entity: 'task', ...withdrawTask(task, known) }]);
  }
  return { outcome: 'withdrawn' };
}
