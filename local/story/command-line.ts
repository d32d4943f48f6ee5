/** Runs the product's own command line as a person would, against the local engine. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NotObserved } from './not-observed.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 120_000;

/** Runs `grantline <words> --json --local`.
 *  @returns its standard output, parsed
 *  @throws NotObserved with what it said on standard error, when it fails */
export function runGrantline(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const command = ['--import', 'tsx', 'bin/grantline.ts', ...words, '--json', '--local'];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--no-warnings', ...command],
      {
        cwd: ROOT,
        timeout: TIMEOUT_MS,
        maxBuffer: 64 * 1024 * 1024,
        env: { ...process.env, ...env },
      },
      (error, stdout, stderr) => {
        if (error !== null) {
          const said = lastWords(stderr);
          reject(new NotObserved(`grantline ${words.slice(0, 2).join(' ')}: ${said}`));
          return;
        }
        resolve(stdout.trim() === '' ? undefined : JSON.parse(stdout));
      },
    );
  });
}

/** From the error line on; what a command shows before it (a task in full) is no reason. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n');
  const error = lines.findLastIndex((line) => line.startsWith('error: '));
  return lines.slice(error === -1 ? -3 : error).join(' ');
}
