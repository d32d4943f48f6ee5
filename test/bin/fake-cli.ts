/** A terminal and vendors that live in memory, for tests of commands. */
import { InvalidArgumentError } from 'commander';
import { ConfigurationError } from '#domain/errors.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import type { Backend, Cli, StackChoice } from '../../bin/backend.ts';
import { run } from '../../bin/program.ts';
import type { Terminal } from '../../bin/terminal.ts';

export const NOW = Date.UTC(2026, 2, 2, 9, 0, 0);

/** A vendor that says whatever the test says. */
export function aConnector(overrides: Partial<VendorConnector> = {}): VendorConnector {
  const unused = () => Promise.reject(new ConfigurationError('not part of this test'));
  return {
    vendor: 'github',
    capabilities: { vendor: 'github', title: 'GitHub', kinds: {}, push: 'signed' },
    webhook: { vendor: 'github', verify: () => ({ verdict: 'refused', reason: 'too-old' }) },
    collectors: [],
    feeds: [],
    read: () => [{ outcome: 'ignored', reason: 'not part of this test' }],
    rateScope: (scope) => ({
      class: 'READ',
      sensitivity: 'business',
      reach: 'R3',
      allows: `read ${scope}`,
    }),
    readOne: unused,
    suspend: unused,
    resume: unused,
    revoke: unused,
    probe: unused,
    checkCredential: unused,
    ...overrides,
  };
}

export interface FakeWorld {
  readonly connector?: VendorConnector;
  /** Real vendors and a real network instead of `connector`. */
  readonly edge?: Pick<Cli, 'connector' | 'vendorHttp'>;
  readonly backend?: Partial<Backend>;
  /** Path -> content; `-` is stdin. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Answers to prompts in order; given = somebody sits at the terminal. */
  readonly answers?: readonly string[];
  /** Called instead of waiting. */
  readonly onPause?: (pauses: number) => void;
  readonly stopped?: AbortSignal;
}

export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Standard output, one JSON document a line. */
  readonly lines: readonly Record<string, unknown>[];
  readonly chosen: readonly StackChoice[];
  /** Files that were written, by path. */
  readonly saved: ReadonlyMap<string, string>;
}

/** Runs one command line and tells what came of it. */
export async function grantline(words: readonly string[], world: FakeWorld = {}): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const chosen: StackChoice[] = [];
  const saved = new Map<string, string>();
  const cli = fakeCli(world, { out, err, chosen, saved });
  const exitCode = await run(words, cli);
  return {
    exitCode,
    out: out.join('\n'),
    err: err.join('\n'),
    get lines() {
      return out.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    chosen,
    saved,
  };
}

interface Heard {
  readonly out: string[];
  readonly err: string[];
  readonly chosen: StackChoice[];
  readonly saved: Map<string, string>;
}

function fakeCli(world: FakeWorld, heard: Heard): Cli {
  let pauses = 0;
  let now = NOW;
  return {
    terminal: fakeTerminal(world, heard),
    clock: { now: () => now },
    connector: async () => world.connector ?? aConnector(),
    vendorHttp: () => ({ send: () => Promise.reject(new ConfigurationError('no network')) }),
    openBackend: (choice) => {
      heard.chosen.push(choice);
      if (world.backend === undefined) throw new ConfigurationError('there is no stack named X');
      return Promise.resolve(world.backend as Backend);
    },
    ...world.edge,
    pause: (ms) => {
      now += ms;
      pauses += 1;
      world.onPause?.(pauses);
      return Promise.resolve();
    },
  };
}

function fakeTerminal(world: FakeWorld, heard: Heard): Terminal {
  const answers = [...(world.answers ?? [])];
  const answer = (question: string) => {
    heard.err.push(question);
    return Promise.resolve(answers.shift() ?? '');
  };
  return {
    env: world.env ?? {},
    interactive: world.answers !== undefined,
    print: (line) => {
      heard.out.push(line);
      return Promise.resolve();
    },
    note: (line) => {
      heard.err.push(line);
    },
    ask: answer,
    askHidden: answer,
    async *open(path) {
      const content = world.files?.[path];
      if (content === undefined) throw new InvalidArgumentError(`cannot read ${path} (ENOENT)`);
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      // Small pieces: no line and no character arrives whole.
      for (let start = 0; start < bytes.byteLength; start += 7) {
        yield bytes.subarray(start, start + 7);
      }
    },
    readText: (path) => {
      const content = world.files?.[path];
      return Promise.resolve(content === undefined ? undefined : content.toString());
    },
    save: async (path, lines) => {
      const kept: string[] = [];
      for await (const line of lines) kept.push(`${line}\n`);
      heard.saved.set(path, kept.join(''));
    },
    stopped: world.stopped ?? new AbortController().signal,
  };
}
