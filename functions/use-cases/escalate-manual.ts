/** Manual steps of an incident that nobody took in time go to the next person of the chain, once. */
import { handOn, taskId } from '#domain/ask.ts';
import type { IncidentLane } from '#domain/incident.ts';
import type { Progress } from '#domain/incident-outcome.ts';
import type { Policy } from '#domain/policy.ts';
import { incidentCircumstance } from './incident-progress.ts';
import type { Clock, Inventory, Ledger, Tasks } from './ports.ts';

export interface EscalateManualPorts {
  readonly inventory: Inventory;
  readonly tasks: Pick<Tasks, 'load'>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly policy: Policy;
}

/** A breach does not wait for lunch to end. */
const ESCALATE_AFTER_MS = 30 * 60_000;
const ESCALATED = 'manual-escalated';
/** Tasks looked at in one invocation; the rest is looked at in the next one. */
const AT_ONCE = 200;

/** Hands on what is due. The answer still ends the same workflow.
 *  @returns how many were handed on */
export async function escalateManual(
  ports: EscalateManualPorts,
  lane: IncidentLane,
  { leftovers }: Progress,
): Promise<number> {
  let escalated = 0;
  const open = leftovers.filter(({ why }) => why === 'under-way').slice(0, AT_ONCE);
  for (const { integrationId } of open) {
    const known = await ports.inventory.load({ ...lane, id: integrationId });
    if (known?.revocation === undefined) continue;
    const task = await ports.tasks.load(taskId(known.revocation.id));
    if (task === undefined || task.answer !== undefined || task.stage === ESCALATED) continue;
    if (task.openedAt + ESCALATE_AFTER_MS > ports.clock.now()) continue;
    const circumstance = {
      ...incidentCircumstance(ports, { id: lane.incidentId }),
      integration: known,
    };
    const stage = { stage: ESCALATED, dueAt: task.dueAt, escalate: true };
    const { next, transition } = handOn(task, stage, circumstance);
    // The same execution waits on: the task moves to another person, not to another step.
    const change = { entity: 'task', next: { ...next, token: task.token }, transition } as const;
    await ports.ledger.commit([change]);
    escalated += 1;
  }
  return escalated;
}
