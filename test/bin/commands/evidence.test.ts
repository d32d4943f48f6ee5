import { appendEvidence } from '#use-cases/append-evidence.ts';
import { sealEvidence } from '#use-cases/seal-evidence.ts';
import { MARCH } from '../../domain/facts.ts';
import { CHAIN, events } from '../../support/evidence.ts';
import { MemoryEvidence } from '../../support/memory-evidence.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { grantline } from '../fake-cli.ts';

const log = { info() {}, warn() {}, error() {}, count() {} };

/** A sealed chain of three objects, and how its export is made and verified. */
async function world() {
  const store = new MemoryStore();
  const evidence = new MemoryEvidence(store);
  const { ledger } = store;
  const ports = { ...evidence, ledger, log, clock: { now: () => MARCH } };
  for (const count of [2, 4, 5]) await appendEvidence(ports, CHAIN, events(count));
  await sealEvidence(ports, MARCH + 1);
  const backend = { evidence };
  const exported = async (...words: string[]) => {
    const done = await grantline(['evidence', 'export', ...words, '--out', 'e.jsonl'], { backend });
    return { ...done, file: done.saved.get('e.jsonl') ?? '' };
  };
  return { store, evidence, exported };
}

/** Without any stack: only the file. */
const verify = (file: string, ...words: string[]) =>
  grantline(['evidence', 'verify', 'e.jsonl', '--json', ...words], { files: { 'e.jsonl': file } });

describe('an export of evidence', () => {
  it('holds the chain with its head and seal, and is verified where nothing else is', async () => {
    const { exported, evidence } = await world();

    const { file, exitCode } = await exported('--tenant', '9001');
    const verified = await verify(file);

    expect(exitCode).toBe(0);
    expect(file.split('\n')).toHaveLength(1 + 5 + 1);
    expect(verified.exitCode).toBe(0);
    expect(verified.chosen).toEqual([]);
    expect(verified.lines[0]).toMatchObject({
      verdict: 'intact',
      head: evidence.heads.get(CHAIN),
      seal: { position: 5 },
    });
  });

  it('goes to the end of the vault, also where the head was set back', async () => {
    const { exported, evidence } = await world();
    const whole = (await exported('--tenant', '9001')).file;
    const [, second] = evidence.records(CHAIN);
    evidence.heads.set(CHAIN, { chain: CHAIN, position: 2, hash: second!.hash });

    expect((await exported('--tenant', '9001')).file).toBe(whole);
  });

  it('is not made of a chain that is broken or not whole', async () => {
    const { exported, evidence } = await world();
    evidence.objects.delete(`${CHAIN}/3`);

    expect(await exported('--tenant', '9001')).toMatchObject({ exitCode: 1 });
  });

  it('of a tenant without evidence is refused, naming the chains there are', async () => {
    const { exported } = await world();

    const { exitCode, err } = await exported('--tenant', '9002');

    expect(exitCode).toBe(4);
    expect(err).toContain(CHAIN);
    expect((await exported('--vendor', 'okta', '--tenant', '9001')).exitCode).toBe(4);
  });
});

describe('verifying', () => {
  const cases: [string, (lines: string[]) => string[], object][] = [
    [
      'a changed line',
      (at) => at.with(3, at[3]!.replace('9001', '9002')),
      { line: 4, fault: 'tampered' },
    ],
    ['a removed line', (at) => at.toSpliced(2, 1), { line: 3, fault: 'missing' }],
    [
      'two lines in each other’s place',
      (at) => at.with(2, at[4]!).with(4, at[2]!),
      { line: 3, fault: 'reordered' },
    ],
    ['a cut end', (at) => at.slice(0, 5), { line: 6, fault: 'truncated' }],
    ['a missing head', (at) => at.slice(1), { line: 1, fault: 'truncated' }],
    ['a blank line in between', (at) => at.toSpliced(2, 0, ''), { line: 3, fault: 'tampered' }],
    [
      'a blank at the end of a line',
      (at) => at.with(2, `${at[2]} `),
      { line: 3, fault: 'tampered' },
    ],
  ];

  it.each(cases)('names the first wrong line of %s', async (_what, break_, expected) => {
    const { exported } = await world();
    const lines = (await exported('--tenant', '9001')).file.trimEnd().split('\n');

    const verified = await verify(`${break_(lines).join('\n')}\n`);

    expect(verified.exitCode).toBe(7);
    expect(verified.lines[0]).toMatchObject({ verdict: 'broken', ...expected });
  });

  it('holds the export to a root that was kept elsewhere', async () => {
    const { exported, store } = await world();
    const { file } = await exported('--tenant', '9001');

    expect((await verify(file, '--root', store.seals.get(CHAIN)?.root ?? '')).exitCode).toBe(0);
    expect((await verify(file, '--root', 'f'.repeat(64))).exitCode).toBe(7);
  });

  it('of a file that is not there is wrong usage, and of an empty one a broken export', async () => {
    expect((await grantline(['evidence', 'verify', 'none.jsonl'])).exitCode).toBe(2);
    expect((await verify('')).exitCode).toBe(7);
  });
});
