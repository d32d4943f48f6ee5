/** Every interface through which a use case touches the world. Implemented in adapters and, for
 *  tests, in memory. No method answers "not found" when it could not read: it throws. */

import type { Seal } from '#domain/evidence.ts';
import type { Finding } from '#domain/finding.ts';
import type { Incident, IncidentLane } from '#domain/incident.ts';
import type { Integration, IntegrationRef } from '#domain/integration.ts';
import type { AccountId, DirectoryPerson } from '#domain/observation.ts';
import type { Sweep } from '#domain/sweep.ts';
import type { Task } from '#domain/task.ts';
import type { Instant } from '#domain/time.ts';
import type { Transition } from '#domain/transition.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Capability, Vendor } from '#events/vocabulary.ts';
import type { VendorConnector, VendorSession } from './vendor-port.ts';
import type { WebhookSecrets } from './webhook-port.ts';

// ---------------------------------------------------------------- store

/** One entity's new state with the transition that led to it; written together or not at all. */
export type Change =
  | { readonly entity: 'integration'; readonly next: Integration; readonly transition: Transition }
  | { readonly entity: 'task'; readonly next: Task; readonly transition: Transition }
  /** A checkpoint of a running sweep has no transition; its end has one. */
  | { readonly entity: 'sweep'; readonly next: Sweep; readonly transition?: Transition }
  | { readonly entity: 'finding'; readonly next: Finding; readonly transition: Transition }
  | { readonly entity: 'seal'; readonly next: Seal; readonly transition: Transition }
  | { readonly entity: 'coverage'; readonly next: CoverageState; readonly transition: Transition }
  | { readonly entity: 'incident'; readonly next: Incident; readonly transition: Transition }
  /** A step of a run has a transition only where something is said. */
  | { readonly entity: 'incident-lane'; readonly next: IncidentLane; transition?: Transition };

/** Whether an ability of a connection works; absent = never looked at. */
export interface CoverageState {
  readonly vendor: Vendor;
  readonly tenant: string;
  readonly collector: string;
  readonly capability: Capability;
  readonly version: number;
  readonly covered: boolean;
  readonly since: Instant;
  readonly reason?: string;
}

export interface Ledger {
  /** Writes all changes in one transaction. Each `next.version` must be exactly one more than what
   *  is stored (1 for something new).
   *  @throws StaleWriteError when another writer was first; nothing is written then */
  commit(changes: readonly Change[]): Promise<void>;
}

/** What a sweep compares with: read for all known integrations of a tenant, decoded only on need. */
export interface KnownRow {
  readonly id: string;
  readonly digest: string;
  readonly lastUsedDay: number | 'never' | undefined;
  /** Epoch ms of the next deadline when it is the dormancy one. */
  readonly dormantAt: Instant | undefined;
  readonly live: boolean;
  readonly kind: Integration['kind'];
  /** Version of the risk scale it was rated by; absent = before versions were kept. */
  readonly riskVersion: number | undefined;
  /** Its scopes that nobody has mapped. */
  readonly unmapped: number;
  /** The whole integration; costs no further read. */
  decode(): Integration;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
}

export interface HistoryEntry {
  readonly transition: Transition;
}

export interface Inventory {
  load(ref: IntegrationRef): Promise<Integration | undefined>;
  /** Finds an integration by its id alone (people know no tenant). */
  find(id: string): Promise<Integration | undefined>;
  /** All integrations of a tenant, about 1 MB a page. */
  known(tenant: { vendor: Vendor; tenant: string }, cursor?: string): Promise<Page<KnownRow>>;
  byOwner(email: string, cursor?: string): Promise<Page<IntegrationRef>>;
  /** Entries of one shard whose deadline is not after `until`, soonest first. */
  due(shard: number, until: Instant, cursor?: string): Promise<Page<IntegrationRef>>;
  /** Newest first. */
  history(entityId: string, cursor?: string): Promise<Page<HistoryEntry>>;
}

export interface Tasks {
  load(id: string): Promise<Task | undefined>;
  /** Unanswered tasks, oldest first. */
  open(cursor?: string): Promise<Page<Task>>;
  /** Remembers which execution waits. Not a state of the task: no version, no event.
   *  @throws StaleWriteError when the task was answered meanwhile */
  attachToken(id: string, token: string): Promise<void>;
}

export interface Sweeps {
  /** The running or else the newest sweep of a tenant. */
  latest(tenant: { vendor: Vendor; tenant: string }): Promise<Sweep | undefined>;
  /** Keeps ids seen by a sweep that goes on in another invocation. Never overwrites what another run
   *  of the same sweep kept.
   *  @returns name of the chunk, to be remembered with the checkpoint */
  saveSeen(sweepId: string, ids: readonly string[]): Promise<string>;
  loadSeen(sweepId: string, chunks: readonly string[]): Promise<ReadonlySet<string>>;
}

/** A vendor tenant that was connected. Holds no secret. */
export interface Connection {
  readonly vendor: Vendor;
  readonly tenant: string;
  readonly tenantName?: string;
  readonly baseUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly connectedAt: Instant;
  readonly defaultOwner?: string;
}

export interface Connections {
  list(): Promise<readonly Connection[]>;
  load(tenant: { vendor: Vendor; tenant: string }): Promise<Connection | undefined>;
  save(connection: Connection): Promise<void>;
}

export interface Cursors {
  load(tenant: { vendor: Vendor; tenant: string }, feed: string): Promise<string | undefined>;
  save(tenant: { vendor: Vendor; tenant: string }, feed: string, cursor: string): Promise<void>;
}

