import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { github } from '#connectors/github/index.ts';
import { explainRecord } from '#use-cases/explain-record.ts';
import type { RecordOrigin } from '#use-cases/vendor-port.ts';

const CORPUS = join(import.meta.dirname, '../../../local/corpus/github');
const GOLDEN = join(import.meta.dirname, 'golden');

interface Sample {
  readonly record: unknown;
  readonly origin: RecordOrigin;
}

function originOf(file: string, event: string | undefined): RecordOrigin {
  if (event !== undefined || file.startsWith('octokit-webhooks-'))
    return { kind: 'webhook', event };
  return file.includes('admin-lists') || file.startsWith('cartography-')
    ? { kind: 'api' }
    : { kind: 'audit' };
}

/** The wrappers of local/corpus/README.md taken off. */
function samplesOf(file: string): Sample[] {
  const text = readFileSync(join(CORPUS, file), 'utf8');
  if (file.endsWith('.json')) {
    const event = /^(?:octokit-webhooks|synthetic)-([a-z_]+)/.exec(file)?.[1];
    return [{ record: JSON.parse(text), origin: originOf(file, event) }];
  }
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const wrapped = JSON.parse(line);
      const record = wrapped.payload ?? wrapped.record ?? wrapped.body ?? wrapped;
      return { record, origin: originOf(file, wrapped.x_github_event) };
    });
}

function explained(file: string): string {
  const lines = samplesOf(file).map(({ record, origin }) =>
    JSON.stringify(explainRecord(github, record, origin)),
  );
  return `${lines.join('\n')}\n`;
}

const FILES = readdirSync(CORPUS).sort();

describe('explanations of recorded GitHub records', () => {
  test.each(FILES)('%s reads as its golden file says', (file) => {
    const golden = join(GOLDEN, `${file.replace(/\.jsonl?$/, '')}.jsonl`);

    const text = explained(file);

    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, text);
    expect(existsSync(golden)).toBe(true);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });

  test('a record is read the same when nobody names its event', () => {
    const differing = FILES.flatMap((file) =>
      samplesOf(file).flatMap(({ record, origin }) => {
        const named = explainRecord(github, record, origin);
        const unnamed = explainRecord(github, record, { kind: 'api' });
        return named.outcome === 'observed' && JSON.stringify(named) !== JSON.stringify(unnamed)
          ? [file]
          : [];
      }),
    );

    expect(differing).toEqual([]);
  });

  test('no noise is mistaken for a grant when its event is named wrongly', () => {
    const mistaken = samplesOf('octokit-webhooks-noise.jsonl').filter(({ record }) =>
      github
        .read(record, { kind: 'webhook', event: 'installation' })
        .some((reading) => reading.outcome === 'observed'),
    );

    expect(mistaken).toEqual([]);
  });

  test('no token, key or hash of the corpus enters an explanation', () => {
    const texts = FILES.map(explained).join('');

    expect(texts).not.toMatch(/FAKE|gh[us]_|ssh-rsa|hashed/);
  });
});
