/**
 * How things are printed: text for people (tables: table.ts), JSON for machines. Names come from vendors, so control
 * and bidirectional characters never reach a terminal: dropped in text, escaped in JSON.
 */

/** Control, format (bidirectional, zero width), line separator and broken surrogate characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same without the line feed, which in JSON only ever stands between values. */
const UNPRINTABLE_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line of text that cannot steer a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (/\s/u.test(character) ? ' ' : ''));
}

/** JSON of the same value in printable characters only.
 *  @param indent spaces; none gives one line */
export function toJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent) ?? 'null';
  return text.replace(UNPRINTABLE_IN_JSON, (character) => {
    let escaped = '';
    for (let index = 0; index < character.length; index += 1) {
      escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
  });
}

/** `label  value` lines under each other; absent values are left out. */
export function facts(pairs: readonly (readonly [string, string | undefined])[]): string {
  const told = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const width = told.reduce((widest, [label]) => Math.max(widest, label.length), 0);
  return told.map(([label, value]) => `${label.padEnd(width)}  ${printable(value)}`).join('\n');
}
