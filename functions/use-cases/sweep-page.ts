/** One page compared with what is known: equal digests cost no decode, no read and no write. */
import { integrationId } from '#domain/integration-id.ts';
import type { Observation } from '#domain/observation.ts';
import { observationDigest } from '#domain/observation-digest.ts';
import { lastUseMatters } from '#domain/reconcile-known.ts';
import { applyObservation, type ObservationPorts } from './apply-observation.ts';
import { applyPerson } from './apply-person.ts';
import type { KnownRow, WorkQueue } from './ports.ts';
import type { SweepState } from './sweep-state.ts';
import type { CollectorPage } from './vendor-port.ts';

/** Applies one page; counts what changed and what did not. */
export async function applyPage(
  ports: ObservationPorts & { workQueue: WorkQueue },
  state: SweepState,
  page: CollectorPage,
): Promise<void> {
  const observedAt = ports.clock.now();
  let unchanged = 0;
  let changed = 0;
  for (const seen of page.observations) {
    const id = integrationId(seen.key);
    if (!state.seen.has(id)) {
      state.seen.add(id);
      state.seenNow.push(id);
    }
    const row = state.known.get(id);
    if (row !== undefined && isUnchanged(row, seen, observedAt)) {
      unchanged += 1;
      continue;
    }
    const result = await applyObservation(ports, seen, {
      provenance: { ...state.provenance, observedAt },
      loaded: { known: row?.decode() },
    });
    if (result.outcome === 'changed') changed += 1;
    else unchanged += 1;
  }
  for (const person of page.people ?? []) {
    if (await applyPerson(ports, person)) changed += 1;
    else unchanged += 1;
  }
  state.sweep = {
    ...state.sweep,
    unchanged: state.sweep.unchanged + unchanged,
    changed: state.sweep.changed + changed,
  };
}

function isUnchanged(row: KnownRow, seen: Observation, now: number): boolean {
  if (!row.live || row.digest !== observationDigest(seen)) return false;
  // Dormancy is the only decision that last use takes part in; the row carries its deadline.
  const compared = {
    lastUsedDay: row.lastUsedDay,
    said: {},
    deadline:
      row.dormantAt === undefined ? undefined : { kind: 'dormant' as const, at: row.dormantAt },
  };
  return !lastUseMatters(compared, seen, now);
}
