import fc from 'fast-check';
import { DEPTH_MAX, depthOf, refusalOf } from '#use-cases/webhook-body.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('webhook body', () => {
  it.each([
    ['not JSON', bytes('{"a":'), 'not-json'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'not-utf-8'],
    ['a bare value', bytes('42'), 'not-an-object'],
    ['one level too deep', bytes(nested(DEPTH_MAX + 1)), 'too-deep'],
    ['200,000 brackets', bytes('['.repeat(200_000)), 'too-deep'],
    ['a __proto__ key', bytes('{"a":{"__proto__":{"admin":true}}}'), 'forbidden-key'],
    ['the same key spelt by codes', bytes('{"\\u005f\\u005Fprot\\u006f__":{}}'), 'forbidden-key'],
  ])('is refused for %s', (_what, body, reason) => {
    expect(refusalOf(body)).toEqual({ reason });
  });

  it('may talk about __proto__ in a text', () => {
    expect(refusalOf(bytes('{"message":"fix __proto__ pollution"}'))).toEqual({
      text: '{"message":"fix __proto__ pollution"}',
    });
  });

  it('may be as deep as the limit', () => {
    expect(refusalOf(bytes(nested(DEPTH_MAX)))).toEqual({ text: nested(DEPTH_MAX) });
  });

  it('has the depth of its brackets outside texts, whatever the texts hold', () => {
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(depth))
        : 0;

    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(depthOf(text)).toBe(depth(JSON.parse(text)));
      }),
    );
  });
});
