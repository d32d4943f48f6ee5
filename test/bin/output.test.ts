import { facts, printable, toJson } from '../../bin/output.ts';

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

describe('facts', () => {
  it('that nobody told are left out', () => {
    expect(
      facts([
        ['a', '1'],
        ['bcd', undefined],
        ['ef', '2'],
      ]),
    ).toBe('a   1\nef  2');
  });
});
