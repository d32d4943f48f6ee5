/**
 * The store's ports in memory, with the semantics of the table: versions, one write or none, sparse
 * indexes. Every change passes through `commit`, so what was written and said can be counted.
 */
import { StaleWriteError } from '#domain/errors.ts';
import { type Integration, isLive } from '#domain/integration.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import type { Sweep } from '#domain/sweep.ts';
import type { Task } from '#domain/task.ts';
import { eventsOf, type Transition } from '#domain/transition.ts';
import type {
  Change,
  Coverage,
  CoverageState,
  Deliveries,
  Inventory,
  KnownRow,
  Ledger,
  People,
  QuarantinedDelivery,
  Sweeps,
  Tasks,
} from '#use-cases/ports.ts';

const idOf = (change: Change): string => {
  switch (change.entity) {
    case 'integration':
    case 'task':
    case 'sweep':
      return `${change.entity}:${change.next.id}`;
    case 'coverage':
      return `coverage:${change.next.tenant}:${change.next.collector}`;
  }
};

/** A store that counts. */
export class MemoryStore {
  readonly integrations = new Map<string, Integration>();
  readonly tasksById = new Map<string, Task>();
  readonly sweepsById = new Map<string, Sweep>();
  readonly coverageStates = new Map<string, CoverageState>();
  readonly persons = new Map<string, DirectoryPerson>();
  readonly marks = new Set<string>();
  readonly quarantined: QuarantinedDelivery[] = [];
  readonly transitions: Transition[] = [];
  readonly seen = new Map<string, readonly string[]>();
  /** Entities written, transitions apart. */
  writes = 0;
  /** Runs before a commit: lets a test be the writer who was first. */
  beforeCommit: ((changes: readonly Change[]) => void) | undefined;
  readonly #versions = new Map<string, number>();

  /** Types of everything said, in order. */
  get said(): string[] {
    return this.transitions.flatMap((one) => eventsOf(one).map((event) => event.type));
  }

  /** Puts an integration there, as if it had always been. */
  hold(integration: Integration): Integration {
    this.integrations.set(integration.id, integration);
    this.#versions.set(`integration:${integration.id}`, integration.version);
    return integration;
  }

  readonly ledger: Ledger = {
    commit: async (changes) => {
      this.beforeCommit?.(changes);
      for (const change of changes) {
        const stored = this.#versions.get(idOf(change)) ?? 0;
        if (change.next.version !== stored + 1) throw new StaleWriteError('another was first');
      }
      for (const change of changes) this.#write(change);
    },
  };

  #write(change: Change): void {
    this.writes += 1;
    this.#versions.set(idOf(change), change.next.version);
    if (change.transition !== undefined) this.transitions.push(change.transition);
    switch (change.entity) {
      case 'integration':
        this.integrations.set(change.next.id, change.next);
        break;
      case 'task':
        this.tasksById.set(change.next.id, change.next);
        break;
      case 'sweep':
        this.sweepsById.set(change.next.id, change.next);
        break;
      case 'coverage':
        this.coverageStates.set(idOf(change), change.next);
        break;
    }
  }

  readonly inventory: Inventory = {
    load: async (ref) => this.integrations.get(ref.id),
    find: async (id) => this.integrations.get(id),
    known: async ({ vendor, tenant }) => ({
      items: [...this.integrations.values()]
        .filter((one) => one.vendor === vendor && one.tenant === tenant)
        .map(rowOf),
    }),
    byOwner: async (email) => ({
      items: [...this.integrations.values()].filter(
        (one) => isLive(one.state) && one.owner?.email === email,
      ),
    }),
    due: async (shard, until) => ({
      items:
        shard > 0
          ? []
          : [...this.integrations.values()].filter(
              (one) => one.deadline !== undefined && one.deadline.at <= until,
            ),
    }),
    history: async (id) => ({
      items: this.transitions
        .filter((one) => one.entityId === id)
        .map((transition) => ({ transition }))
        .reverse(),
    }),
  };

  readonly tasks: Tasks = {
    load: async (id) => this.tasksById.get(id),
    open: async () => ({
      items: [...this.tasksById.values()].filter((one) => one.answer === undefined),
    }),
    attachToken: async (id, token) => {
      const task = this.tasksById.get(id);
      if (task === undefined || task.answer !== undefined) throw new StaleWriteError('answered');
      this.tasksById.set(id, { ...task, token });
    },
  };

  readonly sweeps: Sweeps = {
    latest: async ({ vendor, tenant }) =>
      [...this.sweepsById.values()]
        .filter((one) => one.vendor === vendor && one.tenant === tenant)
        .sort((a, b) => b.startedAt - a.startedAt)[0],
    saveSeen: async (id, chunk, ids) => {
      this.seen.set(`${id}#${chunk}`, [...ids]);
    },
    loadSeen: async (id, chunks) =>
      new Set(
        Array.from({ length: chunks }, (_, chunk) => this.seen.get(`${id}#${chunk}`) ?? []).flat(),
      ),
  };

  readonly coverage: Coverage = {
    load: async ({ tenant }) =>
      [...this.coverageStates.values()].filter((one) => one.tenant === tenant),
  };

  readonly people: People = {
    load: async (email) => this.persons.get(email),
    save: async (person) => {
      const email = person.email ?? '';
      const known = this.persons.get(email);
      if (known?.active === person.active && known.status === person.status) return false;
      this.persons.set(email, person);
      return true;
    },
  };

  readonly deliveries: Deliveries = {
    isProcessed: async (source, id) => this.marks.has(`${source}#${id}`),
    markProcessed: async (source, id) => {
      this.marks.add(`${source}#${id}`);
    },
    quarantine: async (entry) => {
      this.quarantined.push(entry);
    },
  };
}

function rowOf(integration: Integration): KnownRow {
  return {
    id: integration.id,
    digest: integration.digest,
    lastUsedDay: integration.lastUsedDay,
    dormantAt: integration.deadline?.kind === 'dormant' ? integration.deadline.at : undefined,
    live: isLive(integration.state),
    kind: integration.kind,
    decode: () => integration,
  };
}
