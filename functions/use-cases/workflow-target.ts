/** What every workflow step needs: the integration it is about, if it is still the one meant. */
import type { Circumstance } from '#domain/advance.ts';
import type { Integration, IntegrationRef } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import type { ReauthorisationInput, RevocationInput } from '#domain/workflow.ts';
import type { Clock, Inventory } from './ports.ts';

export type WorkflowInput = ReauthorisationInput | RevocationInput;

/** Address of the integration a workflow is about. */
export function targetOf(input: WorkflowInput): IntegrationRef {
  return { vendor: input.vendor, tenant: input.tenant, id: input.integrationId };
}

/** The integration a workflow is about, or undefined when it came back as another incarnation:
 *  nothing decided for the old one counts for the new one. */
export async function loadTarget(
  ports: { inventory: Inventory },
  input: WorkflowInput,
): Promise<Integration | undefined> {
  const known = await ports.inventory.load(targetOf(input));
  return known?.incarnation === input.incarnation ? known : undefined;
}

/** Circumstance of a step that a workflow takes on its own. */
export function workflowCircumstance(
  ports: { clock: Clock; policy: Policy },
  input: WorkflowInput,
): Circumstance {
  const now = ports.clock.now();
  return {
    now,
    observedAt: now,
    cause: {
      kind: 'workflow',
      ref: 'revocationId' in input ? input.revocationId : input.taskId,
      policy: `${ports.policy.name}@${ports.policy.version}`,
    },
    actor: { type: 'policy', id: ports.policy.name },
    correlationId: input.correlationId,
    policy: ports.policy,
  };
}

/** Whether somebody vouched for exactly this fingerprint after the question was opened: then the
 *  question is answered, whichever task carried the answer. */
export function isVouchedSince(known: Integration, fingerprint: string, openedAt: number): boolean {
  return known.approval?.fingerprint === fingerprint && known.approval.at >= openedAt;
}
