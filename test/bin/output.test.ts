import { facts, printable, table, toJson } from '../../bin/output.ts';

describe('text for people', () => {
  it('drops characters that steer a terminal or turn the reading direction', () => {
    expect(printable('Evil\u001b[2J\u202eppA\u200b\u0007')).toBe('Evil[2JppA');
  });

  it('keeps a name on one line', () => {
    expect(printable('two\nlines\tand\u2028more')).toBe('two lines and more');
  });

  it('keeps letters of any script', () => {
    expect(printable('Müller 株式会社 🚀')).toBe('Müller 株式会社 🚀');
  });
});

describe('JSON for machines', () => {
  it('is printable and parses to the same value', () => {
    const value = { name: 'a\u202e\u009b\u{e0041}b\nc', list: [1, 'x'] };

    const text = toJson(value, 2);

    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(text)).toEqual(value);
  });
});

describe('a table', () => {
  it('lines columns up, marks what is not told and shortens long cells but no ids', () => {
    const text = table(
      [
        { id: `int_${'0'.repeat(80)}`, name: 'n'.repeat(80) },
        { id: 'int_1', name: undefined },
      ],
      [
        { title: 'id', cell: (row) => row.id, whole: true },
        { title: 'name', cell: (row) => row.name },
      ],
    );

    const [head, first, second] = text.split('\n');
    expect(head).toBe(`${'ID'.padEnd(86)}NAME`);
    expect(first).toBe(`int_${'0'.repeat(80)}  ${'n'.repeat(59)}…`);
    expect(second).toBe(`${'int_1'.padEnd(86)}-`);
  });

  it('leaves facts out that nobody told', () => {
    expect(
      facts([
        ['a', '1'],
        ['bcd', undefined],
        ['ef', '2'],
      ]),
    ).toBe('a   1\nef  2');
  });
});
