/**
 * The product's own use cases on ports in memory, every call of which passes the scheduler and may
 * go wrong. Queues, stream, bus and executions hand their messages over at least once.
 */
import type { Policy } from '#domain/policy.ts';
import type { Transition } from '#domain/transition.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Change, Connection, Log } from '#use-cases/ports.ts';
import type { ActTarget, VendorConnector, VendorSession } from '#use-cases/vendor-port.ts';
import { MARCH, policy } from '../domain/facts.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Agenda } from './agenda.ts';
import type { Bug } from './bug-names.ts';
import { Chance } from './chance.ts';
import { simulatedConnector } from './connector.ts';
import { CallFailedError, FAULTS, type Fault, Faults, lostRace } from './faults.ts';
import { CANARY, TENANT } from './names.ts';
import { SimulatedVendor } from './vendor.ts';

/** How an invocation ended. */
export type Ending =
  | { readonly how: 'done' }
  | { readonly how: 'failed'; readonly error: unknown }
  | { readonly how: 'crashed' };

export interface Kind {
  /** Nothing goes wrong in this run. */
  readonly calm: boolean;
  /** A clean sweep at the end; without it every delivery arrives, in whatever order. */
  readonly heals: boolean;
  readonly lies: boolean;
}

export interface Options {
  /** A mistake planted in the product. */
  readonly bug?: Bug;
  /** Kinds of faults left out, to see which of them a failure needs. */
  readonly without?: readonly Fault[];
}

export type Ports = ReturnType<World['soundPorts']>;

const ATTEMPTS_MAX = 40;

export class World {
  readonly chance: Chance;
  readonly faults: Faults;
  readonly agenda: Agenda;
  readonly store = new MemoryStore();
  readonly vendor: SimulatedVendor;
  readonly kind: Kind;
  readonly bug: Bug | undefined;
  readonly policy: Policy = policy;
  readonly violations: string[] = [];
  readonly trace: string[] = [];
  readonly log: string[] = [];
  /** Invocations that failed or crashed, other than refusals of people's answers. */
  retries = 0;
  readonly dead: string[] = [];
  /** Labels of messages whose taking failed or crashed at least once. */
  readonly failed = new Set<string>();
  readonly connector: VendorConnector;
  /** Set by the parts around: what listens to whom. */
  onTransition: (transition: Transition) => void = () => {};
  onPublished: (event: LifecycleEvent) => void = () => {};
  onRevokeCall: (target: ActTarget) => void = () => {};
  readonly workflows: {
    start(machine: 'reauthorisation' | 'revocation', name: string, input: object): boolean;
    answer(token: string, output: object): boolean;
  } = { start: () => false, answer: () => false };
  /** Plants the mistake of this run. */
  plant: (ports: Ports) => Ports = (ports) => ports;
  queueWork: (message: object, delaySeconds: number) => void = () => {};
  sendAlert: (route: string, alert: { body: string; eventId: string }) => void = () => {};

  constructor(seed: number, { bug, without = [] }: Options) {
    this.chance = new Chance(seed);
    this.bug = bug;
    const calm = this.chance.perMille(50);
    const heals = this.chance.perMille(500);
    const on = new Set<Fault>(FAULTS.filter(() => !calm && this.chance.perMille(500)));
    if (!heals) on.delete('delivery-lost');
    for (const fault of without) on.delete(fault);
    this.kind = { calm, heals, lies: on.has('vendor-lies') && this.chance.perMille(500) };
    if (this.kind.lies) on.delete('revoke-times-out');
    this.faults = new Faults(this.chance, on);
    this.agenda = new Agenda(this.chance, MARCH);
    this.vendor = new SimulatedVendor(() => this.agenda.now);
    this.connector = simulatedConnector({
      agenda: this.agenda,
      faults: this.faults,
      vendor: this.vendor,
      lies: this.kind.lies,
      beforeRevoke: (target) => this.onRevokeCall(target),
    });
  }

  note(line: string): void {
    this.trace.push(`${this.agenda.now - MARCH} ${line}`);
  }

  violate(invariant: string, what: string): void {
    if (this.violations.length < 5) this.violations.push(`${invariant}: ${what}`);
  }

  /** Runs a handler with ports of its own. A crash is a promise that never comes back. */
  invoke(label: string, handle: (ports: Ports) => Promise<unknown>): Promise<Ending> {
    return new Promise((resolve) => {
      const end = (ending: Ending) => {
        this.note(`${label} ${ending.how}`);
        resolve(ending);
      };
      handle(this.portsFor(() => end({ how: 'crashed' }))).then(
        () => end({ how: 'done' }),
        (error: unknown) => end({ how: 'failed', error }),
      );
    });
  }

