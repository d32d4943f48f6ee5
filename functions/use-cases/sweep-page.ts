/** One page compared with what is known: equal digests cost no decode, no read and no write. */
import { GrantlineError } from '#domain/errors.ts';
import { integrationId } from '#domain/integration-id.ts';
import type { LastUsed, Observation } from '#domain/observation.ts';
import { observationDigest, wireDigest } from '#domain/observation-digest.ts';
import { lastUseMatters } from '#domain/reconcile-known.ts';
import { RISK_VERSION } from '#domain/risk.ts';
import type { Instant } from '#domain/time.ts';
import { applyObservation, type ObservationPorts } from './apply-observation.ts';
import { applyPerson } from './apply-person.ts';
import type { KnownRow, Log, WorkQueue } from './ports.ts';
import type { SweepState } from './sweep-state.ts';
import type { CollectorPage, Recognise } from './vendor-port.ts';

/** Recognises rows that are known as they are, and notes each as seen. */
export function recogniserOf(state: SweepState, now: number): Recogniser {
  let rows = 0;
  return {
    recognise(listed) {
      const row = state.knownAs.get(wireDigest(listed.wire));
      if (row === undefined || !row.live || useMatters(row, listed.lastUsed, now)) return false;
      noteSeen(state, row.id);
      rows += 1;
      return true;
    },
    recognised: () => rows,
  };
}

export interface Recogniser {
  readonly recognise: Recognise;
  /** How many rows it has recognised. */
  recognised(): number;
}

/** Applies one page; counts what changed and what did not. One record that is too large to be kept keeps
 *  none of the others from being applied. What a page shows is as old as the asking
 *  for it: something may have ended while it was on its way.
 *  @param read the page, our time before it was asked for, and how many rows were recognised
 *  @returns how many records could not be kept */
export async function applyPage(
  ports: ObservationPorts & { workQueue: WorkQueue; log: Log },
  state: SweepState,
  read: { page: CollectorPage; askedAt: Instant; recognised: number },
): Promise<number> {
  const { page, askedAt, recognised } = read;
  const people = page.people ?? [];
  let changed = 0;
  let refused = 0;
  for (const seen of page.observations) {
    // Nothing is awaited for an unchanged record: most records of most sweeps are.
    const row = rowOf(state, seen);
    if (row !== undefined && isUnchanged(row, seen, ports.clock.now())) continue;
    const applied = await applyUnlessTooLarge(ports, state, { seen, row, askedAt });
    if (applied === 'too-large') refused += 1;
    else if (applied) changed += 1;
  }
  for (const person of people) {
    if (await applyPerson(ports, person)) changed += 1;
  }
  const total = recognised + page.observations.length + people.length;
  state.sweep = {
    ...state.sweep,
    unchanged: state.sweep.unchanged + total - changed,
    changed: state.sweep.changed + changed,
  };
  return refused;
}

async function applyUnlessTooLarge(
  ports: ObservationPorts & { log: Log },
  state: SweepState,
  about: { seen: Observation; row: KnownRow | undefined; askedAt: Instant },
): Promise<boolean | 'too-large'> {
  try {
    return await applySeen(ports, state, about);
  } catch (error) {
    if (!(error instanceof GrantlineError) || error.code !== 'limit-reached') throw error;
    const { vendor, kind } = about.seen.key;
    ports.log.error('a record is too large to be kept', {
      integrationId: integrationId(about.seen.key),
      vendor,
      kind,
      scopes: about.seen.scopes?.length,
    });
    ports.log.count('RecordTooLarge', 1, { vendor });
    return 'too-large';
  }
}

function rowOf(state: SweepState, seen: Observation): KnownRow | undefined {
  const id = integrationId(seen.key);
  noteSeen(state, id);
  return state.known.get(id);
}

function noteSeen(state: SweepState, id: string): void {
  if (state.seen.has(id)) return;
  state.seen.add(id);
  state.seenNow.push(id);
}

async function applySeen(
  ports: ObservationPorts,
  state: SweepState,
  about: { seen: Observation; row: KnownRow | undefined; askedAt: Instant },
): Promise<boolean> {
  const result = await applyObservation(ports, about.seen, {
    provenance: { ...state.provenance, observedAt: about.askedAt },
    loaded: { known: about.row?.decode() },
  });
  if (result.outcome !== 'changed') return false;
  const { next } = result.step;
  state.unmapped.set(next.id, next.risk?.unmapped ?? 0);
  return true;
}

function isUnchanged(row: KnownRow, seen: Observation, now: number): boolean {
  return (
    row.live &&
    isRated(row) &&
    row.digest === observationDigest(seen) &&
    !useMatters(row, seen.lastUsed, now)
  );
}

/** Whether a row was rated by the scale of today. One that was not is read and rated once more. */
export function isRated(row: KnownRow): boolean {
  return row.riskVersion === RISK_VERSION;
}

function useMatters(row: KnownRow, lastUsed: LastUsed | undefined, now: number): boolean {
  // Dormancy is the only decision that last use takes part in; the row carries its deadline.
  const compared = {
    lastUsedDay: row.lastUsedDay,
    said: {},
    deadline:
      row.dormantAt === undefined ? undefined : { kind: 'dormant' as const, at: row.dormantAt },
  };
  return lastUseMatters(compared, { lastUsed }, now);
}
