/**
 * Toxic combinations (domain.md 6.2): two abilities that together do what neither does alone. Pairs
 * over class and resource, so that they hold in every vendor.
 */
import type { ScopeClass } from '#events/vocabulary.ts';
import { type GrantTraits, isEndless, isPublisherUnknown, type RiskPart } from './modifiers.ts';
import { isWiderReach, type ResourceKind, resourceOf, type ScopeRating } from './risk.ts';

/** What every combination adds. */
const COMBINATION_POINTS = 10;

type Holds = (ratings: readonly ScopeRating[], traits: GrantTraits) => boolean;

/** Whether some scope is of one of the classes, on one of the resources where those are named. */
function has(
  ratings: readonly ScopeRating[],
  classes: readonly ScopeClass[],
  resources?: readonly ResourceKind[],
): boolean {
  return ratings.some(
    (rating) =>
      classes.includes(rating.class) &&
      (resources === undefined || resources.includes(resourceOf(rating))),
  );
}

/** What changes content reads it too. */
const CONTENT = ['READ', 'WRITE'] as const;

const COMBINATIONS: readonly { name: string; fact: string; holds: Holds }[] = [
  {
    name: 'mail-and-send',
    fact: 'it reads mail and sends in somebody’s name',
    holds: (all) => has(all, CONTENT, ['mail']) && has(all, ['SEND']),
  },
  {
    name: 'mail-settings',
    fact: 'it reads mail and can forward it elsewhere',
    holds: (all) => has(all, ['ADMIN'], ['mail']) && has(all, CONTENT, ['mail']),
  },
  {
    name: 'code-and-exec',
    fact: 'it changes code and runs it',
    holds: (all) => has(all, ['CODE']) && has(all, ['EXEC']),
  },
  {
    name: 'endless-export',
    fact: 'it exports everything, without end, from anywhere',
    holds: (all, traits) =>
      has(all, ['BULK']) && isEndless(traits, all) && traits.ipLimited === false,
  },
  {
    name: 'directory-and-send',
    fact: 'it knows everybody and sends in somebody’s name',
    holds: (all) =>
      all.some((one) => one.class === 'DIR' && isWiderReach(one.reach, 'R2')) && has(all, ['SEND']),
  },
  {
    name: 'iam-by-nobody',
    fact: 'it can enlarge its own rights and nobody is known to stand behind it',
    holds: (all, traits) => has(all, ['IAM']) && isPublisherUnknown(traits),
  },
  {
    name: 'exec-and-secrets',
    fact: 'it runs code and reaches secrets',
    holds: (all) => has(all, ['EXEC']) && has(all, ['SECRETS']),
  },
  {
    name: 'people-and-payments',
    fact: 'it reads staff records and changes payments',
    holds: (all) => has(all, CONTENT, ['hr']) && has(all, ['WRITE'], ['finance']),
  },
  {
    name: 'hides-its-traces',
    fact: 'it changes content and what is recorded about it',
    holds: (all) => has(all, ['ADMIN'], ['audit']) && has(all, ['WRITE']),
  },
  {
    name: 'foreign-instructions',
    fact: 'it runs tools and reads what outsiders write',
    holds: (all) => has(all, ['EXEC']) && has(all, CONTENT, ['mail', 'tickets', 'support']),
  },
];

/** The combinations that the scopes make.
 *  @param ratings each cut to the grant's reach */
export function combinationsOf(ratings: readonly ScopeRating[], traits: GrantTraits): RiskPart[] {
  return COMBINATIONS.filter((one) => one.holds(ratings, traits)).map(({ name, fact }) => ({
    name,
    points: COMBINATION_POINTS,
    fact,
  }));
}
