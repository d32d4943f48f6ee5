/**
 * A sighting of one integration, normalised from any vendor. A fact about a moment, never a state.
 * An optional field that is absent was not said by the vendor; nothing may be concluded from it.
 */
import type {
  ConsentKind,
  CredentialKind,
  IntegrationKind,
  Reach,
  RemovalCause,
  Vendor,
} from '#events/vocabulary.ts';
import type { Instant } from './time.ts';

/** What the vendor calls things when it is asked again: ids only, never a secret. */
export type VendorHandle = Readonly<Record<string, string>>;

/** Which integration a fact is about. */
export interface IntegrationKey {
  readonly vendor: Vendor;
  /** Canonical tenant id at the vendor, stable under renames. */
  readonly tenant: string;
  readonly kind: IntegrationKind;
  /** OAuth client, app, token or key that acts. Stable under token refresh and secret rotation. */
  readonly clientId: string;
  /** Who consented or whose rights are borrowed; the tenant itself for organisation-wide grants. */
  readonly principalId: string;
}

export interface ObservedPrincipal {
  /** Name or e-mail as the vendor shows it; e-mails in lower case. */
  readonly name?: string;
  /** Vendor's own user id of that person, when it shows no name with the grant. */
  readonly personId?: string;
  readonly consentKind: ConsentKind;
  /** The directory state of that person, when this vendor tells it with the grant. */
  readonly active?: boolean;
}

/** Whether and how the integration is there. */
export type Presence =
  | { readonly status: 'active' }
  /** There, but unable to act until somebody lifts it at the vendor. */
  | { readonly status: 'suspended' }
  /** Gone, said by the vendor itself. `at` is absent when the vendor does not tell the time. */
  | { readonly status: 'removed'; readonly cause: RemovalCause };

/** Last use: a UTC day, `never` when the vendor says so; absent means unknown. */
export type LastUsed = { readonly at: Instant } | 'never';

export interface Observation {
  readonly key: IntegrationKey;
  readonly presence: Presence;
  readonly clientName?: string;
  readonly publisher?: string;
  readonly principal?: ObservedPrincipal;
  /** Vendor scope strings, any order, duplicates allowed. Absent = not told; `[]` = told: none. */
  readonly scopes?: readonly string[];
  readonly reach?: Reach;
  /** Items within reach (repository names and such), for people only; not in the fingerprint. */
  readonly resources?: readonly string[];
  readonly redirectHosts?: readonly string[];
  readonly credentialKinds?: readonly CredentialKind[];
  readonly ipLimited?: boolean;
  readonly grantedAt?: Instant;
  /** Birth of the oldest live credential: what "token ageing" counts from. */
  readonly credentialIssuedAt?: Instant;
  /** When the vendor itself will end it. `never` when the vendor says it has no end. */
  readonly expiresAt?: Instant | 'never';
  readonly lastUsed?: LastUsed;
  readonly handle?: VendorHandle;
  /** The vendor's own form of all this, last use aside, when the connector can recognise it. */
  readonly wire?: string;
  /** Vendor's time of the fact. Absent when the vendor tells none (then arrival orders it). */
  readonly occurredAt?: Instant;
  /** Who did it at the vendor, when told. */
  readonly actor?: string;
}

/** What a directory knows one account by, whatever its address. */
export type AccountId = Pick<DirectoryPerson, 'vendor' | 'tenant' | 'personId'>;

/** A person as an identity provider or vendor directory shows them. */
export interface DirectoryPerson {
  readonly vendor: Vendor;
  readonly tenant: string;
  /** Vendor's own user id, stable under renames. */
  readonly personId: string;
  /** Lower case. Absent when the vendor shows none. */
  readonly email?: string;
  readonly name?: string;
  readonly active: boolean;
  /** Status word of the vendor, for people to read. */
  readonly status: string;
  readonly managerEmail?: string;
  readonly occurredAt?: Instant;
}
