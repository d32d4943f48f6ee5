/**
 * The store's ports in memory, with the semantics of the table: versions, one write or none, sparse
 * indexes. Every change passes through `commit`, so what was written and said can be counted.
 */
import { contentId } from '#domain/content-id.ts';
import { StaleWriteError } from '#domain/errors.ts';
import type { Seal } from '#domain/evidence.ts';
import type { Finding } from '#domain/finding.ts';
import {
  type Incident,
  type IncidentLane,
  type IncidentTarget,
  laneName,
} from '#domain/incident.ts';
import { type Integration, isLive } from '#domain/integration.ts';
import { spreadWait } from '#domain/pace.ts';
import type { Sweep } from '#domain/sweep.ts';
import type { Task } from '#domain/task.ts';
import { eventsOf, type Transition } from '#domain/transition.ts';
import type { Incidents, VendorPace } from '#use-cases/incident-port.ts';
import type {
  Change,
  Coverage,
  CoverageState,
  Deliveries,
  Inventory,
  KnownRow,
  Ledger,
  Page,
  QuarantinedDelivery,
  Sweeps,
  Tasks,
} from '#use-cases/ports.ts';
import { memoryPeople } from './memory-people.ts';

const idOf = (change: Change): string => {
  switch (change.entity) {
    case 'integration':
    case 'task':
    case 'sweep':
    case 'finding':
    case 'incident':
      return `${change.entity}:${change.next.id}`;
    case 'seal':
      return `seal:${change.next.chain}`;
    case 'incident-lane':
      return `lane:${change.next.incidentId}:${laneName(change.next)}`;
    case 'coverage':
      return `coverage:${change.next.vendor}:${change.next.tenant}:${change.next.collector}`;
  }
};

interface Tenant {
  readonly vendor: string;
  readonly tenant: string;
}

const of = (tenant: Tenant) => (one: Tenant) =>
  one.vendor === tenant.vendor && one.tenant === tenant.tenant;

/** A store that counts. */
export class MemoryStore {
  readonly integrations = new Map<string, Integration>();
  readonly tasksById = new Map<string, Task>();
  readonly sweepsById = new Map<string, Sweep>();
  readonly coverageStates = new Map<string, CoverageState>();
  readonly seals = new Map<string, Seal>();
  readonly findings = new Map<string, Finding>();
  readonly incidentsById = new Map<string, Incident>();
  readonly callsByMinute = new Map<string, number>();
  readonly lanes = new Map<string, IncidentLane>();
  readonly targetsByLane = new Map<string, readonly IncidentTarget[]>();
  readonly marks = new Set<string>();
  readonly quarantined: QuarantinedDelivery[] = [];
  readonly transitions: Transition[] = [];
  readonly seen = new Map<string, readonly string[]>();
  /** Entities written, transitions apart. */
  writes = 0;
  /** Items a page holds. */
  pageSize = 100;
  /** Runs before a commit: lets a test be the writer who was first. */
  beforeCommit: ((changes: readonly Change[]) => void) | undefined;
  readonly #versions = new Map<string, number>();

  /** Types of everything said, in order. */
  get said(): string[] {
    return this.transitions.flatMap((one) => eventsOf(one).map((event) => event.type));
  }

