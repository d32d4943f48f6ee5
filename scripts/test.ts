/**
 * `npm test`: everything that decides whether this is fit to ship, one after the other, counted
 * together. The last line is `N passed, N failed`; the exit code is 0 only when nothing failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORTS = join(ROOT, '.local', 'reports');

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const JestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

const StoryReport = z.object({ steps: z.array(z.object({ ok: z.boolean() })) });

function node(words: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const { status } = spawnSync(process.execPath, words, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return status === 0;
}

function script(name: string): Count {
  const { status } = spawnSync('npm', ['run', '--silent', name], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Jest, counted by test; a suite that could not run counts as one failure. */
function jest(): Count {
  const file = join(REPORTS, 'jest.json');
  rmSync(file, { force: true });
  node([
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    '--silent',
    '--json',
    `--outputFile=${file}`,
  ]);
  const report = JestReport.safeParse(readReport(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = report.data;
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

/** The story on the deployed stack, counted by step. */
function story(): Count {
  const file = join(ROOT, '.local', 'run.json');
  rmSync(file, { force: true });
  const ok = node(['--no-warnings', '--import', 'tsx', 'local/start.ts', '--once']);
  const report = StoryReport.safeParse(readReport(file));
  if (!report.success) return { passed: 0, failed: 1 };
  const passed = report.data.steps.filter((step) => step.ok).length;
  const failed = report.data.steps.length - passed;
  return { passed, failed: !ok && failed === 0 ? 1 : failed };
}

const PARTS: readonly { readonly title: string; readonly run: () => Count }[] = [
  { title: 'lint', run: () => script('lint') },
  { title: 'types', run: () => script('types') },
  { title: 'import rule', run: () => script('boundaries') },
  { title: 'unused code', run: () => script('unused') },
  { title: 'unit and infrastructure tests', run: jest },
  { title: 'the story on the deployed stack', run: story },
];

mkdirSync(REPORTS, { recursive: true });
let passed = 0;
let failed = 0;
for (const { title, run } of PARTS) {
  console.log(`\n== ${title}`);
  const count = run();
  console.log(`== ${title}: ${count.passed} passed, ${count.failed} failed`);
  passed += count.passed;
  failed += count.failed;
}
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);
