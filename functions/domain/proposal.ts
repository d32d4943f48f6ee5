/** Least privilege: what would do less harm and may do as well. A proposal to the owner, never a step. */
import type { Tier } from '#events/vocabulary.ts';
import type { Facts, RateScope } from './facts.ts';
import { isWiderReach, type ScopeRating, scopePoints } from './risk.ts';
import { byCodePoint } from './scopes.ts';
import { score } from './score.ts';

export interface Proposal {
  /** Scopes with the lower one of the same vendor, gravest first. */
  readonly instead: readonly { readonly of: string; readonly take: string }[];
  /** Whether it can be limited to chosen items. */
  readonly choose: boolean;
  /** What the integration would then be rated. */
  readonly points: number;
  readonly tier: Tier;
}

/** The nearest lower scopes of the vendor, and what they would make of it.
 *  @returns undefined when there is nothing lower, or it would lower nothing */
export function proposalFor(facts: Facts, rate: RateScope): Proposal | undefined {
  const { scopes } = facts;
  if (scopes === undefined) return undefined;
  const steps = scopes.map((scope) => stepDown(scope, facts, rate));
  const now = score(scopes.map(rate), facts);
  const then = score(
    steps.map((step) => step.rating),
    facts,
  );
  if (then.points >= now.points) return undefined;
  const instead = steps
    .filter((step) => step.take !== undefined)
    .sort((a, b) => b.was - a.was || byCodePoint(a.of, b.of))
    .flatMap(({ of, take }) => (take === undefined ? [] : [{ of, take }]));
  const choose = steps.some((step) => step.isChosen);
  return { instead, choose, points: then.points, tier: then.tier };
}

interface StepDown {
  readonly of: string;
  readonly take?: string;
  readonly isChosen: boolean;
  readonly was: number;
  readonly rating: ScopeRating;
}

function stepDown(scope: string, { reach }: Facts, rate: RateScope): StepDown {
  const rating = rate(scope);
  const was = scopePoints(rating);
  const lower = rating.narrower === undefined ? undefined : rate(rating.narrower);
  // A table that calls something graver "narrower" proposes nothing.
  const isLower = lower !== undefined && scopePoints(lower) < was;
  const taken = isLower ? lower : rating;
  const { choosable } = taken;
  const isChosen = choosable !== undefined && isWiderReach(reach, choosable);
  return {
    of: scope,
    take: isLower ? rating.narrower : undefined,
    isChosen,
    was,
    rating: isChosen ? { ...taken, reach: choosable } : taken,
  };
}

const SHOWN_MAX = 4;

/** The proposal in one sentence. */
export function proposalWords({ instead, choose, points, tier }: Proposal): string {
  const shown = instead.slice(0, SHOWN_MAX).map(({ of, take }) => `${take} instead of ${of}`);
  const rest = instead.length - shown.length;
  const changes = [
    ...shown,
    ...(rest > 0 ? [`the same for ${rest} more`] : []),
    ...(choose ? ['chosen items instead of all'] : []),
  ];
  return `With ${changes.join(', ')} it would be tier ${tier} (${points} points).`;
}
