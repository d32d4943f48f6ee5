/** What people decide about an open incident: that its plan runs, and that it is closed. */
import { DecisionRefusedError, NotFoundError } from '#domain/errors.ts';
import type { Incident, IncidentTarget } from '#domain/incident.ts';
import { closeIncident as close, foundLater } from '#domain/incident-close.ts';
import { confirmIncident } from '#domain/incident-steps.ts';
import type { Policy } from '#domain/policy.ts';
import { type FindTargetPorts, findTargets } from './find-targets.ts';
import type { IncidentQueue, Incidents } from './incident-port.ts';
import { incidentCircumstance, incidentProgress } from './incident-progress.ts';
import type { Clock, Ledger } from './ports.ts';

export interface DecideIncidentPorts extends FindTargetPorts {
  readonly incidents: Incidents;
  readonly incidentQueue: IncidentQueue;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly policy: Policy;
}

export interface IncidentDecision {
  readonly incidentId: string;
  readonly decision: 'run' | 'close';
  /** Who decides, as the gateway proved it. */
  readonly by: string;
  /** Whom the second person says to be; refused when somebody else signed. */
  readonly confirmBy?: string;
  /** Tenants, `vendor:tenant`, that whoever closes knows were not seen whole. */
  readonly acceptUnseen?: readonly string[];
}

/** Takes one decision.
 *  @throws NotFoundError, DecisionRefusedError naming the rule or what is left */
export function decideIncident(
  ports: DecideIncidentPorts,
  asked: IncidentDecision,
): Promise<Incident> {
  return asked.decision === 'run' ? startIncident(ports, asked) : closeIncident(ports, asked);
}

/** A second person lets the plan run. Asked for again it only wakes the run: nothing is done twice. */
async function startIncident(
  ports: DecideIncidentPorts,
  asked: IncidentDecision,
): Promise<Incident> {
  const { by, confirmBy } = asked;
  if (confirmBy !== undefined && confirmBy.toLowerCase() !== by.toLowerCase()) {
    throw new DecisionRefusedError(`${confirmBy} is to confirm it, and ${by} signed the request`, {
      remedy: 'Let that person run it with an AWS identity of their own.',
    });
  }
  const incident = await loadIncident(ports, asked.incidentId);
  const circumstance = incidentCircumstance(ports, { by, id: incident.id });
  const step = confirmIncident(incident, by, circumstance);
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

/** Closes it, if nothing is left: of what was named, and of what was found since. */
async function closeIncident(
  ports: DecideIncidentPorts,
  asked: IncidentDecision,
): Promise<Incident> {
  const incident = await loadIncident(ports, asked.incidentId);
  const progress = await incidentProgress(ports, incident);
  const { indicators, openedAt } = incident;
  const { targets, unseen } = await findTargets(ports, indicators, openedAt);
  const later = foundLater(await namedTargets(ports, incident), targets);
  const circumstance = incidentCircumstance(ports, { by: asked.by, id: incident.id });
  const closing = {
    by: asked.by,
    progress: { ...progress, leftovers: [...progress.leftovers, ...later] },
    unseen,
    acceptUnseen: asked.acceptUnseen ?? [],
  };
  const step = close(incident, closing, circumstance);
  await ports.ledger.commit([{ entity: 'incident', ...step }]);
  return step.next;
}

async function namedTargets(
  { incidents }: DecideIncidentPorts,
  incident: Incident,
): Promise<IncidentTarget[]> {
  const named: IncidentTarget[] = [];
  for (const lane of incident.lanes) named.push(...(await incidents.targets(incident.id, lane)));
  return named;
}

async function loadIncident({ incidents }: DecideIncidentPorts, id: string): Promise<Incident> {
  const incident = await incidents.load(id);
  if (incident !== undefined) return incident;
  throw new NotFoundError('there is no such incident', {
    remedy: '`grantline incident list` lists them.',
  });
}
