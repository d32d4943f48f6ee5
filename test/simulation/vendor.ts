/**
 * The vendor of a run: what is really there, said in deliveries, shown in pages, changed by calls.
 * It knows nothing of the product; the oracle compares the product's belief with it.
 */
import type { IntegrationKey, Observation } from '#domain/observation.ts';
import { TENANT } from './names.ts';

export interface App {
  readonly id: string;
  /** Counts the lives of this id. */
  life: number;
  present: boolean;
  suspended: boolean;
  scopes: readonly string[];
  /** Who consented. */
  person: string;
  /** When it was last installed or removed. */
  changedAt: number;
}

/** A delivery as the vendor sends it; `at` is the vendor's time. */
export interface Told {
  readonly id: string;
  readonly at: number;
  readonly app?: Omit<App, 'changedAt'>;
  readonly leaver?: string;
}

export function keyOf(appId: string): IntegrationKey {
  return {
    ...TENANT,
    kind: 'github-app-installation',
    clientId: appId,
    principalId: `org:${TENANT.tenant}`,
  };
}

/** What a list row, a delivery and a read-back all say of an app. */
export function observationOf(app: Omit<App, 'changedAt'>, occurredAt?: number): Observation {
  const key = keyOf(app.id);
  if (!app.present) return { key, presence: { status: 'removed', cause: 'user' }, occurredAt };
  return {
    key,
    presence: { status: app.suspended ? 'suspended' : 'active' },
    clientName: `app ${app.id}`,
    principal: { name: app.person, consentKind: 'person' },
    scopes: app.scopes,
    reach: 'R3',
    handle: { installationId: `${app.id}.${app.life}` },
    occurredAt,
  };
}

export class SimulatedVendor {
  readonly apps = new Map<string, App>();
  readonly told: Told[] = [];
  /** Hands a delivery to whoever listens. */
  tell: (told: Told) => void = () => {};
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get listed(): App[] {
    return [...this.apps.values()].filter((app) => app.present);
  }

  install(id: string, facts: { scopes: readonly string[]; person: string }): void {
    const life = (this.apps.get(id)?.life ?? 0) + 1;
    const app = { id, life, present: true, suspended: false, ...facts, changedAt: this.#now() };
    this.apps.set(id, app);
    this.#say(app);
  }

  rescope(app: App, scopes: readonly string[]): void {
    app.scopes = scopes;
    this.#say(app);
  }

  /** @returns whether there was anything to remove */
  remove(app: App): boolean {
    if (!app.present) return false;
    app.present = false;
    app.suspended = false;
    app.changedAt = this.#now();
    this.#say(app);
    return true;
  }

  suspend(app: App, suspended: boolean): void {
    app.suspended = suspended;
    this.#say(app);
  }

  leave(person: string): void {
    this.#tell({ leaver: person });
  }

  #say({ changedAt: _changedAt, ...app }: App): void {
    this.#tell({ app });
  }

  #tell(what: Omit<Told, 'id' | 'at'>): void {
    const told: Told = { id: `d${this.told.length + 1}`, at: this.#now(), ...what };
    this.told.push(told);
    this.tell(told);
  }
}
