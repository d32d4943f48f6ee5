/**
 * Decides which AWS a command talks to: the account of the environment, or the engine that
 * `npm start` runs on this machine and describes in `.local/session.json`.
 */
import * as z from 'zod';
import { ConfigurationError } from '#domain/errors.ts';
import { parseJson } from '#domain/json.ts';
import type { StackChoice } from './backend.ts';
import type { Terminal } from './terminal.ts';

/** Written by `npm start`, removed when it ends. The keys are the engine's, worth nothing elsewhere. */
export const LocalSession = z.object({
  endpoint: z.url(),
  region: z.string().min(1),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  stackName: z.string().min(1),
});
export type LocalSession = z.infer<typeof LocalSession>;

/** Where `npm start` writes it, from the directory of the repository. */
export const SESSION_FILE = '.local/session.json';

/** Variables that say somebody means a certain AWS. */
const AWS_CHOSEN = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_ENDPOINT_URL'] as const;

export interface StackSession {
  readonly stackName: string;
  /** Present when the local engine is used. */
  readonly local?: LocalSession;
}

/** Chooses the stack, and says so when the choice was not spelled out.
 *  @throws ConfigurationError when `--local` is asked for and no local engine was started */
export async function chooseSession(
  choice: StackChoice,
  terminal: Terminal,
): Promise<StackSession> {
  const { env } = terminal;
  const named = choice.stack ?? env.GRANTLINE_STACK;
  const isAwsChosen = AWS_CHOSEN.some((name) => (env[name] ?? '') !== '');
  if (choice.local !== true && isAwsChosen) return { stackName: named ?? 'Grantline' };

  const local = parseSession(await terminal.readText(SESSION_FILE));
  if (local === undefined) {
    if (choice.local !== true) return { stackName: named ?? 'Grantline' };
    throw new ConfigurationError(`no local engine: ${SESSION_FILE} is missing`, {
      remedy: 'Run `npm start` in this directory and leave it running.',
    });
  }
  if (choice.local !== true) {
    terminal.note(`Using the local engine at ${local.endpoint} (${SESSION_FILE}).`);
  }
  return { stackName: named ?? local.stackName, local };
}

function parseSession(text: string | undefined): LocalSession | undefined {
  if (text === undefined) return undefined;
  const parsed = LocalSession.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(`${SESSION_FILE} is damaged`, {
    remedy: 'Stop and start `npm start`, or delete the file.',
  });
}
