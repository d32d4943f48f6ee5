/**
 * The risk scale: capability class x resource x reach -> points -> tier (domain.md 6.2). Pure and
 * versioned; a score never suspends by itself, policies name facts.
 */
import type { Reach, ScopeClass, Tier } from '#events/vocabulary.ts';
import { byCodePoint } from './scopes.ts';

/** How sensitive the data or system behind a scope is (domain.md 6.2, resource sensitivity). */
export type Sensitivity = 'none' | 'internal' | 'business' | 'critical';

const SENSITIVITY_OF = {
  none: 'none',
  calendar: 'internal',
  internal: 'internal',
  marketing: 'internal',
  person: 'internal',
  usage: 'internal',
  apps: 'business',
  audit: 'business',
  business: 'business',
  chat: 'business',
  crm: 'business',
  documents: 'business',
  files: 'business',
  mail: 'business',
  meetings: 'business',
  support: 'business',
  tickets: 'business',
  wiki: 'business',
  ci: 'critical',
  code: 'critical',
  contracts: 'critical',
  critical: 'critical',
  device: 'critical',
  finance: 'critical',
  hr: 'critical',
  idp: 'critical',
  legal: 'critical',
  packages: 'critical',
  secrets: 'critical',
  warehouse: 'critical',
} as const satisfies Readonly<Record<string, Sensitivity>>;

/** What a scope acts on (domain.md 6.3). `internal`, `business` and `critical` are for what has no word
 *  of its own; `idp` is the identity provider, `ci` build pipelines. */
export type ResourceKind = keyof typeof SENSITIVITY_OF;

/** The resource with its sensitivity, to be spread into a rating. */
export function on(resource: ResourceKind): Pick<ScopeRating, 'resource' | 'sensitivity'> {
  return { resource, sensitivity: SENSITIVITY_OF[resource] };
}

/** What one scope allows. Reach is the widest the scope itself gives; the grant may narrow it. */
export interface ScopeRating {
  readonly class: ScopeClass;
  readonly sensitivity: Sensitivity;
  /** Absent = only its sensitivity is known; `resourceOf` reads it so. */
  readonly resource?: ResourceKind;
  readonly reach: Reach;
  /** Plain words for an approver, such as "export the whole CRM". */
  readonly allows: string;
  /** The canonical name, when this one is another spelling of it: a vendor's rename is no expansion. */
  readonly sameAs?: string;
  /** It makes the credential outlive the person's session (`offline_access` and the like). */
  readonly lasting?: true;
  /** It does what somebody's own rights allow: an administrator's, or those of a person or role whose
   *  rights we cannot read. Absent = the scope alone decides. */
  readonly rights?: 'administrator' | 'not-read';
  /** What the vendor itself calls it (`restricted`, `level 4`), where it rates its scopes. */
  readonly vendorLabel?: string;
  /** The nearest lower scope of the same vendor that may do as well. */
  readonly narrower?: string;
  /** How far it would reach if the grant were limited to chosen items; absent = it cannot be. */
  readonly choosable?: Reach;
}

/** Version of the scale, its modifiers and combinations, and of every connector's table. Raised when
 *  any of them changes what is already stored; the next sweep then rates every integration once more. */
export const RISK_VERSION = 2;

const CLASS_WEIGHT: Readonly<Record<Exclude<ScopeClass, 'UNKNOWN'>, number>> = {
  SIGNIN: 2,
  META: 6,
  DIR: 10,
  READ: 30,
  WRITE: 38,
  SEND: 35,
  BULK: 45,
  CODE: 48,
  EXEC: 52,
  SECRETS: 55,
  ADMIN: 52,
  IAM: 60,
};

const SENSITIVITY_POINTS: Readonly<Record<Sensitivity, number>> = {
  none: 0,
  internal: 3,
  business: 8,
  critical: 12,
};

const REACH_POINTS: Readonly<Record<Reach, number>> = { R0: 0, R1: 5, R2: 12, R3: 25, R4: 30 };

/** Lowest points of tiers 0 to 3; below the last one is tier 4. */
const TIER_FLOOR = [88, 60, 40, 20] as const;

/** Points of a scope nobody has mapped yet: the floor of tier 1. */
export const UNKNOWN_POINTS = TIER_FLOOR[1];

/** What a rating acts on; where its table names nothing, a word as general as its sensitivity. */
export function resourceOf({ resource, sensitivity }: ScopeRating): ResourceKind {
  return resource ?? sensitivity;
}

/** Points of one scope, 2 to 102; an unknown one counts as tier 1 until mapped. */
export function scopePoints(rating: ScopeRating): number {
  if (rating.class === 'UNKNOWN') return UNKNOWN_POINTS;
  return (
    CLASS_WEIGHT[rating.class] + SENSITIVITY_POINTS[rating.sensitivity] + REACH_POINTS[rating.reach]
  );
}

/** Tier of a number of points. */
export function tierOf(points: number): Tier {
  if (points >= TIER_FLOOR[0]) return 0;
  if (points >= TIER_FLOOR[1]) return 1;
  if (points >= TIER_FLOOR[2]) return 2;
  return points >= TIER_FLOOR[3] ? 3 : 4;
}

const REACH_ORDER: Readonly<Record<Reach, number>> = { R0: 0, R1: 1, R2: 2, R3: 3, R4: 4 };

/** Whether `a` reaches further than `b`. */
export function isWiderReach(a: Reach, b: Reach): boolean {
  return REACH_ORDER[a] > REACH_ORDER[b];
}

/** The narrower of two reaches. */
export function narrowerReach(a: Reach, b: Reach): Reach {
  return isWiderReach(a, b) ? b : a;
}

export interface ScopeAssessment {
  readonly points: number;
  readonly tier: Tier;
  readonly topClass: ScopeClass;
  /** What the gravest scope allows; absent when there is none. */
  readonly allows?: string;
  /** The gravest scopes in plain words, highest first. */
  readonly reasons: readonly string[];
}

/** Rating used when the vendor does not tell the scopes: never harmless (domain.md 6.2 rule 2). */
export const SCOPES_NOT_TOLD: ScopeRating = {
  class: 'UNKNOWN',
  sensitivity: 'business',
  reach: 'R3',
  allows: 'do something the vendor does not tell us',
};

/** The highest scope decides; the grant's own reach narrows each scope.
 *  @param ratings one per scope; empty means the vendor told that there is none */
export function assess(ratings: readonly ScopeRating[], reach: Reach): ScopeAssessment {
  const parts = ratings.map((rating) => {
    const points = scopePoints(cutTo(rating, reach));
    return { points, rating, text: `${rating.allows} (${points} points)` };
  });
  parts.sort((a, b) => b.points - a.points || byCodePoint(a.text, b.text));
  const [top] = parts;
  const points = top?.points ?? 0;
  return {
    points,
    tier: tierOf(points),
    topClass: top?.rating.class ?? 'META',
    allows: top?.rating.allows,
    reasons: parts.slice(0, 5).map((part) => part.text),
  };
}

/** The rating as far as the grant reaches. */
export function cutTo(rating: ScopeRating, reach: Reach): ScopeRating {
  return { ...rating, reach: narrowerReach(rating.reach, reach) };
}
