/** `grantline report` and `grantline certificate`: what auditors ask for, from verified evidence only. */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { FRAMEWORKS } from '#domain/frameworks/registry.ts';
import { certifyExit } from '#domain/report/certificate.ts';
import { certificatePage, reportPage } from '#domain/report/html.ts';
import { buildReport } from '#domain/report/report.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Cli } from '../backend.ts';
import { parseMoment, parseVendor, StackOptions, withStack } from '../options.ts';
import { toJson } from '../output.ts';
import { exitMaterialOf, materialOf } from '../report-material.ts';

const FORMATS = ['html', 'json'] as const;

const output = { format: z.enum(FORMATS).optional(), out: z.string().optional() };
const ReportOptions = StackOptions.extend({ ...output, from: z.int(), to: z.int().optional() });
const CertificateOptions = StackOptions.extend({
  ...output,
  vendor: Vendor.optional(),
  tenant: z.string().optional(),
  clientId: z.string().optional(),
  publisher: z.string().optional(),
});

function withOutput(command: Command): Command {
  return withStack(command)
    .addOption(new Option('--format <format>', 'html (default) or json').choices([...FORMATS]))
    .option('--out <file>', 'file to write (default: standard output)');
}

/** Adds `report`. */
export function addReport(program: Command, cli: Cli): void {
  const moment = (text: string) => parseMoment(text, cli.clock.now());
  withOutput(program.command('report'))
    .description('report on the controls of a framework over a period')
    .addArgument(new Argument('<framework>').choices(FRAMEWORKS.map(({ id }) => id)))
    .requiredOption('--from <time>', 'first moment: RFC 3339, or P90D back', moment)
    .option('--to <time>', 'end of the period, itself left out (default: now)', moment)
    .action(async (id: string, raw: unknown) => {
      const options = ReportOptions.parse(raw);
      const now = cli.clock.now();
      const { from, to = now } = options;
      if (to <= from)
        throw new InvalidArgumentError('the period is empty: --to is not after --from');
      if (to > now)
        throw new InvalidArgumentError('the period has not ended: --to is in the future');
      const framework = FRAMEWORKS.find((one) => one.id === id);
      if (framework === undefined) throw new InvalidArgumentError(`no such framework: ${id}`);
      const backend = await cli.openBackend(options);
      const report = buildReport(framework, await materialOf(backend, { from, to }, now));
      await write(cli, options, { page: () => reportPage(report), document: report });
    });
}

/** Adds `certificate`. */
export function addCertificate(program: Command, cli: Cli): void {
  withOutput(program.command('certificate'))
    .description('certify that every integration of a vendor has ended, proven')
    .option('--publisher <name>', 'integrations of this publisher')
    .option('--client-id <id>', 'integrations of this client')
    .option('--vendor <vendor>', 'integrations at this platform', parseVendor)
    .option('--tenant <id>', 'only at this tenant of it')
    .action(async (raw: unknown) => {
      const options = CertificateOptions.parse(raw);
      const { vendor, tenant, clientId, publisher } = options;
      if (vendor === undefined && clientId === undefined && publisher === undefined) {
        throw new InvalidArgumentError('say whose exit: --publisher, --client-id or --vendor');
      }
      const backend = await cli.openBackend(options);
      const selection = { vendor, tenant, clientId, publisher };
      const certificate = certifyExit(await exitMaterialOf(backend, selection, cli.clock.now()));
      await write(cli, options, {
        page: () => certificatePage(certificate),
        document: certificate,
      });
    });
}

async function write(
  cli: Cli,
  options: { format?: (typeof FORMATS)[number]; out?: string; json?: boolean },
  made: { page(): string; document: object },
): Promise<void> {
  const isJson = options.format === 'json' || (options.format === undefined && options.json);
  const text = isJson ? toJson(made.document, 2) : made.page();
  if (options.out === undefined) return cli.terminal.print(text);
  const lines = async function* () {
    yield text;
  };
  await cli.terminal.save(options.out, lines());
  cli.terminal.note(`written to ${options.out}`);
}
