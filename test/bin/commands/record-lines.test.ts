import { readJsonRecords } from '../../../bin/commands/record-lines.ts';

async function* inPieces(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

async function read(bytesMax: number, ...pieces: string[]) {
  const found = [];
  for await (const line of readJsonRecords(inPieces(...pieces), bytesMax)) found.push(line);
  return found;
}

describe('records of an input', () => {
  it('rejects a line over the limit without keeping it, and reads the next', async () => {
    const found = await read(20, '{"a":"', 'x'.repeat(50), '"}', '\n{"b":1}\n');

    expect(found).toEqual([
      { line: 1, unreadable: 'longer than 16 MB' },
      { line: 2, record: { b: 1 } },
    ]);
  });

  it('gives up a document over several lines at the limit and reads its lines instead', async () => {
    const found = await read(20, '[\n{"a":1}\n,\n', '{"b":2}\n', '{"c":3}\n');

    expect(found).toEqual([
      { line: 1, unreadable: 'not JSON' },
      { line: 2, record: { a: 1 } },
      { line: 3, unreadable: 'not JSON' },
      { line: 4, record: { b: 2 } },
      { line: 5, record: { c: 3 } },
    ]);
  });

  it('joins characters that arrive in two pieces', async () => {
    const bytes = Buffer.from('{"a":"é€"}');
    async function* cut() {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }

    const found = [];
    for await (const line of readJsonRecords(cut())) found.push(line);

    expect(found).toEqual([{ line: 1, record: { a: 'é€' } }]);
  });

  it('reads a record before the input has ended', async () => {
    let pulled = 0;
    async function* endless() {
      for (;;) {
        pulled += 1;
        yield Buffer.from('{"a":1}\n');
      }
    }

    const first = await readJsonRecords(endless()).next();

    expect(first.value).toEqual({ line: 1, record: { a: 1 } });
    expect(pulled).toBeLessThan(3);
  });
});
