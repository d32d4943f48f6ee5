/** `grantline revoke`: asks for the end of an integration, after showing what else stops working. */
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { DecisionRefusedError } from '#domain/errors.ts';
import { type Integration, isGone } from '#domain/integration.ts';
import type { Cli } from '../backend.ts';
import { confirm } from '../confirm.ts';
import { StackOptions, withStack } from '../options.ts';
import { toJson } from '../output.ts';
import { nameOf } from '../wording.ts';
import { previewRevocation, previewText } from './revocation-preview.ts';
import { loadIntegration } from './show.ts';

const RevokeOptions = StackOptions.extend({
  yes: z.boolean().optional(),
  preview: z.boolean().optional(),
});

/** Adds the command. */
export function addRevoke(program: Command, cli: Cli): void {
  withStack(program.command('revoke'))
    .description('revoke an integration: preview, confirmation, then the revocation workflow')
    .argument('<id>', 'integration id (int_…)')
    .option('--preview', 'show what would break and stop')
    .option('--yes', 'do not ask for confirmation')
    .action(async (id: string, raw: unknown) => {
      const options = RevokeOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const integration = await loadIntegration(backend, id);
      const connector = await cli.connector(integration.vendor);
      const preview = previewRevocation(integration, connector, backend.tokenLife);
      if (options.preview === true) {
        return cli.terminal.print(options.json ? toJson(preview, 2) : previewText(preview));
      }
      cli.terminal.note(previewText(preview));
      if (isGone(integration.state)) throw nothingLeft(integration);
      if (options.yes !== true && !(await isConfirmed(cli, nameOf(integration)))) {
        return cli.terminal.note('Nothing was revoked.');
      }
      await backend.people.requestRevocation(integration.id, {
        reason: 'operator',
        incarnation: integration.incarnation,
        fingerprint: integration.fingerprint,
      });
      if (options.json === true) {
        return cli.terminal.print(toJson({ requested: true, preview }, 2));
      }
      await cli.terminal.print(
        `Revocation requested. It is done when \`grantline show ${integration.id}\` says verified.`,
      );
    });
}

/** The API for people would refuse it too; nobody is asked to confirm what cannot be done. */
function nothingLeft({ id, state }: Integration): DecisionRefusedError {
  return new DecisionRefusedError(`it is already ${state}; there is nothing to revoke`, {
    remedy: `\`grantline show ${id}\` tells how it ended.`,
  });
}

/** @throws InvalidArgumentError when there is nobody to ask: a script says --yes */
function isConfirmed(cli: Cli, name: string): Promise<boolean> {
  if (cli.terminal.interactive) return confirm(cli.terminal, `Revoke ${name}?`);
  throw new InvalidArgumentError('nobody is there to confirm; say --yes to revoke without asking');
}
