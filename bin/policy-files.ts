/** Files that come with the product and that `grantline policy` reads: policy, fixtures, samples. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConfigurationError } from '#domain/errors.ts';
import { overlay, type Policy, parsePolicy } from '#domain/policy.ts';
import { RuleFixtures } from '#domain/rules/fixture.ts';
import type { Terminal } from './terminal.ts';

const ROOT = new URL('../', import.meta.url);
const FIXTURES = new URL('test/domain/rules/fixtures/', ROOT);

const textOf = (url: URL): string => readFileSync(url, 'utf8');

/** The default policy, with a file laid over it when one is named.
 *  @throws ConfigurationError naming every wrong field, or when the file is not there or no YAML */
export async function policyOf(terminal: Terminal, file: string | undefined): Promise<Policy> {
  const defaults: unknown = parse(textOf(new URL('functions/domain/default-policy.yaml', ROOT)));
  if (file === undefined) return parsePolicy(defaults);
  const text = await terminal.readText(file);
  if (text === undefined) {
    throw new ConfigurationError(`there is no file ${file}`, {
      remedy: 'Name a YAML file with --policy; docs/policy.md lists its fields.',
    });
  }
  return parsePolicy(overlay(defaults, yamlOf(file, text)));
}

function yamlOf(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new ConfigurationError(`${file} is no YAML`, {
      cause,
      remedy: 'Mend the file; docs/policy.md has an example.',
    });
  }
}

/** The fixtures of every rule, by file name. */
export function ruleFixtures(): RuleFixtures[] {
  return readdirSync(FIXTURES)
    .sort()
    .map((name) => RuleFixtures.parse(parse(textOf(new URL(name, FIXTURES)))));
}

/** The sample of a detail type. */
export function sampleOf(type: string): unknown {
  return JSON.parse(textOf(new URL(`events/samples/${type}.json`, ROOT)));
}
