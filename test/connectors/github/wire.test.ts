/** What a sweep recognises without reading must be what reading would have given. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as z from 'zod';
import { installationOf, tokenOf } from '#connectors/github/read-lists.ts';
import { installationWire, tokenWire } from '#connectors/github/wire.ts';
import type { Observation } from '#domain/observation.ts';

const Examples = z.object({
  example: z.string(),
  body: z.union([
    z.array(z.record(z.string(), z.unknown())),
    z.object({ installations: z.array(z.record(z.string(), z.unknown())) }),
    z.record(z.string(), z.unknown()).transform((one) => [one]),
  ]),
});

/** First row of a list as GitHub's own description shows it. */
function recordedRow(field: string): Record<string, unknown> {
  const file = '../../../local/corpus/github/octokit-openapi-admin-lists.jsonl';
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const rows = lines.flatMap((line) => {
    const { body } = Examples.parse(JSON.parse(line));
    return Array.isArray(body) ? body : body.installations;
  });
  const row = rows.find((one) => field in one);
  if (row === undefined) throw new TypeError(`no recorded row has ${field}`);
  return row;
}

const TENANT = '9001';
/** What makes a recorded row one of our organisation's. */
const OURS = {
  account: { login: 'acme', id: 9001 },
  target_id: 9001,
  repositories_url:
    'https://api.github.com/organizations/9001/personal-access-tokens/1/repositories',
};
const VARIED = fc.oneof(
  fc.constantFrom(null, undefined, '', 'null', 0, 1, true, 'all', 'selected', 'subset', 'none'),
  fc.string(),
  fc.constantFrom({ id: 9001, login: 'renamed' }, { id: 9001 }),
  fc.constantFrom('2024-01-02T03:04:05Z', 1_700_000_000, '<null>', { id: 7, login: 'x' }, []),
  fc.dictionary(fc.constantFrom('contents', 'metadata', 'organization'), fc.constantFrom('read')),
);

function seenIn(result: ReturnType<typeof installationOf>): Observation | undefined {
  if (!('seen' in result)) return undefined;
  // Last use is compared by itself; the actor and the names within reach are for people.
  return { ...result.seen, lastUsed: undefined, actor: undefined, resources: undefined };
}

describe.each([
  {
    list: 'installations',
    wireOf: installationWire,
    read: (row: unknown) => installationOf(row, TENANT),
    row: recordedRow('app_slug'),
  },
  {
    list: 'fine-grained tokens',
    wireOf: tokenWire,
    read: (row: unknown) => tokenOf(row, { tenant: TENANT, org: 'acme' }),
    row: recordedRow('token_last_used_at'),
  },
])('rows of the $list list', ({ wireOf, read, row }) => {
  it('read differently only when their wire form differs', () => {
    const base: Record<string, unknown> = { ...row, ...OURS };
    expect(seenIn(read(base))).toBeDefined();

    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(base)), VARIED, (field, value) => {
        const varied = { ...base, [field]: value };
        if (wireOf(varied)?.wire !== wireOf(base)?.wire) return;

        expect(seenIn(read(varied))).toEqual(seenIn(read(base)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('keep their wire form when only what is volatile moves', () => {
    const moved = { ...row, updated_at: '2026-01-01T00:00:00Z', token_last_used_at: '2026-01-01' };

    expect(wireOf(moved)?.wire).toBe(wireOf(row)?.wire);
  });

  it('cannot pass for another row by a name that holds a separator', () => {
    const name = (text: string) => ({ ...row, app_slug: text, token_name: text });

    expect(wireOf(name('a","b'))?.wire).not.toBe(wireOf(name('a'))?.wire);
  });
});