export interface Coverage {
  load(tenant: { vendor: Vendor; tenant: string }): Promise<readonly CoverageState[]>;
}

/** Accounts that the directories showed, by the address of the person (domain/directory.ts). */
export interface People {
  /** All accounts that answer for one address in whatever case; none when no directory ever showed it. */
  accounts(address: string): Promise<readonly DirectoryPerson[]>;
  /** Every address that an account was kept under, in lower case. */
  addresses(account: AccountId): Promise<readonly string[]>;
  /** Keeps an account as it is now; one row for each vendor, tenant and `personId`. */
  put(address: string, account: DirectoryPerson): Promise<void>;
}

export type MarkSource = Vendor | 'alert' | 'letter';

export interface Deliveries {
  /** @param source the vendor, or `alert` for what went out to on-call, `letter` to one person */
  isProcessed(source: MarkSource, deliveryId: string): Promise<boolean>;
  /** Called after the effect, never before. Kept 7 days, longer than any vendor redelivers. */
  markProcessed(source: MarkSource, deliveryId: string, now: Instant): Promise<void>;
  /** Keeps what could not be understood, to be replayed after a fix. */
  quarantine(entry: QuarantinedDelivery): Promise<void>;
}

export interface QuarantinedDelivery {
  readonly vendor: Vendor;
  readonly tenant: string;
  readonly deliveryId: string;
  readonly reason: string;
  readonly receivedAt: Instant;
  /** When it was not understood, the last time. */
  readonly quarantinedAt: Instant;
  /** The queue message as it was, to be sent again. */
  readonly message: string;
}

/** What could not be understood, for whoever sends it again after a fix. */
export interface Quarantine {
  /** Oldest first. */
  list(cursor?: string): Promise<Page<QuarantinedDelivery>>;
  /** Forgets an entry that was sent again; keeps it when it came back meanwhile. */
  release(entry: QuarantinedDelivery): Promise<void>;
}

// ---------------------------------------------------------------- messages

/** A verified delivery waiting in the inbox. */
export interface InboxMessage {
  readonly kind: 'delivery';
  readonly vendor: Vendor;
  readonly tenant: string;
  readonly deliveryId: string;
  readonly event?: string;
  /** `audit` when it came over a trusted log stream instead of a webhook. */
  readonly origin?: 'webhook' | 'audit';
  readonly receivedAt: Instant;
  /** The body as text; or where it lies, when it is too large for the queue. */
  readonly body?: string;
  readonly bodyRef?: string;
}

export type SweepMessage =
  /** Start or go on with the sweep of a tenant. */
  | { readonly kind: 'sweep'; readonly vendor: Vendor; readonly tenant: string }
  /** Read one collector now, because a hint said so. */
  | {
      readonly kind: 'collect';
      readonly vendor: Vendor;
      readonly tenant: string;
      readonly collector: string;
    }
  /** Poll the feeds of a tenant (audit log, system log) from their stored cursors. */
  | { readonly kind: 'feed'; readonly vendor: Vendor; readonly tenant: string };

export type LeaverMessage = {
  /** Decide for everything a leaver owns. */
  readonly kind: 'owner-left';
  readonly email: string;
  readonly status: string;
  readonly at: Instant;
  readonly cursor?: string;
};

export interface WorkQueue {
  /** @param delaySeconds 0 to 900 */
  send(message: SweepMessage, delaySeconds?: number): Promise<void>;
  sendLeaver(message: LeaverMessage): Promise<void>;
}

export interface Inbox {
  /** Resolves only when the queue has it. */
  send(message: InboxMessage): Promise<void>;
}

export interface InboxReplay {
  /** Sends a message again as it was. Resolves only when the queue has it. */
  resend(message: string): Promise<void>;
}

export interface PayloadStore {
  save(key: string, body: Uint8Array): Promise<void>;
  load(key: string): Promise<Uint8Array>;
}

// ---------------------------------------------------------------- the world

export interface Publisher {
  /** @returns ids of the events that did not go out after the retries; empty when all did */
  publish(events: readonly LifecycleEvent[]): Promise<readonly string[]>;
}

export type Route = 'page' | 'notify';

export interface AlertSink {
  send(route: Route, alert: { subject: string; body: string; eventId: string }): Promise<void>;
}

export interface Workflows {
  /** Starts by name; the same name a second time is no error and starts nothing. */
  startReauthorisation(name: string, input: object): Promise<'started' | 'already-running'>;
  startRevocation(name: string, input: object): Promise<'started' | 'already-running'>;
  /** Hands an answer to the execution that waits.
   *  @returns `nobody-waiting` when the wait is over; the stored answer is found by the next step */
  answer(token: string, output: object): Promise<'delivered' | 'nobody-waiting'>;
}

export type CredentialPurpose = 'read' | 'act';

export interface Vendors {
  connector(vendor: Vendor): Promise<VendorConnector>;
  /** @throws ConfigurationError credential-missing */
  session(connection: Connection, purpose: CredentialPurpose): Promise<VendorSession>;
}

export interface WebhookSecretSource {
  /** @param doubted a signature did not fit: they may have been rotated since they were read. Looks
   *  again at most once a minute for a tenant, whatever is sent.
   *  @returns undefined when the tenant is not connected */
  secrets(vendor: Vendor, tenant: string, doubted?: boolean): Promise<WebhookSecrets | undefined>;
}

/** Structured log. Fields are names and numbers from our own vocabulary, never payloads. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** One count in the log's metric format (CloudWatch embedded metrics). */
  count(metric: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): Instant;
}