  /** A task that was opened before. */
  holdTask(task: Task): void {
    this.tasksById.set(task.id, task);
    this.#versions.set(`task:${task.id}`, task.version);
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
        this.#assertToken(change);
      }
      for (const change of changes) this.#write(change);
    },
  };

  /** An answer does not overwrite a token attached since the task was read. */
  #assertToken(change: Change): void {
    if (change.entity !== 'task') return;
    if (change.next.answer === undefined && change.next.token === undefined) return;
    if (this.tasksById.get(change.next.id)?.token !== change.next.token) {
      throw new StaleWriteError('the token was renewed meanwhile');
    }
  }

  #page<Item>(items: Item[], cursor = '0'): Page<Item> {
    const end = Number(cursor) + this.pageSize;
    return {
      items: items.slice(Number(cursor), end),
      next: end < items.length ? String(end) : undefined,
    };
  }

  #all(matches: (one: Integration) => boolean): Integration[] {
    return [...this.integrations.values()].filter(matches);
  }

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
      case 'finding':
        this.findings.set(change.next.id, change.next);
        break;
      case 'seal':
        this.seals.set(change.next.chain, change.next);
        break;
      case 'incident':
        this.incidentsById.set(change.next.id, change.next);
        break;
      case 'incident-lane':
        this.lanes.set(idOf(change), change.next);
        break;
      case 'coverage':
        this.coverageStates.set(idOf(change), change.next);
        break;
    }
  }

  readonly inventory: Inventory = {
    load: async (ref) => this.#all((one) => one.id === ref.id).find(of(ref)),
    find: async (id) => this.integrations.get(id),
    known: async (tenant, cursor) => this.#page(this.#all(of(tenant)).map(rowOf), cursor),
    byOwner: async (email, cursor) =>
      this.#page(
        this.#all((one) => isLive(one.state) && isSameAddress(one.owner?.email, email)),
        cursor,
      ),
    due: async (shard, until, cursor) => {
      const due = this.#all(({ deadline }) => deadline !== undefined && deadline.at <= until);
      const soonest = due.sort((a, b) => (a.deadline?.at ?? 0) - (b.deadline?.at ?? 0));
      // Which shard an integration lies in is nobody's business; that it lies in one is.
      return this.#page(shard === 0 ? soonest : [], cursor);
    },
    history: async (id, cursor) => {
      const told = this.transitions.filter((one) => one.entityId === id).reverse();
      return this.#page(
        told.map((transition) => ({ transition })),
        cursor,
      );
    },
  };

  readonly tasks: Tasks = {
    load: async (id) => this.tasksById.get(id),
    open: async (cursor) => {
      const open = [...this.tasksById.values()].filter((one) => one.answer === undefined);
      return this.#page(
        open.sort((a, b) => a.dueAt - b.dueAt),
        cursor,
      );
    },
    attachToken: async (id, token) => {
      const task = this.tasksById.get(id);
      if (task === undefined || task.answer !== undefined) throw new StaleWriteError('answered');
      this.tasksById.set(id, { ...task, token });
    },
  };

  readonly incidents: Incidents = {
    load: async (id) => this.incidentsById.get(id),
    list: async (cursor) => this.#page([...this.incidentsById.values()], cursor),
    lane: async (id, lane) => this.lanes.get(`lane:${id}:${laneName(lane)}`),
    saveTargets: async (id, lane, targets) => {
      this.targetsByLane.set(`${id}:${laneName(lane)}`, targets);
    },
    targets: async (id, lane, range) => {
      const all = this.targetsByLane.get(`${id}:${laneName(lane)}`) ?? [];
      return range === undefined ? all : all.slice(range.from, range.from + range.count);
    },
  };

  readonly pace: VendorPace = {
    take: async ({ vendor, tenant, id }, now, max) => {
      const minute = `${vendor}:${tenant}:${Math.floor(now / 60_000)}`;
      const made = this.callsByMinute.get(minute) ?? 0;
      if (max !== undefined && made >= max) return spreadWait(id, now);
      this.callsByMinute.set(minute, made + 1);
      return 0;
    },
  };

  readonly sweeps: Sweeps = {
    latest: async (tenant) =>
      [...this.sweepsById.values()].filter(of(tenant)).sort((a, b) => b.startedAt - a.startedAt)[0],
    saveSeen: async (id, ids) => {
      const chunk = contentId(ids);
      this.seen.set(`${id}#${chunk}`, [...ids]);
      return chunk;
    },
    loadSeen: async (id, chunks) =>
      new Set(chunks.flatMap((chunk) => this.seen.get(`${id}#${chunk}`) ?? [])),
  };

  readonly coverage: Coverage = {
    load: async (tenant) => [...this.coverageStates.values()].filter(of(tenant)),
  };

  readonly people = memoryPeople();

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

/** Nobody means two people by two spellings of one address. */
function isSameAddress(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

function rowOf(integration: Integration): KnownRow {
  return {
    id: integration.id,
    digest: integration.digest,
    lastUsedDay: integration.lastUsedDay,
    dormantAt: integration.deadline?.kind === 'dormant' ? integration.deadline.at : undefined,
    live: isLive(integration.state),
    kind: integration.kind,
    riskVersion: integration.risk?.version,
    unmapped: integration.risk?.unmapped ?? 0,
    decode: () => integration,
  };
}
