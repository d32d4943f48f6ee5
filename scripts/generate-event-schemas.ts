/**
 * Writes events/json-schema/<detail-type>.json and the table of events/README.md from the catalogue.
 * `npm run events:generate`; with `--check` it writes nothing and fails when something differs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { CATALOGUE, DETAIL_TYPES, type DetailType } from '#events/catalogue.ts';

const EVENTS = new URL('../events/', import.meta.url);
const START = '<!-- catalogue: written by npm run events:generate -->';
const END = '<!-- /catalogue -->';

/** JSON Schema (draft 2020-12) of one event, as text. */
export function schemaText(type: DetailType): string {
  const schema = z.toJSONSchema(CATALOGUE[type], { target: 'draft-2020-12' });
  return `${JSON.stringify({ title: type, ...schema }, undefined, 2)}\n`;
}

/** First sentence of an event file's head comment: what the event means. */
function meaningOf(type: DetailType): string {
  const file = readFileSync(new URL(`${type.replace('.', '-')}.ts`, EVENTS), 'utf8');
  const comment = /^\/\*\*([\s\S]*?)\*\//.exec(file)?.[1] ?? '';
  return comment.replaceAll(/\n\s*\*/g, '').trim();
}

function readmeText(): string {
  const readme = readFileSync(new URL('README.md', EVENTS), 'utf8');
  const rows = DETAIL_TYPES.map(
    (type) =>
      `| \`${type}\` | ${meaningOf(type)} | [schema](json-schema/${type}.json) · [sample](samples/${type}.json) |`,
  );
  const table = ['| detail type | meaning | files |', '|---|---|---|', ...rows].join('\n');
  const [before] = readme.split(START);
  const [, after] = readme.split(END);
  return `${before}${START}\n${table}\n${END}${after}`;
}

/** Every generated file with the text it must have. */
export function generatedFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const type of DETAIL_TYPES) files.set(`json-schema/${type}.json`, schemaText(type));
  files.set('README.md', readmeText());
  return files;
}

function differing(): string[] {
  return [...generatedFiles()].flatMap(([name, text]) => {
    try {
      return readFileSync(new URL(name, EVENTS), 'utf8') === text ? [] : [name];
    } catch {
      return [name];
    }
  });
}

if (process.argv[1]?.endsWith('generate-event-schemas.ts')) {
  if (process.argv.includes('--check')) {
    const names = differing();
    for (const name of names) console.error(`events/${name} is not what the catalogue says`);
    process.exitCode = names.length === 0 ? 0 : 1;
  } else {
    mkdirSync(new URL('json-schema/', EVENTS), { recursive: true });
    for (const [name, text] of generatedFiles()) writeFileSync(new URL(name, EVENTS), text);
  }
}
