/** `grantline explain`: what records of a vendor mean. Needs no AWS, no stack and no network. */
import { type Command, Option } from 'commander';
import * as z from 'zod';
import { Vendor } from '#events/vocabulary.ts';
import { explainRecord, type RecordExplanation } from '#use-cases/explain-record.ts';
import type { RecordOrigin, VendorConnector } from '#use-cases/vendor-port.ts';
import type { Cli } from '../backend.ts';
import { parseVendor, withJson } from '../options.ts';
import { toJson } from '../output.ts';
import { type RecordLine, readCsvRecords, readJsonRecords } from './record-lines.ts';
import { unwrapRecord } from './unwrap.ts';

const ExplainOptions = z.object({
  vendor: Vendor,
  kind: z.enum(['webhook', 'audit', 'api']),
  event: z.string().min(1).optional(),
  csv: z.boolean().optional(),
});

/** Adds the command. */
export function addExplain(program: Command, cli: Cli): void {
  withJson(program.command('explain'))
    .description('say what records mean: one JSON line per record, read from a file or stdin')
    .requiredOption('--vendor <vendor>', 'whose records they are', parseVendor)
    .addOption(
      new Option('--kind <kind>', 'surface of the vendor they come from')
        .choices(['webhook', 'audit', 'api'])
        .makeOptionMandatory(),
    )
    .option('--event <name>', 'event name that travels outside the body')
    .option('--csv', 'the input is CSV with a header line (the default for *.csv)')
    .argument('[file]', 'JSON, JSON Lines or CSV; - is stdin', '-')
    .action(async (file: string, raw: unknown) => {
      const options = ExplainOptions.parse(raw);
      const connector = await cli.connector(options.vendor);
      const origin: RecordOrigin = { kind: options.kind, event: options.event };
      const chunks = cli.terminal.open(file);
      const isCsv = options.csv === true || /\.csv$/i.test(file);
      for await (const line of isCsv ? readCsvRecords(chunks) : readJsonRecords(chunks)) {
        await cli.terminal.print(toJson(explainLine(connector, line, origin)));
      }
    });
}

/** Explains one line; a connector that fails on it costs this line only, never the ones after it. */
function explainLine(
  connector: VendorConnector,
  line: RecordLine,
  origin: RecordOrigin,
): RecordExplanation & { readonly line: number } {
  const reject = (reason: string) =>
    ({ line: line.line, outcome: 'rejected', vendor: connector.vendor, reason }) as const;
  if ('unreadable' in line) return reject(line.unreadable);
  const { record, event } = unwrapRecord(line.record);
  try {
    const meaning = explainRecord(connector, record, { ...origin, event: event ?? origin.event });
    return { line: line.line, ...meaning };
  } catch {
    return reject('the connector could not read it');
  }
}
