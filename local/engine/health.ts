/** Waits, with a bound, until a starting engine answers. Called by `engine.ts`. */
import { readFile } from 'node:fs/promises';
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { EngineError } from './errors.ts';

const HEALTH_PATH = '/_ministack/health';
const START_MS = 30_000;
const PAUSE_MS = 100;
const Health = z.object({ version: z.string() });

export interface Starting {
  readonly port: number;
  /** Given when the engine speaks HTTPS. */
  readonly certificateFile: string | undefined;
  /** Whether the engine's process is already gone. */
  readonly hasEnded: () => boolean;
}

function ask(url: string, ca: Buffer | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const get = ca === undefined ? getPlain : getSecure;
    const request = get(url, { ca, timeout: 2_000, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('error', reject);
      response.once('end', () => resolve(body));
    });
    request.once('timeout', () => request.destroy(new Error('late')));
    request.once('error', reject);
  });
}

async function versionAt(url: string, ca: Buffer | undefined): Promise<string | undefined> {
  try {
    return Health.parse(JSON.parse(await ask(url, ca))).version;
  } catch {
    return undefined;
  }
}

/** @returns the engine's version
 *  @throws EngineError `engine-not-started` when it ended, or is silent for 30 seconds */
export async function awaitHealth(starting: Starting): Promise<string> {
  const { certificateFile, port } = starting;
  const ca = certificateFile === undefined ? undefined : await readFile(certificateFile);
  const url = `${ca === undefined ? 'http' : 'https'}://127.0.0.1:${port}${HEALTH_PATH}`;
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && !starting.hasEnded()) {
    const version = await versionAt(url, ca);
    if (version !== undefined && !starting.hasEnded()) return version;
    await pause(PAUSE_MS);
  }
  const why = starting.hasEnded() ? 'ended at once' : 'did not answer within 30 seconds';
  throw new EngineError('engine-not-started', `The local engine ${why}; its log is engine.log.`);
}
