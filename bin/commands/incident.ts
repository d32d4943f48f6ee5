/** `grantline incident`: a vendor is named in an incident; what of it is here, a plan, a run, its end. */
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import type { Incident, Indicators } from '#domain/incident.ts';
import { planLane } from '#domain/incident-plan.ts';
import { fromTimestamp, toTimestamp } from '#domain/time.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Backend, Cli } from '../backend.ts';
import { everyItem } from '../history.ts';
import { parseVendor, StackOptions, withStack } from '../options.ts';
import { printable, toJson } from '../output.ts';
import { table } from '../table.ts';
import { incidentText, loadIncident, secondsText, viewIncident } from './incident-view.ts';

const Words = z.array(z.string()).default([]);

const OpenOptions = StackOptions.extend({
  clientId: Words,
  domain: Words,
  name: Words,
  platform: z.array(Vendor).default([]),
  since: z.int().optional(),
});
const RunOptions = StackOptions.extend({ confirmBy: z.string().optional() });
const CloseOptions = StackOptions.extend({ acceptUnseen: Words });

/** Adds the command and its subcommands. */
export function addIncident(program: Command, cli: Cli): void {
  const incident = program
    .command('incident')
    .description('list, plan and end everything of a vendor that is named in an incident');
  addOpen(incident, cli);
  addPlan(incident, cli);
  addRun(incident, cli);
  addShow(incident, cli);
  addClose(incident, cli);
  addListing(incident, cli);
}

const several = (text: string, before: string[] = []) => [...before, text];

function addOpen(incident: Command, cli: Cli): void {
  withStack(incident.command('open'))
    .description(
      'list everything of the vendor, over all platforms, removed ones too; revokes nothing',
    )
    .argument('<vendor>', 'the vendor as it calls itself')
    .option('--client-id <id>', 'an OAuth client id, exact; repeat for more', several)
    .option(
      '--domain <host>',
      'a domain of publisher or redirect, with all below it; repeat',
      several,
    )
    .option('--name <name>', 'another name, matched by whole words; repeat for more', several)
    .option(
      '--platform <vendor>',
      'everything at this platform of ours; repeat',
      (text, before: string[] = []) => [...before, parseVendor(text)],
    )
    .option('--since <time>', 'leave out what was gone before (2026-03-01T00:00:00Z)', parseTime)
    .action(async (vendor: string, raw: unknown) => {
      const options = OpenOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const id = await backend.people.openIncident(indicatorsOf(vendor, options));
      await show(cli, backend, { id, json: options.json });
      cli.terminal.note(`Nothing was revoked. Next: grantline incident plan ${id}`);
    });
}

/** Who is meant by a vendor and the options of `open`. */
function indicatorsOf(vendor: string, options: z.infer<typeof OpenOptions>): Indicators {
  const { clientId, domain, name, platform, since } = options;
  const named = { clientIds: clientId, domains: domain, aliases: name, platforms: platform };
  return { vendor, ...named, since };
}

