/**
 * How things are printed: tables for people, JSON for machines. Names come from vendors, so control
 * and bidirectional characters never reach a terminal: dropped in text, escaped in JSON.
 */

/** Control, format (bidirectional, zero width), line separator and broken surrogate characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same without the line feed, which in JSON only ever stands between values. */
const UNPRINTABLE_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const CELL_CHARACTERS_MAX = 60;

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

export interface Column<Row> {
  readonly title: string;
  /** Text of the cell; absent prints a dash. */
  cell(row: Row): string | number | undefined;
  /** Never shortened: something a person copies. */
  readonly whole?: boolean;
}

/** A plain table. The widest cell gives the width; long cells are shortened with an ellipsis. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => cellText(column, row)));
  const titles = columns.map((column) => column.title.toUpperCase());
  const widths = titles.map((title, index) =>
    cells.reduce((width, line) => Math.max(width, lengthOf(line[index] ?? '')), lengthOf(title)),
  );
  return [titles, ...cells]
    .map((line) =>
      line
        .map((text, index) => text + ' '.repeat((widths[index] ?? 0) - lengthOf(text)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellText<Row>(column: Column<Row>, row: Row): string {
  const value = column.cell(row);
  if (value === undefined || value === '') return '-';
  const text = printable(String(value));
  const characters = [...text];
  if (column.whole === true || characters.length <= CELL_CHARACTERS_MAX) return text;
  return `${characters.slice(0, CELL_CHARACTERS_MAX - 1).join('')}…`;
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** `label  value` lines under each other; absent values are left out. */
export function facts(pairs: readonly (readonly [string, string | undefined])[]): string {
  const told = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const width = told.reduce((widest, [label]) => Math.max(widest, label.length), 0);
  return told.map(([label, value]) => `${label.padEnd(width)}  ${printable(value)}`).join('\n');
}
