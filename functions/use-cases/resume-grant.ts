/** Lets an integration work again after somebody vouched for it; noted when seen. */
import { noteResumed } from '#domain/suspension.ts';
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

/** Resumes what Grantline suspended. Fingerprint and approval must agree: what changed while it was
 *  stopped stays stopped.
 *  @param pausedSeconds how long the vendor's pauses have been waited out already
 *  @returns `done` only when the vendor shows it running, `wait` when the vendor asks for a pause */
export function resumeGrant(
  ports: ActPorts,
  input: WorkflowInput,
  pausedSeconds: number = 0,
): Promise<SuspensionResult> {
  return orPause(() => resumeOnce(ports, input), { policy: ports.policy, pausedSeconds });
}

async function resumeOnce(ports: ActPorts, input: WorkflowInput): Promise<SuspensionResult> {
  const known = await loadTarget(ports, input);
  const rung = known?.suspension?.rung;
  if (known?.state !== 'suspended' || known.suspension?.by !== 'grantline' || rung === undefined) {
    return { outcome: 'nothing-to-do' };
  }
  if (known.approval?.fingerprint !== known.fingerprint) return { outcome: 'refused' };
  const connector = await ports.vendors.connector(known.vendor);
  const session = await sessionFor(ports, known, 'act');
  if (session === undefined) return { outcome: 'refused' };
  const target = actTargetOf(known);
  const answer = await outcomeOf(() => connector.resume(session, target, rung));
  if (answer.outcome === 'refused' || answer.outcome === 'manual') return { outcome: 'refused' };
  const seen = await readBack(connector, session, target);
  if (seen.found !== 'present' || seen.observation.presence.status !== 'active') {
    ports.log.warn('resumption not seen at the vendor', { vendor: known.vendor, rung });
    return { outcome: 'refused' };
  }
  await changeIntegration(ports, targetOf(input), (current) => {
    const step = noteResumed(current, 'approved again', workflowCircumstance(ports, input));
    return step === undefined ? undefined : { step };
  });
  return { outcome: 'done' };
}
