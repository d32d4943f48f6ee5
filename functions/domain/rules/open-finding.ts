/** Whether a rule found something grave about an integration that nobody has answered since. */
import { SEVERITIES } from '#events/vocabulary.ts';
import { eventsOf, type Transition } from '../transition.ts';
import { evaluateRules } from './evaluate.ts';
import { type Rule, ruleFacts } from './rule.ts';

const GRAVE = SEVERITIES.indexOf('high');

/** Looks for a finding of severity high or worse since the last approval.
 *  @param history transitions of one integration, newest first
 *  @throws ContractError when an event of the history does not fit its schema */
export function hasOpenFinding(rules: readonly Rule[], history: readonly Transition[]): boolean {
  for (const transition of history) {
    for (const event of eventsOf(transition)) {
      const { matches } = evaluateRules(rules, event, ruleFacts(event, undefined));
      if (matches.some(({ hit }) => SEVERITIES.indexOf(hit.severity) >= GRAVE)) return true;
    }
    if (transition.events.some(({ type }) => type === 'integration.approval-granted')) return false;
  }
  return false;
}
