/** The end of a sweep: what was not seen, what that means, and the manifest that proves it. */
import { judgeAbsence } from '#domain/absence.ts';
import { VendorError } from '#domain/errors.ts';
import { isBeingEnded, keyOf } from '#domain/integration.ts';
import type { Sweep } from '#domain/sweep.ts';
import { sweepEnd } from '#domain/sweep-end.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';
import { applyObservation } from './apply-observation.ts';
import type { KnownRow } from './ports.ts';
import type { SweepPorts, SweepState } from './sweep-state.ts';
import type { VendorSession } from './vendor-port.ts';

/** Concludes absences, then writes the manifest with its event. */
export async function closeSweep(
  ports: SweepPorts,
  state: SweepState,
  session: VendorSession,
): Promise<void> {
  const absences = await concludeAbsences(ports, state, session);
  const complete = state.sweep.runs.every((run) => run.status === 'complete');
  const next: Sweep = {
    ...state.sweep,
    version: state.sweep.version + (state.stored ? 1 : 0),
    status: complete && absences.unsettled === 0 ? 'completed' : 'incomplete',
    finishedAt: ports.clock.now(),
    removed: state.sweep.removed + absences.removed,
    breaker: absences.breaker,
    runs: state.sweep.runs.map((run) => ({ ...run, cursor: undefined })),
  };
  const ended = sweepEnd(next, absences.unsettled);
  await ports.ledger.commit([{ entity: 'sweep', next, transition: ended }]);
  ports.log.info('sweep ended', {
    vendor: next.vendor,
    status: next.status,
    unchanged: next.unchanged,
    changed: next.changed,
    removed: next.removed,
    pages: next.runs.reduce((sum, run) => sum + run.pages, 0),
  });
}

interface Absences {
  readonly removed: number;
  /** Missing ones about which nothing could be concluded. */
  readonly unsettled: number;
  readonly breaker?: { readonly missing: number; readonly live: number };
}

async function concludeAbsences(
  ports: SweepPorts,
  state: SweepState,
  session: VendorSession,
): Promise<Absences> {
  const covered = coveredKinds(state);
  const rows = [...state.known.values()].filter((row) => row.live && covered.has(row.kind));
  // Only what is missing is unpacked; what we are ending ourselves is proven elsewhere.
  const missing = rows.filter(
    (row) => !state.seen.has(row.id) && !isBeingEnded(row.decode().state),
  );
  const verdict = judgeAbsence(rows.length, missing.length, ports.policy.absence);
  if (verdict.verdict === 'none') return { removed: 0, unsettled: 0 };
  if (verdict.verdict === 'breaker') {
    const { live } = verdict;
    return { removed: 0, unsettled: missing.length, breaker: { missing: missing.length, live } };
  }
  let removed = 0;
  let unsettled = 0;
  for (const row of missing) {
    const gone = await confirmGone(ports, state, { row, session });
    if (gone === 'removed') removed += 1;
    if (gone === 'unknown') unsettled += 1;
  }
  return { removed, unsettled };
}

/** Kinds whose every list was seen whole. */
function coveredKinds(state: SweepState): ReadonlySet<IntegrationKind> {
  const { collectors } = state.provenance.connector;
  const complete = new Set<IntegrationKind>();
  const broken = new Set<IntegrationKind>();
  for (const collector of collectors) {
    const run = state.sweep.runs.find((one) => one.collector === collector.name);
    const target = run?.status === 'complete' ? complete : broken;
    for (const kind of collector.kinds) target.add(kind);
  }
  for (const kind of broken) complete.delete(kind);
  return complete;
}

/** Whether no list of this kind showed a single row. Something was known of it, so the list is as
 *  likely wrong as right, and reading it once more proves nothing. */
function isEmptied(state: SweepState, kind: IntegrationKind): boolean {
  const { collectors } = state.provenance.connector;
  const ofKind = new Set(
    collectors.filter((one) => one.kinds.includes(kind)).map((one) => one.name),
  );
  return state.sweep.runs.every((run) => !ofKind.has(run.collector) || run.received === 0);
}

async function confirmGone(
  ports: SweepPorts,
  state: SweepState,
  about: { row: KnownRow; session: VendorSession },
): Promise<'removed' | 'present' | 'unknown'> {
  const known = about.row.decode();
  const key = keyOf(known);
  const target = { key, handle: known.handle ?? {}, clientName: known.clientName };
  const provenance = { ...state.provenance, observedAt: ports.clock.now() };
  try {
    const read = await state.provenance.connector.readOne(about.session, target);
    if (read.found === 'unknown') return 'unknown';
    if (read.found === 'present') {
      await applyObservation(ports, read.observation, { provenance });
      return 'present';
    }
    if (read.from === 'list' && isEmptied(state, known.kind)) return 'unknown';
  } catch (error) {
    if (error instanceof VendorError) return 'unknown';
    throw error;
  }
  const gone = { key, presence: { status: 'removed' as const, cause: 'unknown' as const } };
  const result = await applyObservation(ports, gone, { provenance });
  return result.outcome === 'changed' ? 'removed' : 'present';
}
