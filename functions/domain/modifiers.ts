/**
 * What makes the same scopes graver or milder (domain.md 6.2). Only what was told counts: "not told"
 * is neither a limit nor the lack of one. Pure; the facts of use and ownership are in standing.ts.
 */
import type { ConsentKind, CredentialKind, Reach } from '#events/vocabulary.ts';
import type { ScopeRating } from './risk.ts';

/** What is known of a grant besides its scopes. */
export interface GrantTraits {
  readonly reach: Reach;
  readonly consentKind: ConsentKind;
  readonly credentialKinds?: readonly CredentialKind[];
  /** Epoch milliseconds; `never` when the vendor says that there is no end. */
  readonly expiresAt?: number | 'never';
  readonly ipLimited?: boolean;
  readonly publisher?: string;
}

/** One named part of a score. The points of all parts add up to those of the integration. */
export interface RiskPart {
  readonly name: string;
  readonly points: number;
  /** The fact it rests on, in plain words. */
  readonly fact: string;
}

interface Modifier extends RiskPart {
  holds(traits: GrantTraits, ratings: readonly ScopeRating[]): boolean;
}

/** Credentials that work for whoever holds a copy. */
const BEARER: ReadonlySet<CredentialKind> = new Set([
  'access-token',
  'refresh-token',
  'client-secret',
  'api-key',
  'personal-token',
]);

/** Credentials that prove themselves and are never sent. */
const PROVEN: ReadonlySet<CredentialKind> = new Set(['ssh-key', 'federated']);

/** Credentials that the customer makes for itself: they have no publisher. */
const SELF_MADE: ReadonlySet<CredentialKind> = new Set(['api-key', 'personal-token', 'ssh-key']);

function isOnly(kinds: GrantTraits['credentialKinds'], set: ReadonlySet<CredentialKind>): boolean {
  return kinds !== undefined && kinds.length > 0 && kinds.every((kind) => set.has(kind));
}

/** Whether it goes on until somebody ends it. */
export function isEndless(traits: GrantTraits, ratings: readonly ScopeRating[]): boolean {
  if (traits.expiresAt !== undefined) return traits.expiresAt === 'never';
  const lasts = ratings.some((rating) => rating.lasting === true);
  return lasts || traits.credentialKinds?.includes('refresh-token') === true;
}

/** Whether nobody is known to stand behind the client. */
export function isPublisherUnknown({ publisher, credentialKinds }: GrantTraits): boolean {
  return publisher === undefined && !isOnly(credentialKinds, SELF_MADE);
}

/** Whether no person takes part in what it does. */
export function isAlone({ consentKind }: GrantTraits): boolean {
  return consentKind === 'organisation' || consentKind === 'service';
}

/** Whether it borrows the rights of an administrator, as far as known. */
export function isAdministrator(ratings: readonly ScopeRating[]): boolean {
  return ratings.some((rating) => rating.rights === 'administrator');
}

const MODIFIERS: readonly Modifier[] = [
  {
    name: 'administrator',
    points: 10,
    fact: 'the rights it borrows are those of an administrator',
    holds: (_traits, ratings) => isAdministrator(ratings),
  },
  { name: 'no-person', points: 5, fact: 'it acts without a person', holds: isAlone },
  { name: 'no-end', points: 4, fact: 'its credential has no end', holds: isEndless },
  {
    name: 'from-anywhere',
    points: 4,
    fact: 'it may be used from any address',
    holds: ({ ipLimited }) => ipLimited === false,
  },
  {
    name: 'publisher-unknown',
    points: 3,
    fact: 'the vendor does not tell who publishes it',
    holds: isPublisherUnknown,
  },
  {
    name: 'bearer',
    points: 2,
    fact: 'whoever holds a copy of its credential can use it',
    holds: ({ credentialKinds }) => credentialKinds?.some((kind) => BEARER.has(kind)) === true,
  },
  {
    name: 'rights-not-read',
    points: 0,
    fact: 'the rights it borrows cannot be read; the whole reach of its scopes is assumed',
    holds: (_traits, ratings) =>
      !isAdministrator(ratings) && ratings.some((rating) => rating.rights === 'not-read'),
  },
  {
    name: 'one-item',
    points: -5,
    fact: 'it reaches one chosen item',
    holds: ({ reach }) => reach === 'R0',
  },
  {
    name: 'ip-limited',
    points: -6,
    fact: 'it may be used from chosen addresses only',
    holds: ({ ipLimited }) => ipLimited === true,
  },
  {
    name: 'never-sent',
    points: -6,
    fact: 'its credential proves itself and is never sent',
    holds: ({ credentialKinds }) => isOnly(credentialKinds, PROVEN),
  },
];

/** The modifiers that hold, gravest first. */
export function modifiersOf(traits: GrantTraits, ratings: readonly ScopeRating[]): RiskPart[] {
  return MODIFIERS.filter((one) => one.holds(traits, ratings)).map(({ name, points, fact }) => ({
    name,
    points,
    fact,
  }));
}
