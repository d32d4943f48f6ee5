/** Stops an integration in a way that can be undone, where the vendor has one; noted when seen. */
import type { Integration } from '#domain/integration.ts';
import { maySuspend, noteSuspended } from '#domain/suspension.ts';
import type { SuspensionResult } from '#domain/workflow.ts';
import { type ActPorts, actTargetOf, outcomeOf, readBack, sessionFor } from './act-ports.ts';
import { changeIntegration } from './change-integration.ts';
import { orPause } from './vendor-pause.ts';
import {
  loadTarget,
  targetOf,
  type WorkflowInput,
  workflowCircumstance,
} from './workflow-target.ts';

/** Whether the question whose silence would stop it is no longer the one that stands: somebody vouched
 *  for it meanwhile, or it is asked about anew. */
function isAnswered(known: Integration, input: WorkflowInput): boolean {
  return !('revocationId' in input) && known.asked !== input.taskId;
}

/** Suspends the integration a workflow is about.
 *  @param pausedSeconds how long the vendor's pauses have been waited out already
 *  @returns `done` only when the vendor shows it stopped, `wait` when the vendor asks for a pause */
export function suspendGrant(
  ports: ActPorts,
  input: WorkflowInput,
  pausedSeconds: number = 0,
): Promise<SuspensionResult> {
  return orPause(() => suspendOnce(ports, input), { policy: ports.policy, pausedSeconds });
}

async function suspendOnce(ports: ActPorts, input: WorkflowInput): Promise<SuspensionResult> {
  const known = await loadTarget(ports, input);
  if (known === undefined || !maySuspend(known) || isAnswered(known, input)) {
    return { outcome: 'nothing-to-do' };
  }
  const connector = await ports.vendors.connector(known.vendor);
  const rung = connector.capabilities.kinds[known.kind]?.suspend.find((one) => one.how === 'api');
  if (rung === undefined) return { outcome: 'not-possible' };
  const session = await sessionFor(ports, known, 'act');
  if (session === undefined) return { outcome: 'refused' };
  const target = actTargetOf(known);
  const answer = await outcomeOf(() => connector.suspend(session, target, rung.name));
  if (answer.outcome === 'refused' || answer.outcome === 'manual') return { outcome: 'refused' };
  const seen = await readBack(connector, session, target);
  const stopped =
    seen.found === 'absent' ||
    (seen.found === 'present' && seen.observation.presence.status === 'suspended');
  if (!stopped) {
    ports.log.warn('suspension not seen at the vendor', { vendor: known.vendor, rung: rung.name });
    return { outcome: 'refused' };
  }
  await changeIntegration(ports, targetOf(input), (current) => {
    if (current.incarnation !== input.incarnation || !maySuspend(current)) return undefined;
    const reason = 'revocationId' in input ? 'revocation' : 'no answer';
    const circumstance = workflowCircumstance(ports, input);
    return { step: noteSuspended(current, { rung: rung.name, reason }, circumstance) };
  });
  return { outcome: 'done' };
}