function parseTime(text: string): number {
  const at = fromTimestamp(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(`${text} is no time such as 2026-03-01T00:00:00Z.`);
}

function addPlan(incident: Command, cli: Cli): void {
  withStack(incident.command('plan'))
    .description('order, vendor calls, rate and finish of a run, before anything runs')
    .argument('<id>', 'incident id (inc_…)')
    .action(async (id: string, raw: unknown) => {
      const options = StackOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const lanes = await planLanes(cli, backend, await loadIncident(backend, id));
      if (options.json === true) return cli.terminal.print(toJson({ incidentId: id, lanes }, 2));
      for (const lane of lanes) await cli.terminal.print(`${laneText(lane)}\n`);
      cli.terminal.note(
        `Nothing was revoked. A second person runs it: grantline incident run ${id}`,
      );
    });
}

/** The plan of every tenant. */
async function planLanes(cli: Cli, backend: Backend, { id, lanes }: Incident) {
  const plans = [];
  for (const { vendor, tenant } of lanes) {
    const { capabilities } = await cli.connector(vendor);
    const plan = planLane(await backend.incidents.targets(id, { vendor, tenant }), {
      limit: capabilities.limit,
      rungs: (kind) => capabilities.kinds[kind]?.revoke ?? [],
    });
    plans.push({ vendor, tenant, ...plan });
  }
  return plans;
}

type PlannedLane = Awaited<ReturnType<typeof planLanes>>[number];

function laneText(lane: PlannedLane): string {
  const { vendor, tenant, targets, vendorCalls, manual, callsPerMinute, durationMs } = lane;
  const head = `${vendor}:${tenant}: ${vendorCalls} vendor calls at ${callsPerMinute} a minute (${lane.limitSource}), ${manual} by hand, all asked for after ${secondsText(durationMs)}`;
  return `${printable(head)}\n${table(targets, [
    { title: 'id', cell: ({ target }) => target.integrationId, whole: true },
    { title: 'tier', cell: ({ target }) => target.tier },
    { title: 'reach', cell: ({ target }) => target.reach },
    { title: 'name', cell: ({ target }) => target.name },
    { title: 'state', cell: ({ target }) => target.stateAtOpening },
    { title: 'ladder', cell: ({ ladder }) => ladder.join(' > ') || 'gone already' },
  ])}`;
}

function addRun(incident: Command, cli: Cli): void {
  withStack(incident.command('run'))
    .description('let the plan run, as a second person; said again it only wakes the run')
    .argument('<id>', 'incident id (inc_…)')
    .option('--confirm-by <person>', 'who confirms; refused when another identity signs')
    .action(async (id: string, raw: unknown) => {
      const { confirmBy, ...options } = RunOptions.parse(raw);
      const backend = await cli.openBackend(options);
      await backend.people.decideIncident(id, { decision: 'run', confirmBy });
      if (options.json === true)
        return cli.terminal.print(toJson({ incidentId: id, running: true }));
      await cli.terminal.print(`It runs. How far it is: grantline incident show ${id}`);
    });
}

function addShow(incident: Command, cli: Cli): void {
  withStack(incident.command('show'))
    .description('where every integration of it stands, what is left over, every clock')
    .argument('<id>', 'incident id (inc_…)')
    .action(async (id: string, raw: unknown) => {
      const options = StackOptions.parse(raw);
      await show(cli, await cli.openBackend(options), { id, json: options.json });
    });
}

async function show(
  cli: Cli,
  backend: Backend,
  what: { readonly id: string; readonly json?: boolean },
): Promise<void> {
  const view = await viewIncident(cli, backend, what.id);
  if (what.json !== true) return cli.terminal.print(incidentText(view));
  const { rows, ...rest } = view;
  const targets = rows.map(({ target, known, now }) => {
    return { ...target, state: known?.state, outcome: now };
  });
  await cli.terminal.print(toJson({ ...rest, targets }, 2));
}

function addClose(incident: Command, cli: Cli): void {
  withStack(incident.command('close'))
    .description(
      'close it and report every clock; refused while one integration is not proven dead',
    )
    .argument('<id>', 'incident id (inc_…)')
    .option('--accept-unseen <vendor:tenant>', 'a tenant no sweep can see whole; repeat', several)
    .action(async (id: string, raw: unknown) => {
      const { acceptUnseen, ...options } = CloseOptions.parse(raw);
      const backend = await cli.openBackend(options);
      await backend.people.decideIncident(id, { decision: 'close', acceptUnseen });
      await show(cli, backend, { id, json: options.json });
    });
}

function addListing(incident: Command, cli: Cli): void {
  withStack(incident.command('list'))
    .description('list incidents')
    .action(async (raw: unknown) => {
      const options = StackOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const found: Incident[] = [];
      for await (const one of everyItem((cursor) => backend.incidents.list(cursor)))
        found.push(one);
      if (options.json === true) return cli.terminal.print(toJson(found, 2));
      if (found.length > 0) await cli.terminal.print(incidentTable(found));
      cli.terminal.note(`${found.length} incident${found.length === 1 ? '' : 's'}`);
    });
}

function incidentTable(incidents: readonly Incident[]): string {
  return table(incidents, [
    { title: 'id', cell: (one) => one.id, whole: true },
    { title: 'vendor', cell: (one) => one.indicators.vendor },
    { title: 'state', cell: (one) => one.state },
    { title: 'opened', cell: (one) => toTimestamp(one.openedAt).slice(0, 16) },
    { title: 'by', cell: (one) => one.openedBy },
    { title: 'integrations', cell: (one) => one.lanes.reduce((sum, { total }) => sum + total, 0) },
  ]);
}
