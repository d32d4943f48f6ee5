/** What people decide about an open incident: that its plan runs, and that it is closed. */
import { NotFoundError } from '#domain/errors.ts';
import type { Incident } from '#domain/incident.ts';
import { closeIncident as close, confirmIncident } from '#domain/incident-steps.ts';
import type { Policy } from '#domain/policy.ts';
import type { IncidentQueue, Incidents } from './incident-port.ts';
import { incidentCircumstance, incidentProgress } from './incident-progress.ts';
import type { Clock, Inventory, Ledger } from './ports.ts';

export interface DecideIncidentPorts {
  readonly inventory: Inventory;
  readonly incidents: Incidents;
  readonly incidentQueue: IncidentQueue;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly policy: Policy;
}

/** A second person lets the plan run. Asked for again it only wakes the run: nothing is done twice.
 *  @throws NotFoundError, DecisionRefusedError */
export async function startIncident(
  ports: DecideIncidentPorts,
  asked: { incidentId: string; by: string },
): Promise<Incident> {
  const incident = await loadIncident(ports, asked.incidentId);
  const circumstance = incidentCircumstance(ports, { by: asked.by, id: incident.id });
  const step = confirmIncident(incident, asked.by, circumstance);
  if (step !== undefined) await ports.ledger.commit([{ entity: 'incident', ...step }]);
  for (const { vendor, tenant } of incident.lanes) {
    await ports.incidentQueue.send({
      kind: 'run-incident',
      incidentId: incident.id,
      vendor,
      tenant,
    });
  }
  return step?.next ?? incident;
}

/** Closes it, if nothing is left.
 *  @throws NotFoundError, DecisionRefusedError naming what is left */
export async function closeIncident(
  ports: DecideIncidentPorts,
  asked: { incidentId: string; by: string },
): Promise<Incident> {
  const incident = await loadIncident(ports, asked.incidentId);
  const progress = await incidentProgress(ports, incident);
  const circumstance = incidentCircumstance(ports, { by: asked.by, id: incident.id });
  const step = close(incident, { by: asked.by, progress }, circumstance);
  await ports.ledger.commit([{ entity: 'incident', ...step }]);
  return step.next;
}

async function loadIncident({ incidents }: DecideIncidentPorts, id: string): Promise<Incident> {
  const incident = await incidents.load(id);
  if (incident !== undefined) return incident;
  throw new NotFoundError('there is no such incident', {
    remedy: '`grantline incident list` lists them.',
  });
}
