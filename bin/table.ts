/** Tables for people. What is too wide goes on below itself: nothing a person decides on is cut. */
import { printable } from './output.ts';

type Value = string | number | undefined;

export interface Column<Row> {
  readonly title: string;
  /** Text of the cell, or several, one below the other; absent prints a dash. */
  cell(row: Row): Value | readonly string[];
  /** Never broken over lines: something a person copies. */
  readonly whole?: boolean;
}

/** Characters a table may be wide, as far as its whole columns let it. */
const WIDTH_MAX = 120;

/** No column that may be broken gets narrower than this, so that words stay readable. */
const WIDTH_MIN = 10;

const GAP = '  ';

/** A plain table of at most 120 columns. The widest cell gives the width; where that is too much, the
 *  widest columns are narrowed and their cells go on below. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => linesOf(column.cell(row))));
  const titles = columns.map((column) => [column.title.toUpperCase()]);
  const widths = fittedWidths([titles, ...cells], columns);
  return [titles, ...cells].flatMap((line) => rowText(line, widths)).join('\n');
}

function linesOf(value: Value | readonly string[]): string[] {
  const values = typeof value === 'object' ? value : [value ?? ''];
  const lines = values.map((one) => printable(String(one))).filter((one) => one !== '');
  return lines.length === 0 ? ['-'] : lines;
}

type Line = readonly (readonly string[])[];

function fittedWidths(
  lines: readonly Line[],
  columns: readonly { readonly whole?: boolean }[],
): number[] {
  const widths = columns.map((_, index) =>
    lines.reduce((width, line) => Math.max(width, ...(line[index] ?? []).map(lengthOf)), 0),
  );
  const gaps = GAP.length * (columns.length - 1);
  for (;;) {
    const over = widths.reduce((sum, width) => sum + width, gaps) - WIDTH_MAX;
    const broken = widths.map((width, index) => (columns[index]?.whole === true ? 0 : width));
    const widest = Math.max(...broken);
    if (over <= 0 || widest <= WIDTH_MIN) return widths;
    widths[broken.indexOf(widest)] = widest - 1;
  }
}

function rowText(line: Line, widths: readonly number[]): string[] {
  const wrapped = line.map((cell, index) => cell.flatMap((text) => wrap(text, widths[index] ?? 0)));
  const height = Math.max(...wrapped.map((cell) => cell.length));
  return Array.from({ length: height }, (_, row) =>
    wrapped
      .map((cell, index) => padded(cell[row] ?? '', widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** Pieces no longer than the width: broken after the last space, else after an @, else after the last
 *  mark that parts names, else wherever the line is full. Only the spaces at the breaks are left out. */
export function wrap(text: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = [...text];
  while (rest.length > width) {
    const line = rest.slice(0, width);
    const next = rest[width] === ' ' ? width : line.lastIndexOf(' ');
    const mark = line.findLastIndex((character) => ',;/._-'.includes(character)) + 1;
    const end = [next, line.lastIndexOf('@') + 1, mark].find((place) => place > 0) ?? width;
    pieces.push(rest.slice(0, end).join(''));
    rest = rest.slice(next > 0 ? end + 1 : end);
  }
  return [...pieces, rest.join('')];
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)));
}

function lengthOf(text: string): number {
  return [...text].length;
}
