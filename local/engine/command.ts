/** Runs one program to its end and keeps its last lines. Called by the other files of this folder. */
import { spawn } from 'node:child_process';
import { EngineError } from './errors.ts';

const KEPT_CHARACTERS = 16_000;

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  /** Milliseconds after which the program is killed and counts as failed. */
  readonly timeoutMs: number;
  /** Hears each line the program writes to either stream. */
  readonly log?: (line: string) => void;
}

/** Runs a program without a shell.
 *  @returns what it wrote to both streams, at most the last 16,000 characters
 *  @throws EngineError `command-failed` when it cannot start, ends with another code than 0, or is late */
export function run(command: Command): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.arguments, {
      cwd: command.directory,
      env: { ...command.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let written = '';
    const keep = (chunk: string): void => {
      written = (written + chunk).slice(-KEPT_CHARACTERS);
      for (const line of chunk.split('\n')) if (line.trim() !== '') command.log?.(line.trimEnd());
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const late = setTimeout(() => child.kill('SIGKILL'), command.timeoutMs);
    const fail = (why: string, cause?: unknown): void => {
      clearTimeout(late);
      const message = `${command.program} ${command.arguments.slice(0, 3).join(' ')}: ${why}`;
      reject(new EngineError('command-failed', message, { detail: written, cause }));
    };
    child.once('error', (error) => fail(error.message, error));
    child.once('close', (code, signal) => {
      clearTimeout(late);
      if (code === 0) resolve(written);
      else fail(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
    });
  });
}

/** The few variables a program needs to run here, and nothing that could be a credential.
 *  @param home folder the program may take for its home directory */
export function bareEnvironment(home: string): Record<string, string> {
  const kept: Record<string, string> = { HOME: home, LANG: 'C.UTF-8' };
  for (const name of ['PATH', 'TMPDIR', 'SystemRoot']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