  /** A message handed over until it is taken; perhaps twice, perhaps late. */
  message(label: string, delayMs: number, handle: (ports: Ports) => Promise<unknown>): void {
    const late = this.faults.happens('message-late') ? this.chance.upTo(3_600_000) : 0;
    this.agenda.after(delayMs + late, () => this.#take(label, handle, 1));
    if (this.faults.happens('message-twice')) {
      this.agenda.after(delayMs + this.chance.upTo(600_000), () => this.#take(label, handle, 1));
    }
  }

  async #take(
    label: string,
    handle: (ports: Ports) => Promise<unknown>,
    attempt: number,
  ): Promise<void> {
    const ending = await this.invoke(label, handle);
    if (ending.how === 'done' || this.bug === 'a failed batch item is deleted') return;
    this.retries += 1;
    this.failed.add(label);
    if (attempt >= ATTEMPTS_MAX) {
      this.dead.push(`${label}: ${ending.how === 'failed' ? String(ending.error) : 'crashed'}`);
      return;
    }
    this.agenda.after(60_000, () => this.#take(label, handle, attempt + 1));
  }

  portsFor(crash: () => void): Ports {
    return this.plant(this.soundPorts(crash));
  }

  /** Every port of the use cases, each call of which is a turn of the scheduler. */
  soundPorts(crash: () => void) {
    const through = <Port extends object>(port: Port): Port => this.#through(port, crash);
    const { store } = this;
    const session: VendorSession = {
      ...connection,
      credential: { token: CANARY },
      http: { send: async () => ({ status: 404, headers: {}, text: '' }) },
      now: () => this.agenda.now,
    };
    const start =
      (machine: 'reauthorisation' | 'revocation') => async (name: string, input: object) =>
        this.workflows.start(machine, name, input)
          ? ('started' as const)
          : ('already-running' as const);
    return {
      inventory: through(store.inventory),
      ledger: through({ commit: (changes: readonly Change[]) => this.#commit(changes) }),
      tasks: through(store.tasks),
      sweeps: through(store.sweeps),
      coverage: through(store.coverage),
      pace: { take: async () => 0 },
      people: through(store.people),
      deliveries: through(store.deliveries),
      payloads: { load: async () => new Uint8Array(), save: async () => {} },
      connections: {
        list: async () => [connection],
        load: async () => connection,
        save: async () => {},
      },
      cursors: { load: async () => undefined, save: async () => {} },
      workQueue: through({
        send: async (message: object, delaySeconds = 0) => this.queueWork(message, delaySeconds),
        sendLeaver: async (message: object) => this.queueWork(message, 0),
      }),
      workflows: through({
        startReauthorisation: start('reauthorisation'),
        startRevocation: start('revocation'),
        answer: async (token: string, output: object) =>
          this.workflows.answer(token, output)
            ? ('delivered' as const)
            : ('nobody-waiting' as const),
      }),
      vendors: { connector: async () => this.connector, session: async () => session },
      connector: async () => this.connector,
      publisher: through({ publish: (events: readonly LifecycleEvent[]) => this.#publish(events) }),
      alerts: through({
        send: async (route: string, alert: { body: string; eventId: string }) =>
          this.sendAlert(route, alert),
      }),
      messenger: { channels: async () => [] },
      clock: { now: () => this.agenda.now },
      log: this.#log,
      policy: this.policy,
    };
  }

  #through<Port extends object>(port: Port, crash: () => void): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          await this.agenda.turn();
          if (this.faults.happens('crash-before')) return this.#die(crash);
          if (this.faults.happens('fails-before')) throw new CallFailedError(String(name));
          const answer: unknown = await Reflect.apply(member, target, args);
          if (this.faults.happens('crash-after')) return this.#die(crash);
          if (this.faults.happens('fails-after')) throw new CallFailedError(String(name));
          return answer;
        };
      },
    });
  }

  #die(crash: () => void): Promise<never> {
    crash();
    return new Promise(() => {});
  }

  async #commit(changes: readonly Change[]): Promise<void> {
    if (this.bug === 'an event is published before its commit') this.#stream(changes);
    if (this.faults.happens('lost-race')) throw lostRace();
    const overwriting = this.bug === 'a write does not look at the version';
    await this.store.ledger.commit(overwriting ? changes.map((one) => this.#onTop(one)) : changes);
    if (this.bug !== 'an event is published before its commit') this.#stream(changes);
  }

  #stream(changes: readonly Change[]): void {
    for (const { transition } of changes) {
      if (transition !== undefined) this.onTransition(transition);
    }
  }

  /** The change as if nobody had written meanwhile. */
  #onTop(change: Change): Change {
    if (change.entity !== 'integration') return change;
    const version = (this.store.integrations.get(change.next.id)?.version ?? 0) + 1;
    return { ...change, next: { ...change.next, version } };
  }

  async #publish(events: readonly LifecycleEvent[]): Promise<string[]> {
    const failed = events.filter(() => this.faults.happens('publish-partly'));
    for (const event of events) if (!failed.includes(event)) this.onPublished(event);
    return failed.map((event) => event.id);
  }

  readonly #log: Log = {
    info: (message, fields) => this.#line(message, fields),
    warn: (message, fields) => this.#line(message, fields),
    error: (message, fields) => this.#line(message, fields),
    count: () => {},
  };

  #line(message: string, fields: object | undefined): void {
    this.log.push(JSON.stringify({ message, ...fields }));
  }
}

const connection: Connection = {
  ...TENANT,
  baseUrl: 'https://vendor.test',
  settings: {},
  connectedAt: MARCH,
  defaultOwner: 'platform@example.com',
};
