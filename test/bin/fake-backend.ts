/** A stack in memory, typed by the ports, for tests of commands that read one. */
import type { Incident, IncidentTarget } from '#domain/incident.ts';
import { type Integration, isLive } from '#domain/integration.ts';
import type { Sweep } from '#domain/sweep.ts';
import type { Task } from '#domain/task.ts';
import type { Transition } from '#domain/transition.ts';
import { draft, subjectOf } from '#domain/transition.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import { anIntegration, MARCH } from '#test/domain/facts.ts';
import type {
  Connection,
  KnownRow,
  Page,
  QuarantinedDelivery,
  SweepMessage,
} from '#use-cases/ports.ts';
import type { Backend } from '../../bin/backend.ts';

export const CONNECTION: Connection = {
  vendor: 'github',
  tenant: '9001',
  baseUrl: 'https://api.github.com',
  settings: {},
  connectedAt: MARCH,
};

export interface Stored {
  connections: Connection[];
  integrations: Integration[];
  tasks: Task[];
  transitions: Transition[];
  /** Sweeps of the first connection, what `latest` answers one after the other; the last one stays. */
  sweeps: (Sweep | undefined)[];
  quarantined: QuarantinedDelivery[];
  incident: Incident | undefined;
  targets: IncidentTarget[];
  /** Ids that do not go out. */
  unpublishable: string[];
}

export interface FakeBackend {
  readonly backend: Backend;
  readonly stored: Stored;
  readonly published: LifecycleEvent[];
  readonly messages: SweepMessage[];
  /** Messages sent to the inbox again; a test may refuse one. */
  readonly resent: string[];
  onResend: (message: string) => void;
  /** Requests to the API for people. */
  readonly asked: { id: string; body: object }[];
  /** Entities whose history was read, in order. */
  readonly walked: string[];
  /** What the API for people answers instead of yes. */
  refusal: Error | undefined;
}

const PAGE_SIZE = 2;

function page<Item>(items: readonly Item[], cursor: string | undefined): Page<Item> {
  const start = Number(cursor ?? 0);
  const end = start + PAGE_SIZE;
  return {
    items: items.slice(start, end),
    next: end < items.length ? String(end) : undefined,
  };
}

/** Pages are two items long, so that a command that reads only the first one is found out. */
export function fakeBackend(given: Partial<Stored> = {}): FakeBackend {
  const stored: Stored = {
    connections: [CONNECTION],
    integrations: [],
    tasks: [],
    transitions: [],
    sweeps: [undefined],
    quarantined: [],
    incident: undefined,
    targets: [],
    unpublishable: [],
    ...given,
  };
  const world: Omit<FakeBackend, 'backend'> = {
    stored,
    published: [],
    messages: [],
    resent: [],
    onResend: () => {},
    asked: [],
    walked: [],
    refusal: undefined,
  };
  return Object.assign(world, { backend: { ...readSide(world), ...writeSide(world) } });
}

type Written = 'workQueue' | 'publisher' | 'people' | 'quarantine' | 'inbox';

function readSide(world: Omit<FakeBackend, 'backend'>): Omit<Backend, Written> {
  const { stored, walked } = world;
  const find = (id: string) => stored.integrations.find((one) => one.id === id);
  const notHere = () => Promise.reject(new TypeError('not part of this test'));
  return {
    inventory: {
      load: ({ id }: { id: string }) => Promise.resolve(find(id)),
      find: (id: string) => Promise.resolve(find(id)),
      known: (of: { vendor: string; tenant: string }, cursor?: string) => {
        const rows = stored.integrations
          .filter((one) => one.vendor === of.vendor && one.tenant === of.tenant)
          .map(toRow);
        return Promise.resolve(page(rows, cursor));
      },
      byOwner: notHere,
      due: notHere,
      history: (id: string, cursor?: string) => {
        walked.push(id);
        const entries = stored.transitions
          .filter((one) => one.entityId === id)
          .sort((a, b) => b.version - a.version)
          .map((transition) => ({ transition }));
        return Promise.resolve(page(entries, cursor));
      },
    },
    tasks: {
      load: (id: string) => Promise.resolve(stored.tasks.find((task) => task.id === id)),
      open: (cursor?: string) =>
        Promise.resolve(
          page(
            stored.tasks.filter((task) => task.answer === undefined),
            cursor,
          ),
        ),
      attachToken: notHere,
    },
    incidents: {
      load: async (id: string) => (stored.incident?.id === id ? stored.incident : undefined),
      list: async () => ({ items: stored.incident === undefined ? [] : [stored.incident] }),
      lane: notHere,
      saveTargets: notHere,
      targets: async () => stored.targets,
    },
    sweeps: {
      latest: ({ tenant }: { tenant: string }) => {
        if (tenant !== stored.connections[0]?.tenant) return Promise.resolve(undefined);
        const latest = stored.sweeps.length > 1 ? stored.sweeps.shift() : stored.sweeps[0];
        return Promise.resolve(latest);
      },
      saveSeen: notHere,
      loadSeen: notHere,
    },
    connections: {
      list: () => Promise.resolve(stored.connections),
      load: notHere,
      save: notHere,
    },
    evidence: {
      chains: { list: () => Promise.resolve([]), seal: notHere },
      vault: { load: notHere },
      sweepLog: { within: notHere },
    },
    secrets: { load: notHere, save: notHere },
    tokenLife: {},
    webhookBaseUrl: 'https://hooks.example.com',
  };
}

