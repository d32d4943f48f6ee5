/** The end of an incident: only what is proven dead, and only over what was seen. */
import type { Circumstance } from './advance.ts';
import { DecisionRefusedError } from './errors.ts';
import { type Incident, type IncidentTarget, type LaneRef, laneName } from './incident.ts';
import type { Leftover, Progress } from './incident-outcome.ts';
import { type IncidentStep, stepOf } from './incident-steps.ts';
import { isGone } from './integration.ts';
import { toTimestamp } from './time.ts';
import { draft } from './transition.ts';

/** What is there of the vendor now and was not when the incident was opened. */
export function foundLater(
  before: readonly IncidentTarget[],
  now: readonly IncidentTarget[],
): Leftover[] {
  const known = new Set(before.map(({ integrationId }) => integrationId));
  return now
    .filter(({ integrationId, stateAtOpening }) => {
      return !known.has(integrationId) && !isGone(stateAtOpening);
    })
    .map(({ integrationId, name, owner, stateAtOpening }) => {
      return { integrationId, name, owner, why: 'found-later', state: stateAtOpening };
    });
}

export interface Closing {
  readonly by: string;
  readonly progress: Progress;
  /** Tenants that no complete sweep saw since the incident was opened. */
  readonly unseen: readonly LaneRef[];
  /** Those that whoever closes names as not seen, `vendor:tenant`. */
  readonly acceptUnseen: readonly string[];
}

/** Closes an incident of which nothing is left. There is no word that makes a leftover none.
 *  @throws DecisionRefusedError naming the first leftovers, or what no sweep saw */
export function closeIncident(
  incident: Incident,
  closing: Closing,
  circumstance: Circumstance,
): IncidentStep {
  const { leftovers, totals } = closing.progress;
  if (incident.state === 'closed') throw new DecisionRefusedError('the incident is closed already');
  if (leftovers.length > 0) throw leftoversRemain(incident, leftovers);
  const blind = closing.unseen.filter((lane) => !closing.acceptUnseen.includes(laneName(lane)));
  if (blind.length > 0) throw notSeen(incident, blind);
  const next: Incident = {
    ...incident,
    version: incident.version + 1,
    state: 'closed',
    closedAt: circumstance.now,
    closedBy: closing.by,
    closedUnseen: [...closing.unseen],
  };
  const closed = draft('vendor.incident-closed', 'info', {
    openedAt: toTimestamp(incident.openedAt),
    confirmedAt: incident.confirmedAt === undefined ? undefined : toTimestamp(incident.confirmedAt),
    totals,
  });
  return stepOf(next, [closed], circumstance);
}

function leftoversRemain(incident: Incident, leftovers: readonly Leftover[]): DecisionRefusedError {
  const named = leftovers.slice(0, 5).map(({ integrationId, why }) => `${integrationId} (${why})`);
  return new DecisionRefusedError(
    `${leftovers.length} of its integrations are not proven dead: ${named.join(', ')}`,
    {
      remedy: `End each of them; grantline incident show ${incident.id} lists all.`,
      facts: { incidentId: incident.id, leftovers: leftovers.length },
    },
  );
}

function notSeen(incident: Incident, lanes: readonly LaneRef[]): DecisionRefusedError {
  const named = lanes.map(laneName).join(', ');
  return new DecisionRefusedError(`no complete sweep since it was opened of: ${named}`, {
    remedy:
      'Sweep them (grantline sweep --wait). Where no sweep can see everything, name the tenant with --accept-unseen.',
    facts: { incidentId: incident.id, unseen: lanes.length },
  });
}
