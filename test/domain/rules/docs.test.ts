import { readFileSync } from 'node:fs';
import { RULES } from '#domain/rules/registry.ts';
import { UNFED } from '#domain/rules/unfed.ts';
import { rulesPage } from '../../../scripts/generate-rule-docs.ts';

describe('the page of the rules', () => {
  it('is what the registry says', () => {
    const page = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');

    expect(page).toBe(rulesPage());
  });

  it('names all 48 rules, each as running or as blind and never as both', () => {
    const ids = [...RULES, ...UNFED].map((rule) => rule.id).sort();

    expect(ids).toEqual(
      Array.from({ length: 48 }, (_, index) => `GL-${String(index + 1).padStart(3, '0')}`),
    );
  });
});
