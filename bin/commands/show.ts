/** `grantline show`: one integration with what it can do, who answers for it, and why it is so. */
import type { Command } from 'commander';
import { NotFoundError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { toTimestamp } from '#domain/time.ts';
import type { Transition } from '#domain/transition.ts';
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import type { Backend, Cli } from '../backend.ts';
import { everyItem } from '../history.ts';
import { StackOptions, withStack } from '../options.ts';
import { facts, printable, toJson } from '../output.ts';
import { publicIntegration, publicTransition } from '../public-shapes.ts';
import { riskLines, riskOf } from '../risk-report.ts';
import { table } from '../table.ts';
import * as words from '../wording.ts';

/** Adds the command. */
export function addShow(program: Command, cli: Cli): void {
  withStack(program.command('show'))
    .description('show one integration: state, owner, approval, deadlines, abilities, history')
    .argument('<id>', 'integration id (int_…)')
    .action(async (id: string, raw: unknown) => {
      const options = StackOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const integration = await loadIntegration(backend, id);
      const history: Transition[] = [];
      for await (const entry of everyItem((cursor) => backend.inventory.history(id, cursor))) {
        history.push(entry.transition);
      }
      const connector = await cli.connector(integration.vendor);
      const can = words.abilityWords(integration, connector);
      const risk = riskOf(integration, connector, history);
      if (options.json === true) {
        return cli.terminal.print(
          toJson(
            {
              integration: publicIntegration(integration),
              risk,
              can,
              history: history.map(publicTransition),
            },
            2,
          ),
        );
      }
      await cli.terminal.print(
        [
          facts(mainFacts(integration, connector)),
          '',
          ...riskLines(risk, integration),
          '',
          'CAN',
          ...can.map((line) => `  ${printable(line)}`),
          '',
          historyTable(history),
        ].join('\n'),
      );
    });
}

/** Finds an integration by its id.
 *  @throws NotFoundError */
export async function loadIntegration(backend: Backend, id: string): Promise<Integration> {
  const integration = await backend.inventory.find(id);
  if (integration !== undefined) return integration;
  throw new NotFoundError(`there is no integration ${id}`, {
    remedy: 'Ids look like int_ and 26 hex digits; `grantline list` shows them.',
  });
}

function mainFacts(
  integration: Integration,
  connector: VendorConnector,
): (readonly [string, string | undefined])[] {
  const { approval, deadline, suspension, revocation } = integration;
  return [
    ['id', integration.id],
    ['name', words.nameOf(integration)],
    ['at', `${connector.capabilities.title}, tenant ${integration.tenant}, ${integration.kind}`],
    ['publisher', integration.publisher],
    ['acts for', words.principalWords(integration)],
    ['state', `${integration.state} since ${toTimestamp(integration.stateSince)}`],
    ['because', integration.stateReason],
    ['reach', integration.reach],
    ['owner', words.ownerWords(integration)],
    ['approval', approvalWords(integration)],
    ['review', approval && toTimestamp(approval.reviewAt)],
    ['approval ends', approval && toTimestamp(approval.validUntil)],
    ['next', deadline && `${deadline.kind} at ${toTimestamp(deadline.at)}`],
    ['ends at vendor', expiryWords(integration)],
    ['last use', words.lastUseWords(integration)],
    ['suspended', suspension && `by ${suspension.by} at ${toTimestamp(suspension.at)}`],
    ['revocation', revocation && revocationWords(revocation)],
    ['first seen', toTimestamp(integration.firstSeenAt)],
    ['incarnation', String(integration.incarnation)],
    ['fingerprint', integration.fingerprint],
  ];
}

function approvalWords({ approval, fingerprint }: Integration): string {
  if (approval === undefined) return 'none';
  const drift = approval.fingerprint === fingerprint ? '' : ', FOR ANOTHER FINGERPRINT';
  return `by ${approval.approver} at ${toTimestamp(approval.at)}${drift}`;
}

function expiryWords({ expiresAt }: Integration): string | undefined {
  if (expiresAt === undefined) return undefined;
  return expiresAt === 'never' ? 'never' : toTimestamp(expiresAt);
}

function revocationWords(revocation: NonNullable<Integration['revocation']>): string {
  const rungs = revocation.rungsTried.join(', ') || 'no rung yet';
  const { residualUntil } = revocation;
  const rest = residualUntil ? `; tokens may live until ${toTimestamp(residualUntil)}` : '';
  return `${revocation.reason}, asked by ${revocation.requestedBy}; tried: ${rungs}${rest}`;
}

function historyTable(history: readonly Transition[]): string {
  return table(history, [
    { title: 'seen', cell: (one) => toTimestamp(one.observedAt), whole: true },
    { title: 'v', cell: (one) => one.version, whole: true },
    { title: 'said', cell: (one) => one.events.map((event) => event.type) },
    { title: 'changed', cell: words.changeWords },
    { title: 'why', cell: words.causeWords },
  ]);
}
