import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { salesforce } from '#connectors/salesforce/index.ts';
import { explained, recordedFiles, recordsOf } from '../recorded.ts';

const GOLDEN = join(import.meta.dirname, 'golden');

describe('explanations of recorded Salesforce records', () => {
  it.each(recordedFiles('salesforce'))('%s reads as its golden file says', (file) => {
    const golden = join(GOLDEN, `${file.replace(/\.[a-z]+$/, '')}.jsonl`);

    const text = explained(salesforce, file, 'audit');

    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, text);
    expect(existsSync(golden)).toBe(true);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  it('noise is ignored with a reason, nearly all of what a feed carries', () => {
    const readings = recordedFiles('salesforce')
      .filter((file) => !file.startsWith('synthetic-') && !file.startsWith('cartography-'))
      .flatMap((file) => recordsOf('salesforce', file))
      .flatMap((record) => salesforce.read(record, { kind: 'audit' }));
    const ignored = readings.filter((reading) => reading.outcome === 'ignored');

    expect(ignored.length / readings.length).toBeGreaterThan(0.9);
    expect(ignored.every((reading) => reading.reason !== '')).toBe(true);
  });

  it('no record of any shape makes it throw', () => {
    for (const odd of [
      null,
      1,
      'x',
      [],
      {},
      { eventType: 1 },
      { Action: 'x', Display: 1 },
      { Action: 'constructor', Display: 'x' },
      { Action: '__proto__', Display: 'x' },
      [[]],
      { data: { events: [null] } },
    ]) {
      expect(() => salesforce.read(odd, { kind: 'audit' })).not.toThrow();
    }
  });
});
