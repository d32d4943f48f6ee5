import fc from 'fast-check';
import { table, wrap } from '../../bin/table.ts';

const ID = `int_${'0'.repeat(26)}`;

interface Row {
  readonly id: string;
  readonly name: string | undefined;
  readonly changed: readonly string[];
}

const print = (rows: readonly Row[]) =>
  table(rows, [
    { title: 'id', cell: (row) => row.id, whole: true },
    { title: 'name', cell: (row) => row.name },
    { title: 'changed', cell: (row) => row.changed },
  ]);

const spaceless = (text: string) => text.replaceAll(/\s/g, '');

describe('a table', () => {
  it('lines columns up and marks what is not told', () => {
    expect(
      print([
        { id: 'int_1', name: 'Dialer', changed: ['state due -> approved'] },
        { id: ID, name: undefined, changed: [] },
      ]).split('\n'),
    ).toEqual([
      `${'ID'.padEnd(32)}NAME    CHANGED`,
      `${'int_1'.padEnd(32)}Dialer  state due -> approved`,
      `${ID}  -       -`,
    ]);
  });

  it('tells several things of one cell below each other', () => {
    const text = print([{ id: 'int_1', name: 'n', changed: ['tier 3 -> 1', 'points 30 -> 90'] }]);

    expect(text.split('\n').slice(1)).toEqual([
      'int_1  n     tier 3 -> 1',
      '             points 30 -> 90',
    ]);
  });

  it('lets nothing in a cell steer the terminal or leave its line', () => {
    expect(print([{ id: 'int_1', name: 'a\u202eb\nc', changed: [] }])).toContain('ab c');
  });

  it('is at most 120 wide and breaks no id, whatever is in it', () => {
    const cell = fc.string({ maxLength: 200, size: 'max', unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(cell, fc.array(cell, { maxLength: 4 }), (name, changed) => {
        const lines = print([{ id: ID, name, changed }]).split('\n');

        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
        expect(lines[1]).toContain(ID);
      }),
    );
  });
});

describe('a wrapped cell', () => {
  it('breaks after words, then after the marks of names and addresses', () => {
    expect(wrap('owner mira@example.com -> ann.of.security@example.com', 22)).toEqual([
      'owner mira@example.com',
      '->',
      'ann.of.security@',
      'example.com',
    ]);
  });

  it('keeps every character but spaces, in lines of its width', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 60 }), (text, width) => {
        const pieces = wrap(text, width);

        expect(spaceless(pieces.join(''))).toBe(spaceless(text));
        for (const piece of pieces) expect([...piece].length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
