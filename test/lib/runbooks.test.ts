import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pascalCase } from '#lib/constructs/grantline-function.ts';
import { runbookOf } from '#lib/constructs/operations.ts';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';
import { synthesise, targetOf } from './template.ts';
import { definitionOf } from './workflow-interpreter.ts';

const built = synthesise();
const folder = fileURLToPath(new URL('../../docs/runbooks/', import.meta.url));
const pages = readdirSync(folder).filter((file) => file !== 'README.md');
const textOf = (page: string) => readFileSync(`${folder}${page}`, 'utf8');

/** Named by the state machines as the cause of a failed execution, not by an alarm. */
const NAMED_BY_WORKFLOWS = 'workflows-execution-failed.md';

const alarmPages = built.grantline.operations.alarms.map(({ area, symptom }) =>
  runbookOf(area, symptom).replace('docs/runbooks/', ''),
);

/** Topic to which the template sends the alarm of a page. */
function routeOf(page: string): 'page' | 'notify' | undefined {
  const alarm = built
    .ofType('AWS::CloudWatch::Alarm')
    .find(([, { Properties }]) => Properties.AlarmDescription.endsWith(`/${page}`));
  const topics = (alarm?.[1].Properties.AlarmActions ?? []).map(targetOf);
  expect(topics).toHaveLength(1);
  return topics[0].startsWith('GrantlineAlertsPage') ? 'page' : 'notify';
}

describe('runbooks', () => {
  it('are one an alarm, and an alarm one a runbook', () => {
    expect([...alarmPages, NAMED_BY_WORKFLOWS].sort()).toEqual(pages.sort());
    expect(new Set(alarmPages).size).toBe(alarmPages.length);
  });

  it('are named in what an alarm says', () => {
    const said = built
      .ofType('AWS::CloudWatch::Alarm')
      .map(([, { Properties }]) => /docs\/runbooks\/(\S+)/.exec(Properties.AlarmDescription)?.[1]);
    expect(said.sort()).toEqual([...alarmPages].sort());
  });

  it('are listed under the topic that tells of the alarm', () => {
    const table = readFileSync(`${folder}README.md`, 'utf8');
    for (const route of ['page', 'notify'] as const) {
      const row = table.split('\n').find((line) => line.startsWith(`| ${route} |`)) ?? '';
      const listed = [...row.matchAll(/`([a-z-]+)`/g)].map(([, name]) => `${name}.md`);
      expect(listed.sort()).toEqual(alarmPages.filter((page) => routeOf(page) === route).sort());
    }
  });

  it('are named by both workflows when a step fails for good', () => {
    for (const machine of ['Reauthorisation', 'Revocation'] as const) {
      expect(JSON.stringify(definitionOf(built, machine).States)).toContain(
        `docs/runbooks/${NAMED_BY_WORKFLOWS}`,
      );
    }
  });

  it.each(pages)('%s says what it means, how to look and how to mend', (page) => {
    const headings = textOf(page).match(/^## .+$/gm);
    expect(headings).toEqual(['## Meaning', '## Check', '## Fix']);
  });

  it.each(pages)('%s gives commands that name only what the stack has', (page) => {
    const outputs = Object.keys(built.outputs);
    const handlers = HANDLER_NAMES.map(pascalCase);
    for (const [, output] of textOf(page).matchAll(/\(out (\w+)\)/g)) {
      expect(outputs).toContain(output);
    }
    for (const [, handler] of textOf(page).matchAll(/(?:\(fn |^errors )([A-Z]\w+)/gm)) {
      expect(handlers).toContain(handler);
    }
    expect(textOf(page)).toMatch(/npx grantline \w+|aws \w+ /);
  });
});
