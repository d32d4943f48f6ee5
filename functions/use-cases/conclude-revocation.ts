/** The ladder is at its end and the integration is not proven dead: say so and wake somebody. */

import type { Policy } from '#domain/policy.ts';
import { failRevocation } from '#domain/revocation.ts';
import type { ConcludeRevocationStep } from '#domain/workflow.ts';
import { type ChangePorts, changeIntegration } from './change-integration.ts';
import type { Clock } from './ports.ts';
import { isUnderWay } from './revoke-grant.ts';
import { targetOf, workflowCircumstance } from './workflow-target.ts';

/** Notes the failure; its event pages on-call. */
export async function concludeRevocation(
  ports: ChangePorts & { clock: Clock; policy: Policy },
  step: ConcludeRevocationStep,
): Promise<{ outcome: 'failed' | 'withdrawn' }> {
  let failed = false;
  await changeIntegration(ports, targetOf(step.input), (current) => {
    failed = isUnderWay(current, step.input) && current.incarnation === step.input.incarnation;
    if (!failed) return undefined;
    const circumstance = workflowCircumstance(ports, step.input);
    return { step: failRevocation(current, step.why, circumstance) };
  });
  return { outcome: failed ? 'failed' : 'withdrawn' };
}
