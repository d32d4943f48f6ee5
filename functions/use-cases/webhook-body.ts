/** Whether a verified body may enter the queue: UTF-8, JSON, not too deep, nothing that poisons. */

/** Deepest nesting of arrays and objects taken; vendors' deliveries stay below ten. */
export const DEPTH_MAX = 32;

export type BodyVerdict =
  | { readonly text: string; readonly reason?: undefined }
  | { readonly reason: 'not-utf-8' | 'too-deep' | 'not-json' | 'not-an-object' | 'forbidden-key' };

/** Checks the bytes of a body. The text is the body as it will be queued. */
export function refusalOf(body: Uint8Array): BodyVerdict {
  const text = decode(body);
  if (text === undefined) return { reason: 'not-utf-8' };
  if (depthOf(text) > DEPTH_MAX) return { reason: 'too-deep' };
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { reason: 'not-json' };
  }
  if (typeof parsed !== 'object' || parsed === null) return { reason: 'not-an-object' };
  // The text search is cheap; only a body that may name the key is looked through.
  if (MAY_NAME_PROTO.test(text) && holdsProto(parsed)) return { reason: 'forbidden-key' };
  return { text };
}

/** The key as it is, or with an underscore or letter of it spelt by its code. */
const MAY_NAME_PROTO = /__proto__|\\u00[567]/i;

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Deepest nesting outside strings, in one pass over the text. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index);
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth += 1;
        if (depth > deepest) deepest = depth;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth -= 1;
        break;
      default:
    }
  }
  return deepest;
}

/** Index of the quote that closes the string opened at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, index: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(index - 1 - slashes) === BACKSLASH) slashes += 1;
  return slashes % 2 === 1;
}

/** Whether any object holds `__proto__` as a key of its own. The depth is bounded before. */
function holdsProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Object.hasOwn(value, '__proto__')) return true;
  return Object.values(value).some(holdsProto);
}
