/**
 * `grantline replay`: shows deliveries that could not be understood, and sends them to the inbox again
 * after a fix. What is still not understood comes back into quarantine by itself.
 */
import type { Command } from 'commander';
import * as z from 'zod';
import { toTimestamp } from '#domain/time.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Quarantine, QuarantinedDelivery } from '#use-cases/ports.ts';
import type { Cli } from '../backend.ts';
import { parseVendor, StackOptions, withStack } from '../options.ts';
import { toJson } from '../output.ts';
import { table } from '../table.ts';

const ReplayOptions = StackOptions.extend({
  vendor: Vendor.optional(),
  dryRun: z.boolean().optional(),
});

/** Adds the command. */
export function addReplay(program: Command, cli: Cli): void {
  withStack(program.command('replay'))
    .description('send deliveries that could not be understood to the inbox again')
    .option('--vendor <vendor>', 'only this vendor', parseVendor)
    .option('--dry-run', 'only show them')
    .action(async (raw: unknown) => {
      const { vendor, dryRun = false, ...options } = ReplayOptions.parse(raw);
      const backend = await cli.openBackend(options);
      // The list is read first: what comes back while it is replayed is not replayed twice.
      const entries = await entriesOf(backend.quarantine, vendor);
      if (!dryRun) {
        for (const entry of entries) {
          // Sent before it is forgotten: a command that stops in between sends it twice, never not.
          await backend.inbox.resend(entry.message);
          await backend.quarantine.release(entry);
        }
      }
      const sent = dryRun ? 0 : entries.length;
      if (options.json !== true) return cli.terminal.print(summary(entries, dryRun));
      const deliveries = entries.map(({ message: _kept, ...told }) => told);
      await cli.terminal.print(toJson({ found: entries.length, sent, deliveries }));
    });
}

const PAGES_MAX = 1_000;

async function entriesOf(
  quarantine: Quarantine,
  vendor: Vendor | undefined,
): Promise<QuarantinedDelivery[]> {
  const entries: QuarantinedDelivery[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await quarantine.list(cursor);
    entries.push(...page.items.filter((one) => vendor === undefined || one.vendor === vendor));
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return entries;
}

function summary(entries: readonly QuarantinedDelivery[], isDryRun: boolean): string {
  if (entries.length === 0) return 'Nothing is in quarantine.';
  const rows = table(entries, [
    { title: 'received', cell: (one) => toTimestamp(one.receivedAt) },
    { title: 'vendor', cell: (one) => one.vendor },
    { title: 'tenant', cell: (one) => one.tenant },
    { title: 'delivery', cell: (one) => one.deliveryId, whole: true },
    { title: 'why', cell: (one) => one.reason },
  ]);
  const verb = isDryRun ? 'would be sent' : 'sent';
  return [rows, '', `${entries.length} deliveries ${verb} to the inbox again.`].join('\n');
}
