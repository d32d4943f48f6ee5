/** A simulated GitHub and a session with it, for the tests of this folder. */
import { github } from '#connectors/github/index.ts';
import { ContractError, VendorError } from '#domain/errors.ts';
import type { Observation } from '#domain/observation.ts';
import {
  type GitHubSimulator,
  type GitHubSimulatorOptions,
  startGitHubSimulator,
} from '#local/simulators/github.ts';
import { ACT_CREDENTIAL, READ_CREDENTIAL } from '#local/simulators/github-auth.ts';
import type { SimulatedRequest } from '#local/simulators/server.ts';
import { createVendorHttp } from '#platform/http.ts';
import type { ActTarget, Collector, CollectorPage, VendorSession } from '#use-cases/vendor-port.ts';

export const NOW = Date.parse('2026-03-01T12:00:00Z');

/** A clock that stands still until it is moved. */
class TestClock {
  at = NOW;
  readonly now = (): number => this.at;
  advance(ms: number): void {
    this.at += ms;
  }
}

export interface Stage {
  readonly clock: TestClock;
  readonly simulator: GitHubSimulator;
  /** Session with the least privilege for reading. */
  readonly reader: VendorSession;
  /** Session with the least privilege for ending things. */
  readonly actor: VendorSession;
  session(changes?: Partial<VendorSession>): VendorSession;
}

export async function stage(options: Partial<GitHubSimulatorOptions> = {}): Promise<Stage> {
  const clock = new TestClock();
  const simulator = await startGitHubSimulator({ now: clock.now, ...options });
  const session = (changes: Partial<VendorSession> = {}): VendorSession => ({
    tenant: '9001',
    baseUrl: simulator.baseUrl,
    settings: { org: 'acme-lab' },
    credential: { token: READ_CREDENTIAL.token },
    http: createVendorHttp({
      baseUrl: simulator.baseUrl,
      fetch,
      retryDelayMs: 1,
      timeoutMs: 2_000,
    }),
    now: clock.now,
    ...changes,
  });
  return {
    clock,
    simulator,
    session,
    reader: session(),
    actor: session({ credential: { token: ACT_CREDENTIAL.token } }),
  };
}

export function collector(name: string): Collector {
  return github.collectors.find((one) => one.name === name)!;
}

export interface Swept {
  readonly pages: readonly CollectorPage[];
  readonly observations: readonly CollectorPage['observations'][number][];
  readonly skipped: number;
  /** Whether the list ended by itself. */
  readonly ended: boolean;
}

/** Reads a list the way a sweep does: page by page, at most the collector's bound. */
export async function sweep(session: VendorSession, name: string): Promise<Swept> {
  const list = collector(name);
  const pages: CollectorPage[] = [];
  let cursor: string | undefined;
  do {
    const page = await list.page(session, cursor);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== undefined && pages.length < list.pagesMax);
  return {
    pages,
    observations: pages.flatMap((page) => page.observations),
    skipped: pages.flatMap((page) => page.skipped ?? []).reduce((sum, one) => sum + one.count, 0),
    ended: cursor === undefined,
  };
}

/** Picks the calls of one list, for faults. */
export function isList(name: string): (request: SimulatedRequest) => boolean {
  return (request) => request.url.pathname.endsWith(`/${name}`);
}

/** The vendor error a piece of work ends in. */
export async function failure(work: Promise<unknown>): Promise<VendorError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error instanceof VendorError) return error;
  throw new ContractError('the work ended without a vendor error', { cause: error });
}

/** Installs a number of small apps. */
export function installMany({ world }: GitHubSimulator, count: number): void {
  for (let number = 0; number < count; number += 1) {
    world.install({ slug: `app-${number}`, permissions: { metadata: 'read' } });
  }
}

/** What a revocation is given of something seen. */
export function targetOf(seen: Observation): ActTarget {
  return { key: seen.key, handle: seen.handle ?? {}, clientName: seen.clientName };
}
