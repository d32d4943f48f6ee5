/**
 * The score of a grant: its highest scope, toxic combinations and modifiers, each part with its fact
 * (domain.md 6.2). It follows from stored facts alone and so changes only with them.
 */
import type { ScopeClass, Tier } from '#events/vocabulary.ts';
import { combinationsOf } from './combinations.ts';
import { type GrantTraits, modifiersOf, type RiskPart } from './modifiers.ts';
import { assess, cutTo, type ScopeRating, tierOf, UNKNOWN_POINTS } from './risk.ts';

/** No score is higher: beyond it nothing is told apart. */
export const POINTS_MAX = 130;

export interface Score {
  readonly points: number;
  readonly tier: Tier;
  readonly topClass: ScopeClass;
  /** What the gravest scope allows, in plain words; absent when there is none. */
  readonly allows?: string;
  /** Its parts; their points add up to the points. Empty when it can do nothing. */
  readonly parts: readonly RiskPart[];
  /** The gravest scopes and the other parts, in plain words. */
  readonly reasons: readonly string[];
}

/** Scores what a grant may do.
 *  @param ratings one per scope; empty means the vendor told that there is none: 0 points */
export function score(ratings: readonly ScopeRating[], traits: GrantTraits): Score {
  const { allows, topClass, points, reasons } = assess(ratings, traits.reach);
  if (allows === undefined) return { points: 0, tier: tierOf(0), topClass, parts: [], reasons };
  const held = ratings.map((rating) => cutTo(rating, traits.reach));
  const more = [...combinationsOf(held, traits), ...modifiersOf(traits, held)];
  const floor = held.some((rating) => rating.class === 'UNKNOWN') ? UNMAPPED : ZERO;
  const parts = bounded([{ name: 'scope', points, fact: allows }, ...more], floor);
  const total = sumOf(parts);
  return {
    points: total,
    tier: tierOf(total),
    topClass,
    allows,
    parts,
    reasons: [...reasons, ...parts.slice(1).map(partWords)],
  };
}

/** The points of all parts. */
function sumOf(parts: readonly RiskPart[]): number {
  return parts.reduce((sum, part) => sum + part.points, 0);
}

/** One part in words, such as `it acts without a person (+5)`. */
export function partWords({ fact, points }: RiskPart): string {
  return `${fact} (${points < 0 ? '' : '+'}${points})`;
}

const ZERO = { points: 0, name: 'zero', fact: 'no score is lower' };
const UNMAPPED = {
  points: UNKNOWN_POINTS,
  name: 'unmapped',
  fact: 'what nobody has mapped counts as tier 1, whatever limits it',
};

/** The parts, with one more where the sum would leave the scale. */
function bounded(parts: readonly RiskPart[], floor: RiskPart): RiskPart[] {
  const sum = sumOf(parts);
  if (sum < floor.points) return [...parts, { ...floor, points: floor.points - sum }];
  if (sum <= POINTS_MAX) return [...parts];
  return [...parts, { name: 'cap', points: POINTS_MAX - sum, fact: 'no score is higher' }];
}
