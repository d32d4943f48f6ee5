/** Recorded records of a vendor, out of the wrappers that local/corpus/README.md describes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { explainRecord } from '#use-cases/explain-record.ts';
import type { RecordKind, VendorConnector } from '#use-cases/vendor-port.ts';

const CORPUS = join(import.meta.dirname, '../../local/corpus');

/** Files of a vendor's corpus. */
export function recordedFiles(vendor: string): string[] {
  return readdirSync(join(CORPUS, vendor)).sort();
}

/** Records of one file, in order. */
export function recordsOf(vendor: string, file: string): unknown[] {
  const text = readFileSync(join(CORPUS, vendor, file), 'utf8');
  if (file.endsWith('.csv')) return parse(text, { columns: true });
  if (file.endsWith('.json')) return [JSON.parse(text)];
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const wrapped = JSON.parse(line);
      const bare = wrapped.source_path === undefined ? wrapped : wrapped.payload;
      return wrapped.record ?? wrapped.body ?? bare;
    });
}

/** One explanation a record, as `grantline explain` prints them. */
export function explained(connector: VendorConnector, file: string, kind: RecordKind): string {
  const lines = recordsOf(connector.vendor, file).map((record) =>
    JSON.stringify(explainRecord(connector, record, { kind })),
  );
  return `${lines.join('\n')}\n`;
}
