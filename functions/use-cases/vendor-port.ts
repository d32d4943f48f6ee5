/**
 * The vendor port: what a connector is. A vendor is data (capabilities) plus four files of code (normalise, sweep,
 * webhook, revoke); nothing outside its folder knows it, and it knows nothing of AWS.
 */

import type {
  DirectoryPerson,
  IntegrationKey,
  LastUsed,
  Observation,
  VendorHandle,
} from '#domain/observation.ts';
import type { CallLimit } from '#domain/pace.ts';
import type { ScopeRating } from '#domain/risk.ts';
import type { Instant } from '#domain/time.ts';
import type { Capability, IntegrationKind, Vendor } from '#events/vocabulary.ts';
import type { WebhookEdge } from './webhook-port.ts';

// ---------------------------------------------------------------- capabilities

/** How much of an ability the vendor's API gives (DESIGN.md 4.11), never rounded up. */
export type Coverage = 'yes' | 'partial' | 'no';

export interface CapabilityStatement {
  readonly coverage: Coverage;
  /** Why it is not a plain yes, and what that leaves unseen. */
  readonly reason?: string;
  /** Least privilege that gives it, in the vendor's words. */
  readonly permissions: readonly string[];
}

/** One way to end an integration, in ladder order. */
export interface RevocationRung {
  /** Name in kebab-case, such as `revoke-token`, `block-app`, `manual`. */
  readonly name: string;
  readonly how: 'api' | 'manual';
  readonly reversible: boolean;
  /** Longest time tokens already issued may live on afterwards, ISO 8601; absent = none. */
  readonly residual?: string;
  /** What else stops working, for the preview. */
  readonly collateral: string;
  /** Console steps for people, when `how` is manual. */
  readonly steps?: readonly string[];
}

export interface KindCapabilities {
  readonly coverage: Readonly<Record<Capability, CapabilityStatement>>;
  /** Empty when the vendor offers no reversible stop. */
  readonly suspend: readonly RevocationRung[];
  /** Tried in order until verified; the last one is manual. */
  readonly revoke: readonly RevocationRung[];
}

export interface ConnectorCapabilities {
  readonly vendor: Vendor;
  readonly title: string;
  /** Non-secret settings of a connection by name, those without which nothing works `needed`. */
  readonly settings?: Readonly<Record<string, { about: string; needed?: true }>>;
  readonly kinds: Readonly<Partial<Record<IntegrationKind, KindCapabilities>>>;
  /** Whether a delivery proves its content (HMAC over the body) or is only a hint to look. */
  readonly push: 'signed' | 'hint' | 'none';
  /** How long after a change a list may still be as before, ISO 8601: the vendor's word, or our margin
   *  where it says none; ten minutes when left out. What is missing in a list before that is no proof. */
  readonly listSettles?: string;
  /** The vendor's documented limit of calls a tenant; absent = it documents none. */
  readonly limit?: CallLimit;
}

// ---------------------------------------------------------------- reading records

/** Which of the vendor's surfaces a record comes from. */
export type RecordKind = 'webhook' | 'audit' | 'api';

export interface RecordOrigin {
  readonly kind: RecordKind;
  /** Event name that travels outside the body (GitHub's `X-GitHub-Event`). */
  readonly event?: string;
  /** Tenant proven by the transport. Absent in `explain`: then only what the record says. */
  readonly tenant?: string;
}

export type SignalClass =
  | 'integration.observed'
  | 'scopes_changed'
  | 'credential_issued'
  | 'removed'
  | 'app_blocked'
  | 'owner_deactivated'
  | 'owner_active';

/** What must be looked at before anything is concluded from a hint. */
export type FollowUp =
  /** Point read of one integration. */
  | { readonly kind: 'read'; readonly key: IntegrationKey; readonly handle: VendorHandle }
  /** Point read of one person. */
  | { readonly kind: 'person'; readonly personId: string }
  /** One collector of the sweep, by name. */
  | { readonly kind: 'collect'; readonly collector: string };

/** A record that means something for an integration. Fields absent were not in the record. */
export interface Signal {
  readonly class: SignalClass;
  readonly reason: string;
  readonly tenant?: string;
  readonly kind?: IntegrationKind;
  /** Present when the record says enough to derive it (domain/integration-id.ts). */
  readonly integrationId?: string;
  readonly app?: { readonly id?: string; readonly name?: string };
  readonly actor?: string;
  readonly owner?: string;
  readonly scopes?: readonly string[];
  readonly occurredAt?: Instant;
  /** Present when the record itself is enough to reconcile on. */
  readonly observation?: Observation;
  /** Present when the record says a person's directory state. */
  readonly person?: DirectoryPerson;
  readonly followUp?: FollowUp;
}

export type Reading =
  | { readonly outcome: 'observed'; readonly signal: Signal }
  | { readonly outcome: 'ignored'; readonly reason: string }
  | { readonly outcome: 'rejected'; readonly reason: string };

// ---------------------------------------------------------------- talking to the vendor

export interface VendorRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute, or a path starting with `/` below the base URL. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface VendorResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text, at most `bodyBytesMax` bytes. */
  readonly text: string;
}

export interface VendorHttp {
  /** Sends one request. Any HTTP status is a response, not an error.
   *  @throws VendorError vendor-foreign-link (another origin), vendor-unavailable (no answer in time,
   *  connection lost, 5xx on a read after the retries), vendor-malformed (answer over the cap) */
  send(request: VendorRequest): Promise<VendorResponse>;
}

