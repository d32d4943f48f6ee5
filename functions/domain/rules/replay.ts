/** What the rules would have found in recorded transitions, and whom they would have woken. */
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { RuleId } from '#events/vocabulary.ts';
import { routeOf } from '../alert.ts';
import { alertSeverity, dedupKey } from '../finding.ts';
import type { Policy } from '../policy.ts';
import { eventsOf, type Transition } from '../transition.ts';
import { evaluateRules, type Match } from './evaluate.ts';
import { type Rule, ruleFacts } from './rule.ts';

/** Counts of one rule over a replay. */
export interface RuleTally {
  readonly rule: RuleId;
  /** Findings; the same rule, integration, reason and day count once. */
  readonly fired: number;
  /** Of those, the ones whose default action at that tier is a suspension. */
  readonly suspended: number;
  /** Of those, the ones that would have gone to the page topic. */
  readonly paged: number;
  /** Times it could not see: a history holds the slim picture of an integration only. */
  readonly blind: number;
}

export interface Replay {
  /** Takes one transition; the order changes no count but that of pages of one and the same finding.
   *  @throws ContractError when an event of it does not fit its schema */
  take(transition: Transition): void;
  /** By rule, in the order of the library. */
  tallies(): RuleTally[];
}

/** A replay that keeps counts and the keys of findings, not transitions. */
export function createReplay(rules: readonly Rule[], policy: Policy): Replay {
  const watched = new Set(rules.flatMap((rule) => Object.keys(rule.watches)));
  const counts = new Map<RuleId, Count>(
    rules.map(({ id }) => [id, { rule: id, fired: 0, suspended: 0, paged: 0, blind: 0 }]),
  );
  const found = new Set<string>();
  function takeEvent(event: LifecycleEvent): void {
    const { matches, blind } = evaluateRules(rules, event, ruleFacts(event, undefined));
    for (const { rule } of blind) add(counts.get(rule), { blind: 1 });
    for (const match of matches) {
      const key = dedupKey(match, event);
      if (found.has(key)) continue;
      found.add(key);
      add(counts.get(match.rule.id), weightOf(match, event, policy.alerts));
    }
  }
  return {
    take(transition) {
      if (!transition.events.some(({ type }) => watched.has(type))) return;
      for (const event of eventsOf(transition)) takeEvent(event);
    },
    tallies: () => [...counts.values()],
  };
}

type Count = { -readonly [Name in keyof RuleTally]: RuleTally[Name] };

function weightOf(match: Match, event: LifecycleEvent, alerts: Policy['alerts']) {
  const severity = alertSeverity(match.hit.severity, event.severity);
  return {
    fired: 1,
    suspended: match.advice === 'suspend' ? 1 : 0,
    paged: routeOf(severity, alerts) === 'page' ? 1 : 0,
  };
}

function add(count: Count | undefined, more: Partial<Omit<RuleTally, 'rule'>>): void {
  if (count === undefined) return;
  count.fired += more.fired ?? 0;
  count.suspended += more.suspended ?? 0;
  count.paged += more.paged ?? 0;
  count.blind += more.blind ?? 0;
}
