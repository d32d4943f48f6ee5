/**
 * Writes docs/rules.md from the registry of the rule library. `npm run rules:generate`; a test holds
 * the page to what the registry says.
 */
import { writeFileSync } from 'node:fs';
import { RULES } from '#domain/rules/registry.ts';
import type { Rule } from '#domain/rules/rule.ts';
import { UNFED } from '#domain/rules/unfed.ts';

const PAGE = new URL('../docs/rules.md', import.meta.url);

const INTRODUCTION = `# The rules

Written by \`npm run rules:generate\` from \`functions/domain/rules/registry.ts\`.

A rule is a pure function of an event and the facts of its integration. It says which facts it needs; without one it is
**blind** (metric \`RuleBlind\`), never quiet. What it finds is \`finding.raised\`, once for the same integration, reason and UTC
day. A finding alerts only when it is more urgent than the event it came from. The default action is advice: nothing is
done unless a rule of the policy says so (\`on: finding.raised\`). \`grantline policy test\` runs the fixtures,
\`grantline policy replay\` counts what the rules would have found in the history.

A replay sees the events of the history, with the slim picture of the integration in them. Facts that only the
integration tells now (last use, end, limit to addresses) are not in it, and rules that need them count as blind there.
`;

function row(rule: Rule): string {
  const facts = [...new Set(Object.values(rule.watches).flat())].join(', ') || 'none';
  const events = Object.keys(rule.watches)
    .map((type) => `\`${type}\``)
    .join(', ');
  const advice = [rule.advice[0], rule.advice[2], rule.advice[4]];
  const marks = [...rule.attack, ...rule.owasp].join(', ') || '-';
  return `| ${rule.id} | ${rule.title} | ${events} | ${facts} | ${advice.join(' / ')} | ${rule.exception} | ${marks} |`;
}

/** The page as it must be. */
export function rulesPage(): string {
  return [
    INTRODUCTION,
    `## ${RULES.length} rules that run`,
    '',
    '| rule | title | watches | needs | action at tier 0-1 / 2 / 3-4 | exception | ATT&CK, OWASP NHI 2025 |',
    '|---|---|---|---|---|---|---|',
    ...RULES.map(row),
    '',
    `## ${UNFED.length} rules that are blind`,
    '',
    'Nothing feeds them; they do not run.',
    '',
    '| rule | title | why it cannot see |',
    '|---|---|---|',
    ...UNFED.map(({ id, title, why }) => `| ${id} | ${title} | ${why} |`),
    '',
  ].join('\n');
}

if (process.argv[1]?.endsWith('generate-rule-docs.ts')) writeFileSync(PAGE, rulesPage());
