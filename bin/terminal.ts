/** Standard streams and prompts behind an interface, so that commands run in tests without them. */
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InvalidArgumentError } from 'commander';
import { EXIT } from './failure.ts';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
  /** Prints a line to stdout; resolves when the reader can take more. */
  print(line: string): Promise<void>;
  /** Prints a line to stderr: progress, hints and errors. */
  note(line: string): void;
  ask(question: string): Promise<string>;
  /** Asks without showing what is typed. */
  askHidden(question: string): Promise<string>;
  /** Bytes of a file, or of stdin for `-`.
   *  @throws InvalidArgumentError when the file cannot be read */
  open(path: string): AsyncIterable<Uint8Array>;
  /** A small file as text, or undefined when there is none. */
  readText(path: string): Promise<string | undefined>;
  /** Writes lines to a file, over what is there.
   *  @throws InvalidArgumentError when the file cannot be written; the lines' own errors as they are */
  save(path: string, lines: AsyncIterable<string>): Promise<void>;
  /** Aborts when the person stops the command. */
  readonly stopped: AbortSignal;
}

/** The terminal of this process. A reader that goes away (`| head`) ends the command quietly. */
export function createTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  let stop: AbortController | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.unexpected);
  });
  return {
    env,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    print: (line) =>
      new Promise((resolve) => {
        if (stdout.write(`${line}\n`)) resolve();
        else stdout.once('drain', resolve);
      }),
    note: (line) => {
      stderr.write(`${line}\n`);
    },
    ask: (question) => prompt(question, stderr),
    askHidden: (question) => promptHidden(question),
    open: (path) => (path === '-' ? stdin : readChunks(path)),
    readText,
    save: saveLines,
    // Only a command that looks at it takes the interrupt over; the others end at once.
    get stopped() {
      if (stop === undefined) {
        const started = new AbortController();
        process.once('SIGINT', () => started.abort());
        stop = started;
      }
      return stop.signal;
    },
  };
}

async function prompt(question: string, output: Writable): Promise<string> {
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  reader.once('SIGINT', () => process.exit(EXIT.interrupted));
  try {
    return (await reader.question(question)).trim();
  } finally {
    reader.close();
  }
}

/** The reader echoes into a stream that drops everything; the question is printed beside it. */
async function promptHidden(question: string): Promise<string> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await prompt('', silent);
  } finally {
    process.stderr.write('\n');
  }
}

async function* readChunks(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isErrno(cause) && cause.code === 'ENOENT') return undefined;
    throw unreadable(path, cause);
  }
}

async function saveLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  const ended = async function* () {
    for await (const line of lines) yield `${line}\n`;
  };
  try {
    await pipeline(Readable.from(ended()), createWriteStream(path));
  } catch (cause) {
    if (!isErrno(cause) || cause.syscall === undefined) throw cause;
    throw new InvalidArgumentError(`cannot write ${path} (${cause.code})`);
  }
}

/** The cause is left out: it says no more than its code. */
function unreadable(path: string, cause: unknown): InvalidArgumentError {
  const why = isErrno(cause) && cause.code !== undefined ? ` (${cause.code})` : '';
  return new InvalidArgumentError(`cannot read ${path}${why}`);
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
