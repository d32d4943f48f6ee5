/** What the end of a sweep says, if anything: silence when all is as it was. */
import type { Severity } from '#events/vocabulary.ts';
import type { Sweep } from './sweep.ts';
import { toTimestamp } from './time.ts';
import { draft, type EventDraft, type Transition } from './transition.ts';

/** The transition of a finished sweep; absent when there is nothing to say.
 *  @param unsettled missing integrations about which nothing could be concluded */
export function sweepEnd(sweep: Sweep, unsettled: number): Transition | undefined {
  const event = endEvent(sweep, unsettled);
  if (event === undefined) return undefined;
  return {
    entityId: `sweep:${sweep.id}`,
    version: sweep.version,
    observedAt: sweep.finishedAt ?? sweep.startedAt,
    cause: { kind: 'sweep', ref: sweep.id },
    actor: { type: 'system' },
    correlationId: sweep.id,
    about: { tenant: { vendor: sweep.vendor, tenant: sweep.tenant } },
    events: [event],
    changed: {},
  };
}

function endEvent(sweep: Sweep, unsettled: number): EventDraft | undefined {
  const numbers = manifest(sweep);
  if (sweep.status === 'incomplete') {
    const reasons = reasonsOf(sweep, unsettled);
    return draft('sweep.incomplete', incompleteSeverity(sweep), {
      ...numbers,
      reasons,
      breaker: sweep.breaker,
    });
  }
  const news = sweep.changed + sweep.removed > 0 || sweep.previous !== 'completed';
  return news ? draft('sweep.completed', 'info', numbers) : undefined;
}

/** The first incomplete sweep is worth a look, the tenth of the same kind is not; a tripped breaker
 *  always is. */
function incompleteSeverity(sweep: Sweep): Severity {
  if (sweep.breaker !== undefined) return 'high';
  return sweep.previous === 'incomplete' ? 'info' : 'medium';
}

function reasonsOf(sweep: Sweep, unsettled: number): { collector: string; reason: string }[] {
  const reasons = sweep.runs
    .filter((run) => run.status !== 'complete')
    .map((run) => ({ collector: run.collector, reason: run.reason ?? 'not read' }));
  if (unsettled > 0) {
    reasons.push({
      collector: 'absence',
      reason: `${unsettled} missing could not be confirmed gone`,
    });
  }
  return reasons.slice(0, 50);
}

function manifest(sweep: Sweep) {
  const sum = (of: (run: Sweep['runs'][number]) => number) =>
    sweep.runs.reduce((total, run) => total + of(run), 0);
  const told = sweep.runs.some((run) => run.expected !== undefined);
  return {
    sweepId: sweep.id,
    startedAt: toTimestamp(sweep.startedAt),
    finishedAt: toTimestamp(sweep.finishedAt ?? sweep.startedAt),
    expected: told ? sum((run) => run.expected ?? run.received) : undefined,
    received: sum((run) => run.received),
    unchanged: sweep.unchanged,
    changed: sweep.changed,
    removed: sweep.removed,
    unmapped: sweep.unmapped,
    skipped: sum((run) => run.skipped),
    pages: sum((run) => run.pages),
  };
}
