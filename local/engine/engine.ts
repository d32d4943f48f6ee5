/**
 * Starts and stops the local AWS engine: loopback only, on a free port, with an environment of its
 * own. It ends with this process, however this process ends. Called by the story and by tests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Certificate, prepareCertificate } from './certificate.ts';
import { bareEnvironment } from './command.ts';
import { EngineError } from './errors.ts';
import { awaitHealth } from './health.ts';
import { freePort } from './ports.ts';
import { preparePython } from './python.ts';

const LAUNCHER = fileURLToPath(new URL('./launch.py', import.meta.url));
const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;
const STOP_MS = 10_000;
const STARTS = 3;

export interface EngineOptions {
  /** Folder for the Python environment, the log and temporary files; normally `.local`. */
  readonly directory: string;
  /** Hears one line per step. */
  readonly log: (line: string) => void;
  /** Evaluate IAM: functions act under their own roles, over HTTPS. Default false. */
  readonly checkPermissions?: boolean;
  /** Folder of the `node` that runs the Lambda functions. Default: the one running this. */
  readonly nodeDirectory?: string;
}

/** What any AWS SDK client in this process needs to talk to the engine. */
export interface EngineClientConfiguration {
  readonly endpoint: string;
  readonly region: typeof REGION;
  readonly credentials: typeof CREDENTIALS;
  readonly requestHandler?: { readonly httpsAgent: Agent };
}

export interface Engine {
  readonly endpoint: string;
  readonly version: string;
  readonly region: typeof REGION;
  readonly accountId: string;
  /** Variables for a child process that shall see the engine as AWS; dummy credentials. */
  readonly environment: Readonly<Record<string, string>>;
  readonly client: EngineClientConfiguration;
  /** Process id of the engine, leader of the process group of its functions. */
  readonly processId: number;
  /** Ends the engine and all its functions; safe to call twice. */
  stop(): Promise<void>;
}

interface Launch {
  readonly python: string;
  readonly port: number;
  readonly temporary: string;
  readonly certificate: Certificate | undefined;
  readonly options: EngineOptions;
}

/** Built from scratch: the engine hands its whole environment on to every Lambda function. */
function engineEnvironment(launch: Launch): Record<string, string> {
  const { certificate, options, temporary } = launch;
  const bare = bareEnvironment(temporary);
  const node = options.nodeDirectory ?? dirname(process.execPath);
  const secure: Record<string, string> =
    certificate === undefined
      ? {}
      : {
          AUTH: 'true',
          USE_SSL: '1',
          MINISTACK_SSL_CERT: certificate.certificateFile,
          MINISTACK_SSL_KEY: certificate.keyFile,
        };
  return {
    ...bare,
    PATH: [node, bare.PATH ?? '/usr/bin:/bin'].join(delimiter),
    TMPDIR: temporary,
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    GATEWAY_PORT: String(launch.port),
    IOT_MTLS_ENABLED: '0',
    PERSIST_STATE: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    ...secure,
  };
}

/** One process group with a pipe to us: when our end closes, the launcher ends the group. */
function spawnEngine(launch: Launch): ChildProcess {
  const child = spawn(launch.python, [LAUNCHER], {
    cwd: launch.temporary,
    detached: true,
    env: engineEnvironment(launch),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const file = createWriteStream(join(launch.options.directory, 'engine.log'), { flags: 'w' });
  child.stdout?.pipe(file, { end: false });
  child.stderr?.pipe(file, { end: false });
  child.stdin?.on('error', () => undefined);
  child.once('close', () => file.end());
  return child;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Kills what is left of the engine's process group; nothing left is fine. */
function killGroup(processId: number): void {
  try {
    process.kill(-processId, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function stopEngine(child: ChildProcess, temporary: string): Promise<void> {
  const ended = hasEnded(child)
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin?.end();
  if (!hasEnded(child)) child.kill('SIGTERM');
  const late = new AbortController();
  const patience = pause(STOP_MS, undefined, { signal: late.signal, ref: true }).catch(
    () => undefined,
  );
  await Promise.race([ended, patience]);
  late.abort();
  if (child.pid !== undefined) killGroup(child.pid);
  await rm(temporary, { recursive: true, force: true });
}

async function describe(
  launch: Launch,
  version: string,
): Promise<Omit<Engine, 'processId' | 'stop'>> {
  const scheme = launch.certificate === undefined ? 'http' : 'https';
  const endpoint = `${scheme}://127.0.0.1:${launch.port}`;
  const trusted = launch.certificate?.certificateFile;
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }),
  };
  const agent = trusted === undefined ? undefined : new Agent({ ca: await readFile(trusted) });
  const client = {
    ...({ endpoint, region: REGION, credentials: CREDENTIALS } as const),
    ...(agent === undefined ? {} : { requestHandler: { httpsAgent: agent } }),
  };
  return { endpoint, version, region: REGION, accountId: ACCOUNT_ID, environment, client };
}

async function startOnce(python: string, options: EngineOptions): Promise<Engine> {
  const launch: Launch = {
    python,
    options,
    port: await freePort(),
    temporary: await mkdtemp(join(options.directory, 'engine-')),
    certificate: options.checkPermissions ? await prepareCertificate(options.directory) : undefined,
  };
  const child = spawnEngine(launch);
  try {
    const { pid } = child;
    const version = await awaitHealth({
      port: launch.port,
      certificateFile: launch.certificate?.certificateFile,
      hasEnded: () => pid === undefined || hasEnded(child),
    });
    const facts = await describe(launch, version);
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopping ??= stopEngine(child, launch.temporary);
      return stopping;
    };
    return { ...facts, processId: pid ?? 0, stop };
  } catch (error) {
    await stopEngine(child, launch.temporary);
    throw error;
  }
}

/** Starts the engine and waits until it answers. A port lost to another program is tried again.
 *  @returns the running engine; `stop()` it, or end this process, to end it
 *  @throws EngineError `python-missing`, `installation-failed`, `openssl-missing`,
 *    `engine-not-started` (see `engine.log` in the directory) */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  await mkdir(options.directory, { recursive: true });
  // The engine's worker scripts are CommonJS and lie below this folder, whatever the package above.
  await writeFile(join(options.directory, 'package.json'), '{"type":"commonjs"}\n');
  const python = await preparePython(options.directory, options.log);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const engine = await startOnce(python, options);
      options.log(`local engine ${engine.version} answers at ${engine.endpoint}`);
      return engine;
    } catch (error) {
      const again = error instanceof EngineError && error.code === 'engine-not-started';
      if (!again || attempt === STARTS) throw error;
    }
  }
}
