/** The ladder is at its end and the integration is not proven dead: say so and wake somebody. */

import type { Policy } from '#domain/policy.ts';
import { failRevocation } from '#domain/revocation.ts';
import type { ConcludeRevocationStep } from '#domain/workflow.ts';
import { type ChangePorts, changeIntegration } from './change-integration.ts';
import { closedTask } from './close-task.ts';
import type { Clock, Tasks } from './ports.ts';
import { isUnderWay } from './revoke-grant.ts';
import { targetOf, workflowCircumstance } from './workflow-target.ts';

export interface ConcludeRevocationPorts extends ChangePorts {
  readonly tasks: Tasks;
  readonly clock: Clock;
  readonly policy: Policy;
}

/** Notes the failure; its event pages on-call. Nobody waits for the manual steps any more, so their
 *  task is closed in the same write. */
export async function concludeRevocation(
  ports: ConcludeRevocationPorts,
  step: ConcludeRevocationStep,
): Promise<{ outcome: 'failed' | 'withdrawn' }> {
  const { input } = step;
  let failed = false;
  const after = await changeIntegration(ports, targetOf(input), async (current) => {
    failed = isUnderWay(current, input) && current.incarnation === input.incarnation;
    if (!failed) return undefined;
    const failure = failRevocation(current, step.why, workflowCircumstance(ports, input));
    return { step: failure, also: await closedTask(ports, input, failure.next) };
  });
  if (failed) return { outcome: 'failed' };
  const also = await closedTask(ports, input, after);
  if (also.length > 0) await ports.ledger.commit(also);
  return { outcome: 'withdrawn' };
}
