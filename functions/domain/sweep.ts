/** A sweep: what was attempted, what was seen, what was held back, and whether that was all. */
import * as z from 'zod';
import { Vendor } from '#events/vocabulary.ts';

const Count = z.int().nonnegative();

/** Progress of one collector within a sweep. */
export const CollectorRun = z.strictObject({
  collector: z.string(),
  status: z.enum(['waiting', 'running', 'complete', 'incomplete']),
  /** Why it is incomplete. */
  reason: z.string().optional(),
  cursor: z.string().optional(),
  pages: Count,
  expected: Count.optional(),
  received: Count,
  skipped: Count,
});
export type CollectorRun = z.infer<typeof CollectorRun>;

/** Manifest and checkpoint in one. */
export const Sweep = z.strictObject({
  /** `<vendor>:<tenant>:<start>`, the start in epoch milliseconds. */
  id: z.string(),
  vendor: Vendor,
  tenant: z.string(),
  version: z.int().positive(),
  status: z.enum(['running', 'completed', 'incomplete']),
  /** How the sweep before ended; absent = this is the first, everything is inventory, not news. */
  previous: z.enum(['completed', 'incomplete']).optional(),
  startedAt: z.int(),
  finishedAt: z.int().optional(),
  runs: z.array(CollectorRun),
  unchanged: Count,
  changed: Count,
  removed: Count,
  /** Scopes of the tenant's integrations that nobody has mapped; told at the end. */
  unmapped: Count.optional(),
  /** Names of the chunks of seen ids that are kept beside it. */
  seenChunks: z.array(z.string()),
  breaker: z.strictObject({ missing: Count, live: Count }).optional(),
});
export type Sweep = z.infer<typeof Sweep>;

/** A fresh sweep over the named collectors. A predecessor that never ended counts as incomplete. */
export function startSweep(
  { vendor, tenant }: { vendor: Sweep['vendor']; tenant: string },
  collectors: readonly { readonly name: string }[],
  begin: { now: number; previous: Sweep['status'] | undefined },
): Sweep {
  const { now, previous } = begin;
  return {
    id: `${vendor}:${tenant}:${now}`,
    vendor,
    tenant,
    version: 1,
    status: 'running',
    previous: previous === 'running' ? 'incomplete' : previous,
    startedAt: now,
    runs: collectors.map(({ name }) => ({
      collector: name,
      status: 'waiting',
      pages: 0,
      received: 0,
      skipped: 0,
    })),
    unchanged: 0,
    changed: 0,
    removed: 0,
    seenChunks: [],
  };
}

/** Whether a run saw its whole list: ended by itself, nothing held back, counts agree. */
export function judgeRun(run: CollectorRun): CollectorRun {
  if (run.skipped > 0) {
    return {
      ...run,
      status: 'incomplete',
      reason: `the vendor held back ${run.skipped} rows or sent them too large to keep`,
    };
  }
  if (run.expected !== undefined && run.received < run.expected) {
    return {
      ...run,
      status: 'incomplete',
      reason: `the vendor counts ${run.expected} but listed ${run.received}`,
    };
  }
  return { ...run, status: 'complete' };
}