function writeSide(world: Omit<FakeBackend, 'backend'>): Pick<Backend, Written> {
  const ask = (id: string, body: object) => {
    world.asked.push({ id, body });
    return world.refusal === undefined ? Promise.resolve() : Promise.reject(world.refusal);
  };
  return {
    workQueue: {
      send: (message: SweepMessage) => {
        world.messages.push(message);
        return Promise.resolve();
      },
    },
    publisher: {
      publish: (events: readonly LifecycleEvent[]) => {
        world.published.push(...events);
        return Promise.resolve(world.stored.unpublishable);
      },
    },
    quarantine: {
      list: (cursor?: string) => Promise.resolve(page(world.stored.quarantined, cursor)),
      release: (entry: QuarantinedDelivery) => {
        world.stored.quarantined = world.stored.quarantined.filter(
          (one) => one.deliveryId !== entry.deliveryId || one.quarantinedAt !== entry.quarantinedAt,
        );
        return Promise.resolve();
      },
    },
    inbox: {
      resend: async (message: string) => {
        world.onResend(message);
        world.resent.push(message);
      },
    },
    people: {
      answerTask: ask,
      requestRevocation: ask,
      openIncident: async (indicators) => {
        await ask('incidents', indicators);
        return world.stored.incident?.id ?? '';
      },
      decideIncident: ask,
    },
  };
}

function toRow(integration: Integration): KnownRow {
  return {
    id: integration.id,
    digest: integration.digest,
    lastUsedDay: integration.lastUsedDay,
    dormantAt: undefined,
    live: isLive(integration.state),
    kind: integration.kind,
    riskVersion: integration.risk?.version,
    unmapped: integration.risk?.unmapped ?? 0,
    decode: () => integration,
  };
}

/** One transition of an integration that says it is due for review. */
export function aTransition(
  about: { id: string; version: number; at: number },
  changes: Partial<Transition> = {},
): Transition {
  const integration = { ...anIntegration(), id: about.id, version: about.version };
  return {
    entityId: about.id,
    version: about.version,
    observedAt: about.at,
    cause: { kind: 'deadline', ref: 'check-1', policy: 'default@1' },
    actor: { type: 'system' },
    correlationId: 'case-1',
    about: { subject: subjectOf(integration) },
    events: [draft('integration.review-due', 'medium', REVIEW_DUE)],
    changed: { state: ['approved', 'due'] },
    ...changes,
  };
}

const REVIEW_DUE = { dueAt: '2026-03-01T00:00:00.000Z' };

export function aTask(changes: Partial<Task> = {}): Task {
  return {
    id: 'task_1',
    version: 1,
    kind: 'decide',
    integrationId: 'int_1',
    vendor: 'github',
    tenant: '9001',
    incarnation: 1,
    fingerprint: 'f'.repeat(64),
    reason: 'discovered',
    title: 'A new integration needs an owner: build-helper at github',
    facts: ['It can set secrets in every repository.'],
    steps: [],
    assignee: 'mira@example.com',
    chain: [],
    openedAt: MARCH,
    dueAt: MARCH,
    stage: 'ask',
    token: 'CANARY-TOKEN',
    ...changes,
  };
}
