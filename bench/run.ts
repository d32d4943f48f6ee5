/**
 * `npm run bench`: every bar of the backbone as a count, "bar, measured, ok"; CPU as ratios to
 * JSON.parse in the worst of ten fresh processes. Writes bench/results.json; exit 1 when a bar fails.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { sweepVendor } from '../functions/use-cases/sweep-vendor.ts';
import { bundleHandler } from '../lib/bundling.ts';
import { HANDLER_NAMES } from '../lib/handler-settings.ts';
import { loadedKb } from './bundle-size.ts';
import { readSecretOften, receiveOnce } from './edge.ts';
import { BUDGET, benchWorld, TENANT } from './world.ts';

interface Bar {
  readonly bar: string;
  readonly most: number;
  readonly measured: number;
  readonly ok: boolean;
}

const bars: Bar[] = [];
function measure(bar: string, most: number, measured: number): void {
  bars.push({ bar, most, measured: Math.round(measured * 100) / 100, ok: measured <= most });
}

const SIZE = 1_000;
const CHANGED = 50;

async function sweeps(): Promise<void> {
  const world = benchWorld();
  const { counts } = world.counting;
  world.vendor.size = SIZE;
  await sweepVendor(world.ports, TENANT, BUDGET);
  world.advance(3_600_000);
  await sweepVendor(world.ports, TENANT, BUDGET);

  world.counting.reset();
  world.log.lines = 0;
  world.vendor.calls = 0;
  const items = world.counting.items();
  world.advance(3_600_000);
  await sweepVendor(world.ports, TENANT, BUDGET);
  const manifest = 2;
  measure(
    'unchanged sweep of 1,000: write units besides the manifest',
    0,
    Math.max(0, counts.writeUnits - manifest),
  );
  measure('unchanged sweep of 1,000: write units of the manifest', manifest, counts.writeUnits);
  measure('unchanged sweep of 1,000: read units', 63, counts.readUnits);
  measure('unchanged sweep of 1,000: store requests', 5, counts.requests);
  measure(
    'unchanged sweep of 1,000: transitions and events',
    0,
    world.counting.items() - items - 1,
  );
  measure('unchanged sweep of 1,000: log lines', SIZE / 100, world.log.lines);
  measure('unchanged sweep of 1,000: vendor calls', SIZE / 100, world.vendor.calls);

  world.counting.reset();
  const before = world.counting.items();
  world.vendor.grown = CHANGED;
  world.advance(3_600_000);
  await sweepVendor(world.ports, TENANT, BUDGET);
  // The manifest of a sweep with news is written with its own transition: two items more.
  const written = world.counting.items() - before - 2;
  measure('each changed integration: transitions', 1, written / CHANGED);
  measure(
    'each changed integration: write units of table items',
    4,
    (counts.writeUnits - 4) / CHANGED,
  );
  measure(
    'each changed integration: write units of indexes (told apart)',
    4,
    counts.indexWriteUnits / CHANGED,
  );
}

async function edge(): Promise<void> {
  const once = await receiveOnce();
  measure('accepted webhook: queue sends', 1, once.sends);
  measure('accepted webhook: store reads by the receiver', 0, once.reads);
  measure('1,000 webhooks within five minutes: secret reads', 1, await readSecretOften(1_000));
}

/** Runs a file in a process of its own, built as the Lambdas are: the loader of the tests wraps
 *  every function, and that costs more than what is measured. */
function child<Result>(file: string, options: readonly string[] = []): Result {
  const built = fileURLToPath(new URL(`../.local/bench/${file}.mjs`, import.meta.url));
  buildSync({
    entryPoints: [fileURLToPath(new URL(`${file}.ts`, import.meta.url))],
    outfile: built,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
    // Some of the packages are CommonJS and ask for `require`.
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
  const words = [...options, '--no-warnings', '--disable-proto=delete', built];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

const REQUIRE =
  "import { createRequire as requireOf } from 'node:module'; const require = requireOf('file:///');";

const PROCESSES = 10;

function cpu(): void {
  const ratios = Array.from({ length: PROCESSES }, () =>
    child<{ sweep: number; receive: number }>('cpu-process'),
  );
  measure(
    'CPU of an unchanged record by JSON.parse, worst of ten processes',
    4,
    Math.max(...ratios.map((one) => one.sweep)),
  );
  measure(
    'CPU of a received webhook by JSON.parse, worst of ten processes',
    4,
    Math.max(...ratios.map((one) => one.receive)),
  );
}

function memory(): void {
  const { peakMb, writeUnits } = child<{ peakMb: number; writeUnits: number }>('memory-process', [
    '--max-old-space-size=320',
    '--max-semi-space-size=8',
  ]);
  measure(
    'sweep of 100,000: peak MB of the process, stand-ins for table and vendor included',
    512,
    peakMb,
  );
  measure('sweep of 100,000, unchanged: write units', 2, writeUnits);
}

function massRevocation(): void {
  const run = child<{ percentOver: number; lost: number; twice: number; busiestMinute: number }>(
    'incident-process',
  );
  const what = 'mass revocation of 10,000 with the faults of I-11';
  measure(`${what}: % over the time that the limit allows`, 5, run.percentOver);
  measure(`${what}: lost`, 0, run.lost);
  measure(`${what}: revoked or asked for twice`, 0, run.twice);
  measure(`${what}: calls in the busiest minute, of 900`, 720, run.busiestMinute);
}

function bundles(): void {
  for (const name of HANDLER_NAMES) {
    const most = name === 'receive-webhook' ? 200 : 500;
    const folder = join(tmpdir(), 'grantline-bench', name);
    const kb = loadedKb(bundleHandler(name, folder));
    measure(`bundle of ${name}: KB minified that an invocation loads`, most, kb);
  }
}

/** Times of the last story, told and not judged: these machines are noisy. */
function told(): Record<string, number> {
  const file = fileURLToPath(new URL('../.local/run.json', import.meta.url));
  if (!existsSync(file)) return {};
  const steps: { seconds: number }[] = JSON.parse(readFileSync(file, 'utf8')).steps;
  return {
    storySecondsAfterInstallation: Math.round(steps.reduce((sum, one) => sum + one.seconds, 0)),
  };
}

await sweeps();
await edge();
bundles();
cpu();
memory();
massRevocation();
for (const { bar, most, measured, ok } of bars) {
  console.log(`${ok ? 'ok ' : 'NO '} ${bar}: at most ${most}, measured ${measured}`);
}
const ok = bars.every((one) => one.ok);
const results = fileURLToPath(new URL('results.json', import.meta.url));
writeFileSync(results, `${JSON.stringify({ bars, told: told(), ok }, undefined, 2)}\n`);
process.exitCode = ok ? 0 : 1;
