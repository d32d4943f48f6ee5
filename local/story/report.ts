/** The end of the story: a table for people, and run.json for machines. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { StepResult } from './play.ts';

export interface RunReport {
  readonly engine: { readonly name: string; readonly version: string };
  readonly stack: { readonly resources: number; readonly functions: number };
  readonly integrations: {
    readonly total: number;
    readonly byVendor: Readonly<Record<string, number>>;
  };
  readonly events: Readonly<Record<string, number>>;
  readonly steps: readonly StepResult[];
  readonly ok: boolean;
}

const Listed = z.array(z.object({ vendor: z.string() }));

/** Counts integrations by vendor from `grantline list`. */
export function countByVendor(listed: unknown): RunReport['integrations'] {
  const byVendor: Record<string, number> = {};
  const all = Listed.parse(listed);
  for (const { vendor } of all) byVendor[vendor] = (byVendor[vendor] ?? 0) + 1;
  return { total: all.length, byVendor };
}

/** Counts events by detail type. */
export function countByType(events: readonly LifecycleEvent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type } of events) counts[type] = (counts[type] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => a.localeCompare(b)));
}

/** Writes run.json. */
export function writeReport(file: string, report: RunReport): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** The table at the end. */
export function reportText(report: RunReport): string {
  const width = Math.max(...report.steps.map((step) => step.title.length));
  const steps = report.steps.map(
    (step) => `  ${step.ok ? 'ok ' : 'NO '} ${step.title.padEnd(width)}  ${step.observed}`,
  );
  const events = Object.entries(report.events).map(
    ([type, count]) => `  ${String(count).padStart(4)}  ${type}`,
  );
  const vendors = Object.entries(report.integrations.byVendor)
    .map(([vendor, count]) => `${vendor} ${count}`)
    .join(', ');
  return [
    '',
    `Deployed ${report.stack.resources} resources, ${report.stack.functions} functions on ${report.engine.name} ${report.engine.version}.`,
    `Discovered ${report.integrations.total} integrations (${vendors}).`,
    '',
    'What happened:',
    ...steps,
    '',
    'What was said on the bus:',
    ...events,
    '',
    report.ok ? 'Every expectation was observed.' : 'SOME EXPECTATIONS WERE NOT OBSERVED.',
  ].join('\n');
}
