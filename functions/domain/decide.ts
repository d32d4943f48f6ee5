/** The policy decision point (NIST SP 800-207): facts + policy -> decision. The workflows enforce. */
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Integration } from './integration.ts';
import type { Policy, PolicyRule, RuleAction } from './policy.ts';
import { standingOf } from './standing.ts';

export type PolicyDecision =
  | { readonly decision: 'act'; readonly ruleId: string; readonly actions: readonly RuleAction[] }
  | { readonly decision: 'nothing' };

/** First rule that matches the event and the integration as it is now.
 *  @param current loaded after the event; rules look at facts, not at a picture of the past */
export function decide(
  policy: Policy,
  event: LifecycleEvent,
  current: Integration,
): PolicyDecision {
  const rule = policy.rules.find((one) => matches(one, event, current));
  if (rule === undefined) return { decision: 'nothing' };
  return { decision: 'act', ruleId: rule.id, actions: rule.do };
}

function matches(rule: PolicyRule, event: LifecycleEvent, current: Integration): boolean {
  if (rule.on !== event.type) return false;
  const { tiers, vendors, states, direction, why } = rule.when ?? {};
  return (
    (tiers === undefined || tiers.includes(standingOf(current).tier)) &&
    (vendors === undefined || vendors.includes(current.vendor)) &&
    (states === undefined || states.includes(current.state)) &&
    (direction === undefined || directionOf(event) === direction) &&
    (why === undefined || isVoidedBecause(event, why))
  );
}

function isVoidedBecause(
  event: LifecycleEvent,
  why: NonNullable<NonNullable<PolicyRule['when']>['why']>,
): boolean {
  return event.type === 'integration.approval-voided' && why.includes(event.change.why);
}

function directionOf(event: LifecycleEvent): 'expanded' | 'reduced' | undefined {
  return event.type === 'integration.scopes-changed' ? event.change.direction : undefined;
}
