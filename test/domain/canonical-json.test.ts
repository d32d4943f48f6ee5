import { canonicalJson } from '#domain/canonical-json.ts';
import { ContractError } from '#domain/errors.ts';

describe('canonical JSON', () => {
  it('does not depend on the order in which members were written', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'ä"\n' })).toBe(
      '{"a":"ä\\"\\n","b":[1,{"c":true,"d":null}]}',
    );
  });

  it('is refused for what has no one form', () => {
    for (const value of [0.5, Number.NaN, 2 ** 60, '\ud800', undefined, () => 1]) {
      expect(() => canonicalJson({ list: [value] })).toThrow(ContractError);
    }
  });
});
