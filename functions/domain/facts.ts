/** What an observation makes of an integration: facts merged, nothing decided. */
import type { Reach } from '#events/vocabulary.ts';
import type { Draft } from './advance.ts';
import { type FingerprintFacets, fingerprintOf } from './fingerprint.ts';
import type { Integration, Risk } from './integration.ts';
import { isAdministrator, isEndless } from './modifiers.ts';
import type { LastUsed, Observation } from './observation.ts';
import { RISK_VERSION, SCOPES_NOT_TOLD, type ScopeRating } from './risk.ts';
import { byCodePoint, canonicalScopes } from './scopes.ts';
import { type Score, score } from './score.ts';
import { toDay } from './time.ts';

/** Rates one canonical scope of the vendor and kind at hand. */
export type RateScope = (scope: string) => ScopeRating;

/** Reach assumed while the vendor does not tell it (domain.md 6.2, mapping rule 5). */
const REACH_NOT_TOLD: Reach = 'R3';

const FACT_NAMES = [
  'clientName',
  'publisher',
  'principalName',
  'consentKind',
  'scopes',
  'reach',
  'redirectHosts',
  'credentialKinds',
  'ipLimited',
  'grantedAt',
  'credentialIssuedAt',
  'expiresAt',
  'lastUsedDay',
  'handle',
] as const;

/** The facts of an integration that observations change. */
export type Facts = Pick<Draft, (typeof FACT_NAMES)[number]>;

/** Facts known before, with what the observation says laid over them. What it does not say stays. */
export function mergeFacts(known: Integration | undefined, seen: Observation): Facts {
  const old = known === undefined ? NOTHING_KNOWN : factsOf(known);
  return {
    ...old,
    ...withoutUntold({
      clientName: seen.clientName,
      publisher: seen.publisher,
      principalName: seen.principal?.name,
      consentKind: seen.principal?.consentKind,
      scopes: seen.scopes === undefined ? undefined : canonicalScopes(seen.scopes),
      reach: seen.reach,
      redirectHosts: sorted(seen.redirectHosts),
      credentialKinds: sorted(seen.credentialKinds),
      ipLimited: seen.ipLimited,
      grantedAt: seen.grantedAt,
      credentialIssuedAt: seen.credentialIssuedAt,
      expiresAt: seen.expiresAt,
      handle: seen.handle === undefined ? undefined : { ...seen.handle },
    }),
    lastUsedDay: newerUse(old.lastUsedDay, seen.lastUsed),
  };
}

/** Drops what the vendor did not tell, so that it cannot overwrite what is known. */
function withoutUntold(told: Partial<Facts>): Partial<Facts> {
  for (const name of FACT_NAMES) {
    if (told[name] === undefined) delete told[name];
  }
  return told;
}

const NOTHING_KNOWN: Facts = { consentKind: 'unknown', reach: REACH_NOT_TOLD };

/** The observed facts of a stored integration. */
export function factsOf(known: Integration): Facts {
  return {
    clientName: known.clientName,
    publisher: known.publisher,
    principalName: known.principalName,
    consentKind: known.consentKind,
    scopes: known.scopes,
    reach: known.reach,
    redirectHosts: known.redirectHosts,
    credentialKinds: known.credentialKinds,
    ipLimited: known.ipLimited,
    grantedAt: known.grantedAt,
    credentialIssuedAt: known.credentialIssuedAt,
    expiresAt: known.expiresAt,
    lastUsedDay: known.lastUsedDay,
    handle: known.handle,
  };
}

/** Whether two sets of facts say the same, last use aside. */
export function sameFacts(a: Facts, b: Facts): boolean {
  const withoutUse = (facts: Facts) => JSON.stringify({ ...facts, lastUsedDay: undefined });
  return withoutUse(a) === withoutUse(b);
}

function sorted<Value extends string>(values: readonly Value[] | undefined): Value[] | undefined {
  return values === undefined ? undefined : [...new Set(values)].sort(byCodePoint);
}

/** The later of two last uses, in day buckets; unknown never overwrites known. */
export function newerUse(
  known: Integration['lastUsedDay'],
  seen: LastUsed | undefined,
): Integration['lastUsedDay'] {
  if (seen === undefined) return known;
  if (seen === 'never') return known ?? 'never';
  const day = toDay(seen.at);
  return typeof known === 'number' ? Math.max(known, day) : day;
}

/** The scopes by the names that the vendor's table keeps through renames. */
export function namedScopes(scopes: Facts['scopes'], rate: RateScope): string[] | undefined {
  return scopes && canonicalScopes(scopes.map((scope) => rate(scope).sameAs ?? scope));
}

/** The facets an approval pins. */
export function facetsOf(facts: Facts, rate: RateScope): FingerprintFacets {
  return {
    scopes: namedScopes(facts.scopes, rate),
    reach: facts.reach,
    consentKind: facts.consentKind,
    publisher: facts.publisher,
    redirectHosts: facts.redirectHosts,
    credentialKinds: facts.credentialKinds,
    ipLimited: facts.ipLimited,
  };
}

/** What the scopes allow, one rating each. */
function ratingsOf({ scopes }: Pick<Facts, 'scopes'>, rate: RateScope): ScopeRating[] {
  return scopes === undefined ? [SCOPES_NOT_TOLD] : scopes.map(rate);
}

/** The score that follows from the facts. */
export function scoreOf(facts: Facts, rate: RateScope): Score {
  return score(ratingsOf(facts, rate), facts);
}

/** Everything of an integration that is weighed, never told. */
export type Weighed = Pick<Draft, 'fingerprint' | 'tier' | 'points' | 'topClass' | 'risk'>;

/** Fingerprint and risk that follow from the facts. */
export function weigh(facts: Facts, rate: RateScope): Weighed {
  const { points, tier, topClass, allows } = scoreOf(facts, rate);
  return {
    fingerprint: fingerprintOf(facetsOf(facts, rate)),
    points,
    tier,
    topClass,
    risk: riskOf(facts, rate, allows),
  };
}

/** Longest text of an ability that is stored: a scope's name may be part of it. */
const ALLOWS_MAX = 120;

function riskOf(facts: Facts, rate: RateScope, allows: string | undefined): Risk {
  const ratings = ratingsOf(facts, rate);
  const unmapped = ratings.filter((rating) => rating.class === 'UNKNOWN').length;
  return {
    version: RISK_VERSION,
    allows: allows?.slice(0, ALLOWS_MAX),
    // What the vendor does not tell cannot be mapped.
    unmapped: facts.scopes === undefined || unmapped === 0 ? undefined : unmapped,
    endless: isEndless(facts, ratings) ? true : undefined,
    administrator: isAdministrator(ratings) ? true : undefined,
  };
}
