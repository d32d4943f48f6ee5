/** The rule library looks at one event; what it finds is written and said in one write, once a day. */
import { StaleWriteError } from '#domain/errors.ts';
import { raise } from '#domain/finding.ts';
import type { Integration } from '#domain/integration.ts';
import { evaluateRules } from '#domain/rules/evaluate.ts';
import { RULES } from '#domain/rules/registry.ts';
import { ruleFacts } from '#domain/rules/rule.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Ledger, Log } from './ports.ts';

/** Writes the findings of one event. The same event again finds nothing new: the write is on
 *  condition that the finding is not there. A rule that could not see is counted.
 *  @returns how many findings are new */
export async function raiseFindings(
  ports: { readonly ledger: Ledger; readonly log: Log },
  event: LifecycleEvent,
  known: Integration | undefined,
): Promise<number> {
  const { matches, blind } = evaluateRules(RULES, event, ruleFacts(event, known));
  for (const { rule } of blind) ports.log.count('RuleBlind', 1, { rule });
  let raised = 0;
  for (const match of matches) {
    try {
      await ports.ledger.commit([{ entity: 'finding', ...raise(match, event) }]);
    } catch (error) {
      if (error instanceof StaleWriteError) continue;
      throw error;
    }
    raised += 1;
    ports.log.count('Finding', 1, { rule: match.rule.id });
  }
  return raised;
}
