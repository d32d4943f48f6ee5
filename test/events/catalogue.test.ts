import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { AnyLifecycleEvent, CATALOGUE, DETAIL_TYPES } from '#events/catalogue.ts';
import { generatedFiles } from '../../scripts/generate-event-schemas.ts';

const EVENTS = new URL('../../events/', import.meta.url);
const sampleOf = (type: string): unknown =>
  JSON.parse(readFileSync(new URL(`samples/${type}.json`, EVENTS), 'utf8'));

describe('event catalogue', () => {
  it.each(DETAIL_TYPES)('%s has a file of its own and a sample that fits', (type) => {
    expect(existsSync(new URL(`${type.replace('.', '-')}.ts`, EVENTS))).toBe(true);
    expect(AnyLifecycleEvent.parse(sampleOf(type)).type).toBe(type);
  });

  it('lists every event file, and every listed one has a file', () => {
    const files = readdirSync(EVENTS)
      .filter((name) =>
        /^(integration|sweep|coverage|task|finding|evidence|vendor)-.*\.ts$/.test(name),
      )
      .map((name) => name.replace('.ts', ''));

    expect(files.sort()).toEqual(DETAIL_TYPES.map((type) => type.replace('.', '-')).sort());
  });

  it('has schemas and a table that are what the generator makes', () => {
    for (const [name, text] of generatedFiles()) {
      expect({ name, text: readFileSync(new URL(name, EVENTS), 'utf8') }).toEqual({ name, text });
    }
  });

  it.each(DETAIL_TYPES)('%s refuses a field that nobody declared', (type) => {
    const sample = sampleOf(type);
    const stranger = { ...(sample as object), token: 'a secret that must not travel' };

    expect(CATALOGUE[type].safeParse(stranger).success).toBe(false);
  });
});
