/** All rules over one event: what they found, and which of them could not see. */
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Capability, FindingAdvice, RuleId } from '#events/vocabulary.ts';
import type { FactName, Hit, Rule, RuleFacts, RuleInput } from './rule.ts';

/** A rule that fired. */
export interface Match {
  readonly rule: Rule;
  readonly hit: Hit;
  readonly advice: FindingAdvice;
  /** Rules blinded by the gap that the event tells of. */
  readonly blinded?: readonly RuleId[];
}

/** A rule that would have looked, had it been told enough. */
export interface Blind {
  readonly rule: RuleId;
  readonly missing: readonly FactName[];
}

export interface Evaluation {
  readonly matches: readonly Match[];
  readonly blind: readonly Blind[];
}

/** Evaluates the rules that watch the event. A rule that lacks a fact is blind, never quiet. */
export function evaluateRules(
  rules: readonly Rule[],
  event: LifecycleEvent,
  facts: RuleFacts,
): Evaluation {
  const input = { event, facts };
  const matches: Match[] = [];
  const blind: Blind[] = [];
  for (const rule of rules) {
    const needs = rule.watches[event.type];
    if (needs === undefined || rule.concerns?.(input) === false) continue;
    const missing = needs.filter((name) => facts[name] === undefined);
    if (missing.length > 0) {
      blind.push({ rule: rule.id, missing });
      continue;
    }
    const hit = rule.fires(input);
    if (hit !== undefined) matches.push(matchOf(rules, { rule, hit }, input));
  }
  return { matches, blind };
}

function matchOf(
  rules: readonly Rule[],
  fired: Pick<Match, 'rule' | 'hit'>,
  { event, facts }: RuleInput,
): Match {
  // A tier nobody told counts as the worst.
  const advice = fired.rule.advice[facts.tier ?? 0];
  if (event.type !== 'coverage.gap') return { ...fired, advice };
  return { ...fired, advice, blinded: blindedBy(rules, event.change.capability) };
}

/** Rules that cannot see while a connection lacks an ability. */
export function blindedBy(rules: readonly Rule[], capability: Capability): RuleId[] {
  return rules.filter((rule) => rule.sees.includes(capability)).map((rule) => rule.id);
}
