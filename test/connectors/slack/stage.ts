/** A simulated Slack, sessions with it, and whole sweeps of it, for the tests of this folder. */
import { slack } from '#connectors/slack/index.ts';
import type { SimulatorServer } from '#local/simulators/server.ts';
import { type SlackSimulator, startSlackSimulator } from '#local/simulators/slack.ts';
import {
  SLACK_ACT_TOKEN,
  SLACK_AUDIT_TOKEN,
  SLACK_READ_TOKEN,
} from '#local/simulators/slack-world.ts';
import { createVendorHttp } from '#platform/http.ts';
import type { Connection } from '#use-cases/ports.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import type { ActTarget, PointRead, VendorSession } from '#use-cases/vendor-port.ts';
import { MARCH } from '../../domain/facts.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { collectorOf, readAll } from '../simulated.ts';

export const ORGANISATION = 'E0SIM';
export const WORKSPACE = 'T0SIM';

export interface Stage {
  readonly simulator: SlackSimulator;
  readonly server: SimulatorServer;
  readonly tenant: string;
  readonly reader: VendorSession;
  readonly actor: VendorSession;
  advance(ms: number): void;
  now(): number;
  session(credential: unknown): VendorSession;
  /** Every observation of one list. */
  list(name: string, session?: VendorSession): ReturnType<typeof readAll>;
  /** What is to be acted on, as the first row of a list shows it. */
  target(name: string, clientName: string): Promise<ActTarget>;
  /** Reads something back. */
  look(target: ActTarget): Promise<PointRead>;
}

/** @param level an organisation with two workspaces, or one workspace by itself */
export async function stage(level: 'organisation' | 'workspace'): Promise<Stage> {
  let at = MARCH;
  const wide = level === 'organisation';
  const tenant = wide ? ORGANISATION : WORKSPACE;
  const simulator = await startSlackSimulator({
    now: () => at,
    organisation: wide ? ORGANISATION : undefined,
    teams: wide ? [WORKSPACE, 'T0OTHER'] : [WORKSPACE],
  });
  const { baseUrl, server } = simulator;
  const session = (credential: unknown): VendorSession => ({
    tenant,
    baseUrl,
    settings: {},
    credential,
    http: createVendorHttp({ baseUrl, fetch, retryDelayMs: 1, timeoutMs: 2_000 }),
    now: () => at,
  });
  const auditToken = wide ? SLACK_AUDIT_TOKEN : undefined;
  const reader = session({ token: SLACK_READ_TOKEN, auditToken });
  const list = (name: string, as = reader) => readAll(collectorOf(slack, name), as);
  return {
    simulator,
    server,
    tenant,
    reader,
    actor: session({ token: SLACK_ACT_TOKEN }),
    advance: (ms) => {
      at += ms;
    },
    now: () => at,
    session,
    list,
    look: (target) => slack.readOne(reader, target),
    async target(name, clientName) {
      const { observations } = await list(name);
      const found = observations.find((one) => one.clientName === clientName);
      if (found === undefined) throw new TypeError(`no ${clientName} in ${name}`);
      return { key: found.key, handle: found.handle ?? {}, clientName };
    },
  };
}

const BUDGET = { pagesMax: 500, until: Number.MAX_SAFE_INTEGER };

/** The use case over a stage, with a store in memory. */
export function sweeping(on: Stage, pagesMax = 1_000) {
  const world = memoryWorld();
  const connection: Connection = {
    vendor: 'slack',
    tenant: on.tenant,
    baseUrl: on.simulator.baseUrl,
    settings: {},
    connectedAt: MARCH,
  };
  const collectors = slack.collectors.map((one) => ({ ...one, pagesMax }));
  const ports = {
    ...world.ports,
    connections: { ...world.ports.connections, load: async () => connection },
    vendors: {
      connector: async () => ({ ...slack, collectors }),
      session: async () => ({ ...on.reader, now: world.ports.clock.now }),
    },
  };
  return {
    world,
    ports,
    connection,
    integrations: () => [...world.store.integrations.values()],
    async sweep() {
      world.store.transitions.length = 0;
      await sweepVendor(ports, connection, BUDGET);
      world.advance(60_000);
      on.advance(60_000);
    },
    said: () => world.store.transitions.flatMap((one) => one.events),
  };
}

/** The one of a name. */
export function byName<Named extends { readonly clientName?: string }>(
  all: readonly Named[],
  name: string,
): Named | undefined {
  return all.find((one) => one.clientName === name);
}