/** Everything a vendor call needs. The credential is parsed by the connector's own schema. */
export interface VendorSession {
  readonly tenant: string;
  /** Base URL of the tenant's API, no trailing slash; every followed link must share its origin. */
  readonly baseUrl: string;
  /** Non-secret settings given at `grantline connect` (organisation login and such). */
  readonly settings: Readonly<Record<string, string>>;
  /** The `read` or `act` secret's current value. */
  readonly credential: unknown;
  readonly http: VendorHttp;
  readonly now: () => Instant;
}

/** A row as listed, before it is read: enough to tell whether anything in it moved. */
export interface ListedRow {
  /** Every field the observation is made of, last use aside, in the vendor's own form. */
  readonly wire: string;
  readonly lastUsed?: LastUsed;
}

/** Whether a row is known as it is. One that is recognised is not read, counted or applied again. */
export type Recognise = (row: ListedRow) => boolean;

export interface CollectorPage {
  /** What was not recognised, or could not be. */
  readonly observations: readonly Observation[];
  readonly people?: readonly DirectoryPerson[];
  /** Where the next page starts; absent when the list was seen to its end. Opaque to callers. */
  readonly next?: string;
  /** The vendor's own count of the whole list, when it tells one. */
  readonly expected?: number;
  /** What the vendor held back on this page; any entry makes the sweep incomplete. */
  readonly skipped?: readonly { readonly reason: string; readonly count: number }[];
}

/** One list of the vendor, read page by page. */
export interface Collector {
  readonly name: string;
  /** Kinds about which a complete run may conclude "gone". Empty for directories and feeds. */
  readonly kinds: readonly IntegrationKind[];
  readonly capability: Capability;
  /** Permission to ask for when the vendor answers 403. */
  readonly permission: string;
  /** Most pages one run may read; at the bound the run is incomplete. */
  readonly pagesMax: number;
  /** @param recognise asked for each row by connectors that know their rows' wire form; the others
   *  leave it alone and give every row as an observation */
  page(
    session: VendorSession,
    cursor: string | undefined,
    recognise?: Recognise,
  ): Promise<CollectorPage>;
}

/** One vendor feed (audit log, system log), polled from a stored cursor. */
export interface FeedPage {
  /** Records exactly as sent; each goes through `read`. */
  readonly records: readonly unknown[];
  /** Cursor to store and to start the next poll with. */
  readonly cursor: string;
  /** Whether more is waiting right now. */
  readonly more: boolean;
}

export interface Feed {
  readonly name: string;
  readonly permission: string;
  page(session: VendorSession, cursor: string | undefined): Promise<FeedPage>;
}

export interface ActTarget {
  readonly key: IntegrationKey;
  readonly handle: VendorHandle;
  readonly clientName?: string;
}

/** Answer to one revocation or suspension call. A 2xx is `accepted`, never proof. */
export type ActOutcome =
  | { readonly outcome: 'accepted'; readonly pollAfterSeconds: number }
  /** The vendor says it is not there any more; read back all the same. */
  | { readonly outcome: 'already-gone' }
  /** No answer: it may or may not have happened. Read back. */
  | { readonly outcome: 'unknown'; readonly reason: string }
  /** The vendor will not do it this way; try the next rung. */
  | { readonly outcome: 'refused'; readonly reason: string }
  /** This rung is for people. */
  | { readonly outcome: 'manual'; readonly steps: readonly string[] };

/** Read-back of one integration. `unknown` is neither there nor gone. */
export type PointRead =
  | { readonly found: 'present'; readonly observation: Observation }
  /** `from: 'list'`: the sweep's own list was read again or filtered, to its end and with nothing held
   *  back, so that what is wrong with it is wrong here too; it may also lag (`listSettles`). Without it
   *  the vendor said so of this one. */
  | { readonly found: 'absent'; readonly from?: 'list' }
  | { readonly found: 'unknown'; readonly reason: string };

/** Negative check: does the revoked credential still work, as far as one can try. */
export type Probe = 'refused' | 'works' | 'unavailable';

export interface PermissionReport {
  /** Canonical tenant id the credential belongs to. */
  readonly tenant: string;
  readonly tenantName?: string;
  /** Permissions found missing, each with what stays unseen without it. */
  readonly missing: readonly { readonly permission: string; readonly unseen: string }[];
}

/** A vendor, assembled in its index.ts. */
export interface VendorConnector {
  readonly vendor: Vendor;
  readonly capabilities: ConnectorCapabilities;
  readonly webhook: WebhookEdge;
  readonly collectors: readonly Collector[];
  readonly feeds: readonly Feed[];
  /** Pure: one record as the vendor sends it -> what it means. Never throws. */
  read(record: unknown, origin: RecordOrigin): readonly Reading[];
  /** Rates one canonical scope of this vendor; unknown scopes are rated UNKNOWN, never harmless. */
  rateScope(scope: string, kind: IntegrationKind): ScopeRating;
  readOne(session: VendorSession, target: ActTarget): Promise<PointRead>;
  /** Directory read of one person; `undefined` when the vendor has no directory. */
  readPerson?(session: VendorSession, personId: string): Promise<DirectoryPerson | undefined>;
  suspend(session: VendorSession, target: ActTarget, rung: string): Promise<ActOutcome>;
  resume(session: VendorSession, target: ActTarget, rung: string): Promise<ActOutcome>;
  revoke(session: VendorSession, target: ActTarget, rung: string): Promise<ActOutcome>;
  /** Tries what the dead credential must no longer do; `unavailable` when nobody can try. */
  probe(session: VendorSession, target: ActTarget): Promise<Probe>;
  /** Checks a credential before it is stored: who it is, what it may not do.
   *  @throws VendorError vendor-unauthorised when the vendor refuses it */
  checkCredential(session: VendorSession): Promise<PermissionReport>;
}
