/**
 * Splits an input of records into lines with their numbers, in bounded memory. JSON Lines is the
 * rule; one document printed over several lines is one record, told by trying it whole.
 */

import { pipeline } from 'node:stream/promises';
import { CsvError, type InfoRecord, parse } from 'csv-parse';
import * as z from 'zod';

/** Longest line, and longest document over several lines. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;

/** One record of the input, or why it is none. */
export type RecordLine =
  | { readonly line: number; readonly record: unknown }
  | { readonly line: number; readonly unreadable: string };

interface TextLine {
  readonly line: number;
  /** Absent when the line is over the limit; its bytes are not kept. */
  readonly text?: string;
}

/** Records of a JSON or JSON Lines input, in order. Never throws for what a line says.
 *  @param bytesMax cap of one line, for tests */
export async function* readJsonRecords(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax = LINE_BYTES_MAX,
): AsyncGenerator<RecordLine> {
  let opening: TextLine[] | undefined = [];
  let openingBytes = 0;
  for await (const line of splitLines(chunks, bytesMax)) {
    if (opening === undefined) {
      yield parseLine(line);
      continue;
    }
    if (opening.length === 0 && !opensDocument(line)) {
      opening = undefined;
      yield parseLine(line);
      continue;
    }
    opening.push(line);
    openingBytes += line.text?.length ?? 0;
    if (line.text === undefined || openingBytes > bytesMax) {
      yield* opening.map(parseLine);
      opening = undefined;
    }
  }
  yield* wholeOrLines(opening ?? []);
}

/** Every line as it stands, for what is held to its bytes; a line over the limit has no text. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let line = 1;
  const told = (): TextLine =>
    bytes > LINE_BYTES_MAX ? { line } : { line, text: Buffer.concat(parts).toString('utf8') };
  for await (const piece of piecesOf(chunks)) {
    bytes += piece.bytes.byteLength;
    if (bytes <= LINE_BYTES_MAX) parts.push(piece.bytes);
    if (!piece.endsLine) continue;
    yield told();
    parts = [];
    bytes = 0;
    line += 1;
  }
  if (bytes > 0) yield told();
}

/** Whether a first line can only make sense together with the lines after it. */
function opensDocument(line: TextLine): boolean {
  if (line.text === undefined || !/^[[{]/.test(line.text)) return false;
  return 'unreadable' in parseLine(line);
}

function wholeOrLines(lines: readonly TextLine[]): RecordLine[] {
  if (lines.length === 0) return [];
  const whole = parseLine({ line: 1, text: lines.map((line) => line.text ?? '').join('\n') });
  return 'record' in whole ? [whole] : lines.map(parseLine);
}

function parseLine(line: TextLine): RecordLine {
  if (line.text === undefined) return { line: line.line, unreadable: 'longer than 16 MB' };
  try {
    return { line: line.line, record: JSON.parse(line.text) };
  } catch {
    return { line: line.line, unreadable: 'not JSON' };
  }
}

/** Lines at line feeds only (a JSON text may hold other separators), blank ones left out. */
async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax: number,
): AsyncGenerator<TextLine> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let line = 1;
  for await (const piece of piecesOf(chunks)) {
    bytes += piece.bytes.byteLength;
    if (bytes <= bytesMax) parts.push(piece.bytes);
    if (!piece.endsLine) continue;
    yield* toTextLine(line, bytes > bytesMax ? undefined : parts);
    parts = [];
    bytes = 0;
    line += 1;
  }
  yield* toTextLine(line, bytes > bytesMax ? undefined : parts);
}

const LINE_FEED = 0x0a;

interface Piece {
  readonly bytes: Uint8Array;
  readonly endsLine: boolean;
}

async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Piece> {
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      yield { bytes: chunk.subarray(start, end), endsLine: true };
      start = end + 1;
    }
    yield { bytes: chunk.subarray(start), endsLine: false };
  }
}

function toTextLine(line: number, parts: readonly Uint8Array[] | undefined): TextLine[] {
  if (parts === undefined) return [{ line }];
  const text = Buffer.concat(parts).toString('utf8').trim();
  return text === '' ? [] : [{ line, text }];
}

const CsvRow = z.object({
  record: z.record(z.string(), z.string()),
  info: z.custom<InfoRecord>((value) => typeof value === 'object' && value !== null),
});

/** Rows of a CSV input with a header line; each row is one record of texts.
 *  The line is the one on which the row ends, the header being line 1. */
export async function* readCsvRecords(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<RecordLine> {
  const broken: RecordLine[] = [];
  const parser = parse({
    bom: true,
    columns: true,
    info: true,
    max_record_size: LINE_BYTES_MAX,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : 0;
      broken.push({ line, unreadable: 'not CSV' });
      return undefined;
    },
  });
  const fed = pipeline(chunks, parser);
  // A source that fails destroys the parser, so the loop below throws the same error.
  fed.catch(() => {});
  for await (const item of parser) {
    const row = CsvRow.parse(item);
    // The parser runs ahead of this loop, so it may already tell of broken rows further down.
    while (broken[0] !== undefined && broken[0].line < row.info.lines) {
      yield* broken.splice(0, 1);
    }
    yield { line: row.info.lines, record: row.record };
  }
  await fed;
  yield* broken.splice(0);
}
