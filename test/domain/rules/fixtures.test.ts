import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { judge, RuleFixtures } from '#domain/rules/fixture.ts';
import { RULES } from '#domain/rules/registry.ts';
import { WATCHED_TYPES } from '#lib/constructs/governance.ts';

const FIXTURES = new URL('fixtures/', import.meta.url);
const SAMPLES = new URL('../../../events/samples/', import.meta.url);
const sampleOf = (type: string): unknown =>
  JSON.parse(readFileSync(new URL(`${type}.json`, SAMPLES), 'utf8'));

describe('the rule library', () => {
  it.each(RULES)('$id fires, keeps quiet and goes blind as its fixtures say', ({ id }) => {
    const file = new URL(`${id.toLowerCase()}.yaml`, FIXTURES);
    const fixtures = RuleFixtures.parse(parse(readFileSync(file, 'utf8')));

    expect(fixtures.rule).toBe(id);
    for (const { name, expected, actual } of judge(RULES, fixtures, sampleOf)) {
      expect({ name, verdict: actual }).toEqual({ name, verdict: expected });
    }
  });

  it('has no fixtures of a rule that is not there, and no id twice', () => {
    const ids = RULES.map((rule) => rule.id);

    expect(readdirSync(FIXTURES).sort()).toEqual(ids.map((id) => `${id.toLowerCase()}.yaml`));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is sent every event that a rule watches, and no other', () => {
    const watched = new Set(RULES.flatMap((rule) => Object.keys(rule.watches)));

    expect([...WATCHED_TYPES].sort()).toEqual([...watched].sort());
  });
});
