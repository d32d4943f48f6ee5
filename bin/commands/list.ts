/** `grantline list`: the integrations that are known, filtered. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { type Integration, isLive } from '#domain/integration.ts';
import { standingOf } from '#domain/standing.ts';
import { INTEGRATION_KINDS, IntegrationKind, STATES, State, Vendor } from '#events/vocabulary.ts';
import type { Cli } from '../backend.ts';
import { connectionsOf, knownRows } from '../history.ts';
import { parseVendor, StackOptions, withStack } from '../options.ts';
import { printable, toJson } from '../output.ts';
import { publicIntegration } from '../public-shapes.ts';
import { table } from '../table.ts';
import { lastUseWords, nameOf } from '../wording.ts';

const ListOptions = StackOptions.extend({
  vendor: Vendor.optional(),
  tenant: z.string().optional(),
  state: State.optional(),
  tier: z.int().optional(),
  owner: z.string().optional(),
  kind: IntegrationKind.optional(),
});
type ListOptions = z.infer<typeof ListOptions>;

/** Adds the command. */
export function addList(program: Command, cli: Cli): void {
  withStack(program.command('list'))
    .description('list integrations')
    .option('--vendor <vendor>', 'only this vendor', parseVendor)
    .option('--tenant <id>', 'only this tenant of the vendor')
    .addOption(new Option('--state <state>', 'only in this state').choices([...STATES]))
    .option('--tier <tier>', 'only this risk tier, 0 (gravest) to 4', parseTier)
    .option('--owner <email>', 'only what this person owns; `nobody` for what has no owner')
    .addOption(new Option('--kind <kind>', 'only this kind').choices([...INTEGRATION_KINDS]))
    .action(async (raw: unknown) => {
      const options = ListOptions.parse(raw);
      const found = await findIntegrations(cli, options);
      if (options.json === true) return cli.terminal.print(toJson(found.map(publicIntegration), 2));
      if (found.length > 0) await cli.terminal.print(integrationTable(found));
      cli.terminal.note(`${found.length} integration${found.length === 1 ? '' : 's'}`);
      for (const note of unmappedNotes(found)) cli.terminal.note(note);
    });
}

async function findIntegrations(cli: Cli, options: ListOptions): Promise<Integration[]> {
  const backend = await cli.openBackend(options);
  const found: Integration[] = [];
  for (const connection of await connectionsOf(backend, options)) {
    for await (const row of knownRows(backend, connection)) {
      const integration = row.decode();
      if (matches(integration, options)) found.push(integration);
    }
  }
  return found.sort((a, b) => standingOf(b).points - standingOf(a).points);
}

/** Scopes that nobody has mapped, for each tenant that has some. */
function unmappedNotes(found: readonly Integration[]): string[] {
  const tenants = new Map<string, { scopes: number; integrations: number }>();
  for (const { risk, vendor, tenant, state } of found) {
    if (risk?.unmapped === undefined || !isLive(state)) continue;
    const name = `${vendor} ${tenant}`;
    const { scopes, integrations } = tenants.get(name) ?? { scopes: 0, integrations: 0 };
    tenants.set(name, { scopes: scopes + risk.unmapped, integrations: integrations + 1 });
  }
  return [...tenants].map(
    ([name, { scopes, integrations }]) =>
      `${printable(name)}: ${scopes} unmapped scopes of ${integrations} integrations count as tier 1`,
  );
}

function matches(integration: Integration, options: ListOptions): boolean {
  const { state, tier, kind, owner } = options;
  if (state !== undefined && integration.state !== state) return false;
  if (tier !== undefined && standingOf(integration).tier !== tier) return false;
  if (kind !== undefined && integration.kind !== kind) return false;
  if (owner === undefined) return true;
  if (owner === 'nobody') return integration.owner === undefined;
  return integration.owner?.email.toLowerCase() === owner.toLowerCase();
}

/** Kind, tenant and deadline are in `show` and in JSON: the table fits a terminal. */
function integrationTable(integrations: readonly Integration[]): string {
  return table(integrations, [
    { title: 'id', cell: (one) => one.id, whole: true },
    { title: 'tier', cell: (one) => standingOf(one).tier, whole: true },
    { title: 'state', cell: (one) => one.state, whole: true },
    { title: 'vendor', cell: (one) => one.vendor, whole: true },
    { title: 'name', cell: nameOf },
    { title: 'owner', cell: (one) => one.owner?.email ?? 'nobody' },
    { title: 'last used', cell: (one) => lastUseWords(one).replace(/[:,].*/, ''), whole: true },
  ]);
}

function parseTier(text: string): number {
  if (/^[0-4]$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A tier is 0, 1, 2, 3 or 4.');
}
