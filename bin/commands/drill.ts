/** `grantline drill`: a whole incident against the simulators of this machine, measured beside its budgets. */
import type { Command } from 'commander';
import * as z from 'zod';
import { ConfigurationError } from '#domain/errors.ts';
import type { IncidentClock } from '#domain/incident-clocks.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Backend, Cli } from '../backend.ts';
import { StackOptions, withStack } from '../options.ts';
import { toJson } from '../output.ts';
import { clockTable, viewIncident } from './incident-view.ts';

const DrillOptions = StackOptions.extend({ minutes: z.coerce.number().positive().default(10) });

const LOOK_MS = 2_000;

/** Adds the command. */
export function addDrill(program: Command, cli: Cli): void {
  withStack(program.command('drill'))
    .description('play an incident against the simulators (--local only) and measure it')
    .argument('<vendor>', 'a vendor by name, or one of our platforms: everything there')
    .option('--minutes <minutes>', 'how long to wait for its end', '10')
    .action(async (vendor: string, raw: unknown) => {
      const options = DrillOptions.parse(raw);
      if (options.local !== true) throw notHere();
      const backend = await cli.openBackend(options);
      const drilled = await drill(cli, backend, { vendor, minutes: options.minutes });
      if (options.json === true) return cli.terminal.print(toJson(drilled, 2));
      const { incidentId, targets, proven, leftovers } = drilled;
      await cli.terminal.print(clockTable(drilled.clocks));
      cli.terminal.note(
        `${incidentId}: ${proven} of ${targets} proven dead, ${leftovers} left over`,
      );
    });
}

function notHere(): ConfigurationError {
  return new ConfigurationError('a drill revokes for real and runs against simulators only', {
    remedy: 'Start `npm start` and say: grantline drill <vendor> --local',
  });
}

interface Drilled {
  readonly incidentId: string;
  readonly targets: number;
  readonly proven: number;
  readonly leftovers: number;
  readonly closed: boolean;
  readonly clocks: readonly IncidentClock[];
}

async function drill(
  cli: Cli,
  backend: Backend,
  wanted: { readonly vendor: string; readonly minutes: number },
): Promise<Drilled> {
  const platform = Vendor.safeParse(wanted.vendor);
  const incidentId = await backend.people.openIncident({
    vendor: wanted.vendor,
    aliases: [],
    clientIds: [],
    domains: [],
    platforms: platform.success ? [platform.data] : [],
  });
  await backend.people.decideIncident(incidentId, { decision: 'run' });
  const until = cli.clock.now() + wanted.minutes * 60_000;
  let view = await viewIncident(cli, backend, incidentId);
  while (!view.progress.ended && cli.clock.now() < until) {
    await cli.pause(LOOK_MS);
    view = await viewIncident(cli, backend, incidentId);
  }
  const { totals, leftovers } = view.progress;
  const closed = leftovers.length === 0;
  if (closed) {
    const acceptUnseen = (await backend.connections.list()).map(
      (one) => `${one.vendor}:${one.tenant}`,
    );
    await backend.people.decideIncident(incidentId, { decision: 'close', acceptUnseen });
    view = await viewIncident(cli, backend, incidentId);
  }
  const { targets, proven } = totals;
  return { incidentId, targets, proven, leftovers: leftovers.length, closed, clocks: view.clocks };
}
