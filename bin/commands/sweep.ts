/** `grantline sweep`: asks for a full look at connected tenants, and can wait for its manifest. */
import type { Command } from 'commander';
import * as z from 'zod';
import { GrantlineError } from '#domain/errors.ts';
import type { Sweep } from '#domain/sweep.ts';
import { toTimestamp } from '#domain/time.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { Connection } from '#use-cases/ports.ts';
import type { Backend, Cli } from '../backend.ts';
import { connectionsOf } from '../history.ts';
import { durationOption, parseVendor, StackOptions, withStack } from '../options.ts';
import { printable, toJson } from '../output.ts';
import { table } from '../table.ts';

const SweepOptions = StackOptions.extend({
  wait: z.boolean().optional(),
  timeout: z.int().positive(),
});

const POLL_MS = 2_000;
const LONGEST_WAIT = 'PT15M';

/** Adds the command. */
export function addSweep(program: Command, cli: Cli): void {
  withStack(program.command('sweep'))
    .description('sweep connected tenants now')
    .argument('[vendor]', 'only this vendor', parseVendor)
    .argument('[tenant]', 'only this tenant')
    .option('--wait', 'wait for the end and print the manifest')
    .addOption(durationOption('--timeout <duration>', 'with --wait: longest wait', LONGEST_WAIT))
    .action(async (vendor: Vendor | undefined, tenant: string | undefined, raw: unknown) => {
      const options = SweepOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const chosen = await connectionsOf(backend, { vendor, tenant });
      const before = new Map<Connection, Sweep | undefined>();
      for (const connection of chosen) {
        before.set(connection, await backend.sweeps.latest(connection));
        await backend.workQueue.send({
          kind: 'sweep',
          vendor: connection.vendor,
          tenant: connection.tenant,
        });
      }
      if (options.wait !== true) return printRequested(cli, chosen, options.json === true);
      const ended = await waitForAll(cli, backend, { before, timeoutMs: options.timeout });
      if (options.json === true) return cli.terminal.print(toJson(ended, 2));
      await cli.terminal.print(ended.map(manifestText).join('\n\n'));
    });
}

async function printRequested(
  cli: Cli,
  chosen: readonly Connection[],
  isJson: boolean,
): Promise<void> {
  const requested = chosen.map(({ vendor, tenant }) => ({ vendor, tenant }));
  if (isJson) return cli.terminal.print(toJson({ requested }));
  for (const { vendor, tenant } of requested) {
    await cli.terminal.print(printable(`Sweep of ${vendor} tenant ${tenant} requested.`));
  }
}

/** Looks until each tenant has an ended sweep that had not ended before the request. */
async function waitForAll(
  cli: Cli,
  backend: Backend,
  given: { readonly before: Map<Connection, Sweep | undefined>; readonly timeoutMs: number },
): Promise<Sweep[]> {
  const deadline = cli.clock.now() + given.timeoutMs;
  const ended: Sweep[] = [];
  for (const [connection, before] of given.before) {
    let latest = await backend.sweeps.latest(connection);
    while (latest === undefined || !isEnded(latest, before)) {
      if (cli.clock.now() >= deadline || cli.terminal.stopped.aborted) throw notEnded(connection);
      await cli.pause(POLL_MS);
      latest = await backend.sweeps.latest(connection);
    }
    ended.push(latest);
  }
  return ended;
}

/** A sweep that was running when we asked is gone on with, so its end answers the request too. */
function isEnded(latest: Sweep, before: Sweep | undefined): boolean {
  if (latest.status === 'running') return false;
  return latest.id !== before?.id || before.status === 'running';
}

function notEnded(connection: Connection): GrantlineError {
  return new GrantlineError(
    {
      code: 'limit-reached',
      retryable: true,
      message: `the sweep of ${connection.vendor} tenant ${connection.tenant} has not ended yet`,
    },
    { remedy: 'It goes on by itself; wait longer with --timeout, or look for sweep.* events.' },
  );
}

/** The manifest for people; an incomplete one says first what that means. */
function manifestText(sweep: Sweep): string {
  const who = printable(`${sweep.vendor} tenant ${sweep.tenant}`);
  const ended = sweep.finishedAt === undefined ? '' : ` at ${toTimestamp(sweep.finishedAt)}`;
  const numbers = `${sweep.changed} changed, ${sweep.unchanged} unchanged, ${sweep.removed} removed`;
  const head =
    sweep.status === 'completed'
      ? [`Sweep of ${who} COMPLETE${ended}: ${numbers}.`]
      : [
          `Sweep of ${who} INCOMPLETE${ended}: ${numbers}.`,
          'What was not seen is unknown, not gone: nothing was concluded from it.',
        ];
  if (sweep.breaker !== undefined) {
    const { missing, live } = sweep.breaker;
    head.push(`${missing} of ${live} would have vanished at once; a person is asked instead.`);
  }
  const runs = table(sweep.runs, [
    { title: 'list', cell: (run) => run.collector },
    { title: 'seen', cell: (run) => run.status },
    { title: 'received', cell: (run) => run.received },
    { title: 'expected', cell: (run) => run.expected },
    { title: 'held back', cell: (run) => run.skipped },
    { title: 'pages', cell: (run) => run.pages },
    { title: 'why', cell: (run) => run.reason },
  ]);
  return [...head, runs].join('\n');
}
