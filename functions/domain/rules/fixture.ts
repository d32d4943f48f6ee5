/** Fixtures of the rules: cases as data, told as what differs from the sample of an event. */
import * as z from 'zod';
import { AnyLifecycleEvent, isDetailType, type LifecycleEvent } from '#events/catalogue.ts';
import { RuleId, Severity } from '#events/vocabulary.ts';
import { ContractError } from '../errors.ts';
import { Integration } from '../integration.ts';
import { overlay } from '../policy.ts';
import { evaluateRules } from './evaluate.ts';
import { type Rule, ruleFacts } from './rule.ts';

const Case = z.strictObject({
  name: z.string(),
  type: z.string().refine(isDetailType, { error: 'is no lifecycle event of the catalogue' }),
  subject: z.record(z.string(), z.unknown()).optional(),
  change: z.record(z.string(), z.unknown()).optional(),
  /** What only the integration tells. */
  facts: Integration.pick({ ipLimited: true, expiresAt: true, lastUsedDay: true })
    .extend({ ownerLeftDay: z.union([z.int(), z.literal('not-left')]) })
    .partial()
    .optional(),
  severity: Severity.optional(),
});
type Case = z.infer<typeof Case>;

/** Cases of one rule; fewer than three of a kind are refused. */
export const RuleFixtures = z.strictObject({
  rule: RuleId,
  positive: z.array(Case.required({ severity: true })).min(3),
  negative: z.array(Case).min(3),
  blind: z.array(Case).default([]),
});
export type RuleFixtures = z.infer<typeof RuleFixtures>;

/** What a rule made of a case: a severity when it fired. */
export type Verdict = Severity | 'quiet' | 'blind';

export interface Judged {
  readonly name: string;
  readonly expected: Verdict;
  readonly actual: Verdict;
}

/** Runs every case of a rule.
 *  @param sampleOf the parsed sample of a detail type
 *  @throws ContractError when a case makes no event of the catalogue */
export function judge(
  rules: readonly Rule[],
  fixtures: RuleFixtures,
  sampleOf: (type: string) => unknown,
): Judged[] {
  const mine = rules.filter((rule) => rule.id === fixtures.rule);
  const judged = (expected: (one: Case) => Verdict) => (one: Case) => ({
    name: one.name,
    expected: expected(one),
    actual: verdictOf(mine, one, sampleOf),
  });
  return [
    ...fixtures.positive.map(judged((one) => one.severity ?? 'quiet')),
    ...fixtures.negative.map(judged(() => 'quiet')),
    ...fixtures.blind.map(judged(() => 'blind')),
  ];
}

function verdictOf(
  rules: readonly Rule[],
  one: Case,
  sampleOf: (type: string) => unknown,
): Verdict {
  const event = eventOf(one, sampleOf(one.type));
  const { matches, blind } = evaluateRules(rules, event, {
    ...ruleFacts(event, undefined),
    ...one.facts,
  });
  if (blind.length > 0) return 'blind';
  return matches[0]?.hit.severity ?? 'quiet';
}

function eventOf(one: Case, sample: unknown): LifecycleEvent {
  const { subject, change } = one;
  const told = subject === undefined ? { change } : { subject, change };
  const parsed = AnyLifecycleEvent.safeParse(overlay(sample, told));
  if (parsed.success) return parsed.data;
  throw new ContractError(`the case "${one.name}" makes no event`, { cause: parsed.error });
}
