/**
 * `npm run simulate -- --seeds 10000 [--from 1] [--seed N] [--prove]`: the use cases under a seeded
 * scheduler. A failing seed prints itself, what it needs to fail, its last moves and the command that
 * replays it. Exit code 1 when an invariant broke, or when a planted mistake was not found.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BUGS, type Bug } from '../test/simulation/bug-names.ts';
import { FAULTS } from '../test/simulation/faults.ts';
import { shrink, simulate } from '../test/simulation/simulate.ts';

const SELF = fileURLToPath(import.meta.url);
/** A planted mistake counts as found quickly within so many seeds. */
const QUICKLY = 200;

interface Share {
  readonly failing: readonly number[];
  readonly faults: Readonly<Record<string, number>>;
  readonly steps: number;
}

/** One process's part of a run. */
async function share(from: number, count: number): Promise<Share> {
  const failing: number[] = [];
  const faults: Record<string, number> = {};
  let steps = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await simulate(seed);
    steps += outcome.steps;
    for (const [fault, times] of outcome.faults) faults[fault] = (faults[fault] ?? 0) + times;
    if (outcome.violations.length > 0) failing.push(seed);
  }
  return { failing, faults, steps };
}

function inProcess(from: number, count: number): Promise<Share> {
  return new Promise((resolve, reject) => {
    const child = fork(SELF, ['--worker', '--from', String(from), '--seeds', String(count)]);
    child.once('message', (message) => resolve(message as Share));
    child.once('exit', (code) => reject(new RangeError(`a process ended with ${code}`)));
  });
}

async function runMany(from: number, seeds: number): Promise<boolean> {
  const processes = Math.min(availableParallelism(), seeds);
  const each = Math.ceil(seeds / processes);
  const started = performance.now();
  const shares = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      inProcess(from + index * each, Math.min(each, seeds - index * each)),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  const failing = shares.flatMap((one) => one.failing);
  const steps = shares.reduce((sum, one) => sum + one.steps, 0);
  console.log(`${seeds} seeds, ${steps} steps, ${Math.round(seeds / seconds)} seeds a second`);
  for (const fault of FAULTS) {
    const times = shares.reduce((sum, one) => sum + (one.faults[fault] ?? 0), 0);
    console.log(`  ${fault.padEnd(18)} ${times}`);
  }
  console.log(failing.length === 0 ? 'every invariant held' : `FAILING: ${failing.join(', ')}`);
  if (failing[0] !== undefined) await explain(failing[0]);
  return failing.length === 0;
}

/** One failing seed, with no more faults than it needs. */
async function explain(seed: number): Promise<boolean> {
  const outcome = await shrink(seed);
  console.log(`\nseed ${seed}: ${outcome.violations.join('; ') || 'every invariant held'}`);
  console.log(`needs: ${[...outcome.faults.keys()].join(', ') || 'no fault'}`);
  for (const line of outcome.trace) console.log(`  ${line}`);
  console.log(`replay: npm run simulate -- --seed ${seed}`);
  return outcome.violations.length === 0;
}

/** The first seed that finds a planted mistake, and by which invariants. */
async function firstToFind(
  bug: Bug,
  seedsMax: number,
): Promise<{ seed: number; by: string } | undefined> {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { violations } = await simulate(seed, { bug });
    const by = [...new Set(violations.map((one) => one.split(':')[0]))].join(' ');
    if (by !== '') return { seed, by };
  }
  return undefined;
}

/** The table of planted mistakes: after how many seeds each is found. */
async function prove(seedsMax: number): Promise<boolean> {
  const firsts: number[] = [];
  for (const bug of BUGS) {
    const found = await firstToFind(bug, seedsMax);
    if (found !== undefined) firsts.push(found.seed);
    console.log(
      `${found ? 'ok' : 'NO'}  ${bug.padEnd(54)} ${found?.seed ?? '-'}  ${found?.by ?? ''}`,
    );
  }
  const quickly = firsts.filter((seed) => seed <= QUICKLY).length;
  console.log(`${firsts.length} of ${BUGS.length} found, ${quickly} within ${QUICKLY} seeds`);
  return firsts.length === BUGS.length;
}

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    prove: { type: 'boolean', default: false },
    worker: { type: 'boolean', default: false },
  },
});

if (values.worker) {
  process.send?.(await share(Number(values.from), Number(values.seeds)));
  process.disconnect();
} else if (values.prove) {
  process.exitCode = (await prove(Number(values.seeds))) ? 0 : 1;
} else if (values.seed !== undefined) {
  process.exitCode = (await explain(Number(values.seed))) ? 0 : 1;
} else {
  process.exitCode = (await runMany(Number(values.from), Number(values.seeds))) ? 0 : 1;
}
