/** What changed between two sets of facts, and whether it is more than was approved. */
import type { EventOf } from '#events/catalogue.ts';
import { type Facts, facetsOf, namedScopes, type RateScope } from './facts.ts';
import { differingFacets } from './fingerprint.ts';
import { isWiderReach, scopePoints } from './risk.ts';
import { scopeDifference } from './scopes.ts';

export interface Drift {
  /** Payload of `integration.scopes-changed`; absent when scopes and reach are the same. */
  readonly scopes?: EventOf<'integration.scopes-changed'>['change'];
  /** Facets other than scopes and reach that now allow more than before. */
  readonly upward: readonly string[];
  /** All facets that differ. */
  readonly facets: readonly string[];
}

/** Compares two sets of facts. Something the vendor did not tell before is learned, not drifted. */
export function driftBetween(before: Facts, after: Facts, rate: RateScope): Drift {
  return {
    scopes: scopeDrift(before, after, rate),
    upward: [
      ...grown('redirect-hosts', before.redirectHosts, after.redirectHosts),
      ...grown('credential-kinds', before.credentialKinds, after.credentialKinds),
      ...(changed(before.publisher, after.publisher) ? ['publisher'] : []),
      ...(before.ipLimited === true && after.ipLimited === false ? ['ip-limited'] : []),
      ...(before.consentKind !== 'unknown' && changed(before.consentKind, after.consentKind)
        ? ['consent']
        : []),
    ],
    facets: differingFacets(facetsOf(before, rate), facetsOf(after, rate)),
  };
}

function changed(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

function grown(
  facet: string,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): string[] {
  return scopeDifference(before, after).added.length > 0 ? [facet] : [];
}

function scopeDrift(before: Facts, after: Facts, rate: RateScope): Drift['scopes'] {
  const { added, removed } = scopeDifference(
    namedScopes(before.scopes, rate),
    namedScopes(after.scopes, rate),
  );
  if (added.length === 0 && removed.length === 0 && before.reach === after.reach) return undefined;
  const direction =
    added.length > 0 || isWiderReach(after.reach, before.reach) ? 'expanded' : 'reduced';
  return {
    direction,
    added: added.slice(0, 200),
    removed: removed.slice(0, 200),
    reachBefore: before.reach,
    reachAfter: after.reach,
    classRaised: topPoints(after.scopes, rate) > topPoints(before.scopes, rate),
    sentence: sentence({ added, removed, before, after, rate }).slice(0, 1000),
  };
}

function topPoints(scopes: readonly string[] | undefined, rate: RateScope): number {
  return Math.max(0, ...(scopes ?? []).map((scope) => scopePoints(rate(scope))));
}

const REACH_WORDS = {
  R0: 'one chosen item',
  R1: 'one person',
  R2: 'chosen items',
  R3: 'the whole tenant',
  R4: 'several tenants',
} as const;

function sentence(what: {
  added: readonly string[];
  removed: readonly string[];
  before: Facts;
  after: Facts;
  rate: RateScope;
}): string {
  const parts: string[] = [];
  if (what.added.length > 0) parts.push(`can now ${allowed(what.added, what.rate)}`);
  if (what.removed.length > 0) parts.push(`can no longer ${allowed(what.removed, what.rate)}`);
  if (what.before.reach !== what.after.reach) {
    parts.push(
      `reaches ${REACH_WORDS[what.after.reach]} instead of ${REACH_WORDS[what.before.reach]}`,
    );
  }
  const before = what.before.scopes ?? [];
  const known = before.length === 0 ? 'nothing' : allowed(before, what.rate);
  return `${parts.join('; ')}. Before: ${known}.`;
}

const WORDS_MAX = 4;

/** The weightiest scopes in plain words. */
export function allowed(scopes: readonly string[], rate: RateScope): string {
  const words = [...scopes]
    .map((scope) => ({ scope, rating: rate(scope) }))
    .sort((a, b) => scopePoints(b.rating) - scopePoints(a.rating))
    .map(({ scope, rating }) => `${rating.allows} (${scope})`);
  const rest = words.length - WORDS_MAX;
  return words.slice(0, WORDS_MAX).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
