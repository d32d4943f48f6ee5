/** `grantline evidence`: takes a chain of evidence out of the vault, and verifies it anywhere. */
import type { Command } from 'commander';
import * as z from 'zod';
import { EvidenceError, NotFoundError } from '#domain/errors.ts';
import { type ChainHead, lineOf, type Seal, tenantOf } from '#domain/evidence.ts';
import {
  beginCheck,
  checkLine,
  endCheck,
  exportHeadLine,
  type Verdict,
} from '#domain/evidence-check.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { EvidenceVault } from '#use-cases/evidence-ports.ts';
import { endOfChain, recordsUpTo } from '#use-cases/read-evidence.ts';
import type { Backend, Cli } from '../backend.ts';
import { parseVendor, StackOptions, withJson, withStack } from '../options.ts';
import { facts, toJson } from '../output.ts';
import { readLines } from './record-lines.ts';

const ExportOptions = StackOptions.extend({
  vendor: Vendor.optional(),
  tenant: z.string(),
  out: z.string().optional(),
});

const VerifyOptions = z.object({ root: z.string().optional(), json: z.boolean().optional() });

/** Adds the command and its two subcommands. */
export function addEvidence(program: Command, cli: Cli): void {
  const evidence = program
    .command('evidence')
    .description('prove what happened: export a chain of evidence, verify an export');
  addExport(evidence, cli);
  addVerify(evidence, cli);
}

function addExport(evidence: Command, cli: Cli): void {
  withStack(evidence.command('export'))
    .description('write the whole chain of a tenant as JSON Lines, its head first')
    .requiredOption('--tenant <id>', 'tenant of the chain; `grantline` for what names no tenant')
    .option(
      '--vendor <vendor>',
      'vendor of the tenant, when two have one of that name',
      parseVendor,
    )
    .option('--out <file>', 'file to write (default: standard output)')
    .action(async (raw: unknown) => {
      const options = ExportOptions.parse(raw);
      const { evidence: kept } = await cli.openBackend(options);
      const known = await chainNamed(kept, options);
      const head = await endOfChain(kept.vault, known);
      const seal = await kept.chains.seal(head.chain);
      const lines = exportLines(kept.vault, head, seal);
      if (options.out === undefined) {
        for await (const line of lines) await cli.terminal.print(line);
        return;
      }
      await cli.terminal.save(options.out, lines);
      const told = { chain: head.chain, records: head.position, hash: head.hash, out: options.out };
      if (options.json === true) return cli.terminal.print(toJson({ ...told, seal }));
      cli.terminal.note(`${told.records} records of ${told.chain} in ${told.out}`);
    });
}

/** The one chain that is meant.
 *  @throws NotFoundError naming the chains there are */
async function chainNamed(
  { chains }: Backend['evidence'],
  only: { readonly vendor?: Vendor; readonly tenant: string },
): Promise<ChainHead> {
  const heads = await chains.list();
  const [found, second] = heads.filter(({ chain }) => {
    const place = tenantOf(chain);
    if (place === undefined) return only.vendor === undefined && only.tenant === chain;
    return place.tenant === only.tenant && place.vendor === (only.vendor ?? place.vendor);
  });
  if (found !== undefined && second === undefined) return found;
  const why = found === undefined ? 'there is no evidence' : 'more than one vendor has evidence';
  throw new NotFoundError(`${why} of the tenant ${only.tenant}`, {
    remedy: `There are: ${heads.map((head) => head.chain).join(', ') || 'no chains yet'}.`,
  });
}

async function* exportLines(
  vault: Pick<EvidenceVault, 'load'>,
  head: ChainHead,
  seal: Seal | undefined,
): AsyncGenerator<string> {
  yield exportHeadLine(head, seal);
  for await (const record of recordsUpTo(vault, head)) yield lineOf(record);
}

function addVerify(evidence: Command, cli: Cli): void {
  withJson(evidence.command('verify <file>'))
    .description('verify an export, without any stack or network; names the first wrong line')
    .option('--root <hash>', 'root of a seal that was kept elsewhere: it must be of one record')
    .action(async (file: string, raw: unknown) => {
      const options = VerifyOptions.parse(raw);
      let check = beginCheck(options.root);
      for await (const { text } of readLines(cli.terminal.open(file))) {
        check = checkLine(check, text ?? '');
      }
      const verdict = endCheck(check);
      await cli.terminal.print(options.json === true ? toJson(verdict) : verdictText(verdict));
      if (verdict.verdict === 'broken') {
        throw new EvidenceError(`line ${verdict.line}: ${verdict.fault}: ${verdict.detail}`);
      }
      if (verdict.seal === undefined && options.root === undefined) {
        cli.terminal.note('No seal yet: a chain written anew as a whole would look the same.');
      }
    });
}

function verdictText(verdict: Verdict): string {
  if (verdict.verdict === 'broken') {
    return `BROKEN at line ${verdict.line}: ${verdict.fault}, ${verdict.detail}`;
  }
  const { head, seal, firstAt, lastAt } = verdict;
  return facts([
    ['intact', `${head.position} records of ${head.chain}`],
    ['from', firstAt],
    ['to', lastAt],
    ['hash', head.hash],
    ['sealed', seal === undefined ? undefined : `up to record ${seal.position}, root ${seal.root}`],
  ]);
}
