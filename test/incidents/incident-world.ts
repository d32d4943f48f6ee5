/** A world with an incident in it: the real use cases, workflows that run in virtual time. */

import { VendorError } from '#domain/errors.ts';
import type { Indicators } from '#domain/incident.ts';
import type { Integration } from '#domain/integration.ts';
import type { CallLimit } from '#domain/pace.ts';
import { startSweep } from '#domain/sweep.ts';
import { eventsOf } from '#domain/transition.ts';
import type { RevocationInput } from '#domain/workflow.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { decideIncident } from '#use-cases/decide-incident.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import type { IncidentMessage } from '#use-cases/incident-port.ts';
import { openIncident } from '#use-cases/open-incident.ts';
import { revokeGrant } from '#use-cases/revoke-grant.ts';
import { runIncident } from '#use-cases/run-incident.ts';
import { anApprovedIntegration, type policy as defaultPolicy } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

export const MIRA = 'mira@example.com';
export const IDA = 'ida@example.com';

/** Indicators of a vendor named drift, with the named ones changed. */
export function indicators(changes: Partial<Indicators> = {}): Indicators {
  return {
    vendor: 'drift',
    aliases: [],
    clientIds: [],
    domains: [],
    platforms: [],
    ...changes,
  };
}

/** One integration of the scripted tenant. */
export function held(id: string, changes: Partial<Integration> = {}): Integration {
  return anApprovedIntegration({
    id,
    clientName: 'Drift Email',
    clientId: `client-${id}`,
    ...changes,
  });
}

interface Task {
  readonly at: number;
  readonly order: number;
  run(): Promise<void>;
}

/** Use cases, queue and workflows on one virtual clock. */
export function incidentWorld(
  integrations: readonly Integration[],
  given: { policy?: typeof defaultPolicy; limit?: CallLimit } = {},
) {
  const world = memoryWorld({ policy: given.policy });
  const { store } = world;
  for (const one of integrations) store.hold(one);
  store.pageSize = 1_000;
  const tasks: Task[] = [];
  const started: RevocationInput[] = [];
  const manual: RevocationInput[] = [];
  let order = 0;
  let crash: (() => void) | undefined;
  const now = () => world.ports.clock.now();
  const later = (ms: number, run: () => Promise<void>) => {
    order += 1;
    const task = { at: now() + ms, order, run };
    // A sorted list: insertion from the end, where new tasks belong.
    let index = tasks.length;
    while (index > 0 && isAfter(tasks[index - 1], task)) index -= 1;
    tasks.splice(index, 0, task);
  };
  const inventory = {
    ...store.inventory,
    load: async (ref: { id: string }) => store.integrations.get(ref.id),
  };
  const ports = {
    ...world.ports,
    inventory,
    incidents: store.incidents,
    connector: async () => {
      const connector = await world.ports.connector();
      const limit = given.limit;
      return { ...connector, capabilities: { ...connector.capabilities, limit } };
    },
    incidentQueue: {
      send: async (message: IncidentMessage, delaySeconds = 0) => {
        later(delaySeconds * 1000, () => deliver(message));
      },
    },
    workflows: {
      ...world.ports.workflows,
      startRevocation: async (_name: string, input: object) => {
        const known = input as RevocationInput;
        if (started.some((one) => one.revocationId === known.revocationId)) {
          return 'already-running' as const;
        }
        started.push(known);
        later(1_000, () => revoke(known));
        return 'started' as const;
      },
    },
  };
  let said = store.transitions.length;
  /** The relay and the policy: every new event meets it. */
  async function relay(): Promise<void> {
    while (said < store.transitions.length) {
      const transition = store.transitions[said];
      said += 1;
      if (transition === undefined) continue;
      for (const event of eventsOf(transition)) {
        if (event.type === 'integration.revocation-requested') await evaluatePolicy(ports, event);
      }
    }
  }
  async function deliver(message: IncidentMessage): Promise<void> {
    try {
      await runIncident(ports, message);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // A time-out: the queue hands the message over again.
      later(30_000, () => deliver(message));
    }
  }
  async function revoke(input: RevocationInput): Promise<void> {
    try {
      const { outcome, rung, waitSeconds } = await revokeGrant(ports, input);
      if (outcome === 'confirm') later(waitSeconds * 1000, () => confirm(input, rung, 0));
      if (outcome === 'wait') later(waitSeconds * 1000, () => revoke(input));
      if (outcome === 'manual') manual.push(input);
      if (outcome === 'exhausted') {
        await concludeRevocation(ports, { input, why: 'still-active' });
      }
    } catch (error) {
      later(retryAfter(error), () => revoke(input));
    }
  }
  async function confirm(input: RevocationInput, rung: string, before: number): Promise<void> {
    try {
      const step = { input, rung, confirmations: before, attested: false };
      const { outcome, waitSeconds, confirmations } = await confirmRevocation(ports, step);
      if (outcome === 'again') later(waitSeconds * 1000, () => confirm(input, rung, confirmations));
      if (outcome === 'next-rung') later(1_000, () => revoke(input));
    } catch (error) {
      later(retryAfter(error), () => confirm(input, rung, before));
    }
  }
  return {
    ...world,
    ports,
    started,
    manual,
    now,
    /** Breaks the next share off after so many requests. */
    crashAfter(requests: number) {
      let left = requests;
      crash = () => {
        left -= 1;
        if (left >= 0) return;
        crash = undefined;
        store.beforeCommit = undefined;
        throw new RangeError('the function timed out');
      };
      store.beforeCommit = (changes) => {
        const asks = changes.some((one) => one.transition?.cause.ref.startsWith('incident:'));
        if (asks) crash?.();
      };
    },
    /** A complete sweep of the tenant, now. */
    swept() {
      const fresh = startSweep(world.connection, [], { now: now(), previous: undefined });
      store.sweepsById.set(fresh.id, { ...fresh, status: 'completed' });
    },
    open: (named: Partial<Indicators> = {}) =>
      openIncident(ports, { indicators: indicators(named), by: MIRA }),
    start: (incidentId: string, by = IDA) =>
      decideIncident(ports, { incidentId, by, decision: 'run' }),
    close: (incidentId: string, acceptUnseen: readonly string[] = []) =>
      decideIncident(ports, { incidentId, by: IDA, decision: 'close', acceptUnseen }),
    /** Lets virtual time run until nothing waits, or so long. */
    async run(ms = Number.POSITIVE_INFINITY): Promise<void> {
      const until = now() + ms;
      for (let next = tasks[0]; next !== undefined && next.at <= until; next = tasks[0]) {
        tasks.shift();
        world.advance(next.at - now());
        await next.run();
        await relay();
      }
    },
    state: (id: string) => store.integrations.get(id)?.state,
    events: (type: string) =>
      store.transitions.flatMap((one) => eventsOf(one)).filter((event) => event.type === type),
  };
}

function isAfter(a: Task | undefined, b: Task): boolean {
  return a !== undefined && (a.at > b.at || (a.at === b.at && a.order > b.order));
}

function retryAfter(error: unknown): number {
  if (!(error instanceof VendorError)) throw error;
  return error.retryAfterMs ?? 30_000;
}
