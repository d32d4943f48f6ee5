/** The lists of a sweep, page by page, each ended by itself, by its bound or by the vendor's refusal. */
import { VendorError } from '#domain/errors.ts';
import { type CollectorRun, judgeRun } from '#domain/sweep.ts';
import { noteGap, noteRestored } from './note-coverage.ts';
import { applyPage, recogniserOf } from './sweep-page.ts';
import type { SweepBudget, SweepPorts, SweepState } from './sweep-state.ts';
import type { Collector, VendorConnector, VendorSession } from './vendor-port.ts';

const DELAY_SECONDS_MAX = 900;

/** Reads until all lists ended or the budget is used up.
 *  @returns seconds to wait before going on, or undefined when every list ended */
export async function runCollectors(
  ports: SweepPorts,
  state: SweepState,
  using: { session: VendorSession; connector: VendorConnector; budget: SweepBudget },
): Promise<number | undefined> {
  for (let pages = 0; ; pages += 1) {
    const collector = using.connector.collectors.find((one) => isOpen(state, one.name));
    if (collector === undefined) return undefined;
    if (pages >= using.budget.pagesMax || ports.clock.now() >= using.budget.until) return 0;
    const pause = await readPage(ports, state, { collector, session: using.session });
    if (pause !== undefined) return pause;
  }
}

function isOpen(state: SweepState, collector: string): boolean {
  const { status } = runOf(state, collector);
  return status === 'waiting' || status === 'running';
}

function runOf(state: SweepState, collector: string): CollectorRun {
  const run = state.sweep.runs.find((one) => one.collector === collector);
  return (
    run ?? {
      collector,
      status: 'incomplete',
      pages: 0,
      received: 0,
      skipped: 0,
      reason: 'new collector',
    }
  );
}

function setRun(state: SweepState, run: CollectorRun): void {
  state.sweep = {
    ...state.sweep,
    runs: state.sweep.runs.map((one) => (one.collector === run.collector ? run : one)),
  };
}

/** One page of one list.
 *  @returns seconds to wait when the vendor asks for a pause */
export async function readPage(
  ports: SweepPorts,
  state: SweepState,
  using: { collector: Collector; session: VendorSession },
): Promise<number | undefined> {
  const { collector, session } = using;
  const run = runOf(state, collector.name);
  try {
    const askedAt = ports.clock.now();
    const seenBefore = state.seen.size;
    const known = recogniserOf(state, askedAt);
    const page = await collector.page(session, run.cursor, known.recognise);
    const refused = await applyPage(ports, state, {
      page,
      askedAt,
      recognised: known.recognised(),
    });
    const read: CollectorRun = {
      ...run,
      status: 'running',
      pages: run.pages + 1,
      // A row that moved and came twice makes up for none that was pushed out of sight.
      received: run.received + (state.seen.size - seenBefore) + (page.people?.length ?? 0),
      skipped:
        run.skipped + refused + (page.skipped ?? []).reduce((sum, one) => sum + one.count, 0),
      expected: page.expected ?? run.expected,
      cursor: page.next,
    };
    const ended = afterPage(read, { before: run.cursor, pagesMax: collector.pagesMax });
    setRun(state, ended);
    if (ended.status === 'complete') await noteRestored(ports, state, collector);
    return undefined;
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return afterFailure(ports, state, { collector, error });
  }
}

/** Ends a run at the end of its list, at its page bound, or when paging goes in a circle. */
function afterPage(
  run: CollectorRun,
  bounds: { before: string | undefined; pagesMax: number },
): CollectorRun {
  if (run.cursor === undefined) return judgeRun(run);
  if (run.cursor === bounds.before) {
    return { ...run, status: 'incomplete', reason: 'the next page is the same page again' };
  }
  if (run.pages >= bounds.pagesMax) {
    return { ...run, status: 'incomplete', reason: `more than ${bounds.pagesMax} pages` };
  }
  return run;
}

async function afterFailure(
  ports: SweepPorts,
  state: SweepState,
  failed: { collector: Collector; error: VendorError },
): Promise<number | undefined> {
  const { collector, error } = failed;
  if (error.code === 'vendor-rate-limited') {
    return Math.min(DELAY_SECONDS_MAX, Math.ceil((error.retryAfterMs ?? 60_000) / 1000));
  }
  const reason = `${error.code}: ${error.message}`.slice(0, 256);
  setRun(state, { ...runOf(state, collector.name), status: 'incomplete', reason });
  if (error.code === 'vendor-unauthorised') {
    // The credential is dead for every list: asking on would only be noise at the vendor.
    for (const run of state.sweep.runs) {
      if (run.status !== 'complete') setRun(state, { ...run, status: 'incomplete', reason });
    }
  }
  if (error.code === 'vendor-forbidden' || error.code === 'vendor-unauthorised') {
    await noteGap(ports, state, { collector, reason, remedy: error.remedy });
  }
  ports.log.warn('list not seen to its end', {
    vendor: state.connection.vendor,
    collector: collector.name,
    code: error.code,
  });
  return undefined;
}
