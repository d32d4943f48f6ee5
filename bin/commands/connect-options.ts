/** Options of `grantline connect`, and completing them by prompts when somebody is there. */
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import type { Vendor } from '#events/vocabulary.ts';
import type { ConnectorCapabilities } from '#use-cases/vendor-port.ts';
import { StackOptions, withStack } from '../options.ts';
import type { Terminal } from '../terminal.ts';

export const ConnectOptions = StackOptions.extend({
  tenant: z.string().min(1).optional(),
  baseUrl: z.string().optional(),
  setting: z.record(z.string(), z.string()).optional(),
  readSecretFile: z.string().optional(),
  readEnv: z.string().optional(),
  actSecretFile: z.string().optional(),
  actEnv: z.string().optional(),
  webhookSecretFile: z.string().optional(),
  webhookEnv: z.string().optional(),
  defaultOwner: z.string().optional(),
});
export type ConnectOptions = z.infer<typeof ConnectOptions>;

/** Vendors that have one API for all tenants; the others have a host for each. */
const BASE_URLS: Readonly<Partial<Record<Vendor, string>>> = {
  github: 'https://api.github.com',
  slack: 'https://api.slack.com',
};

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Adds the options. */
export function withConnectOptions(command: Command): Command {
  return withStack(command)
    .option('--tenant <id>', 'tenant the credential must belong to (default: what the vendor says)')
    .option('--base-url <url>', "base URL of the tenant's API", parseBaseUrl)
    .option(
      '--setting <name=value>',
      'non-secret setting the vendor takes, repeatable (docs/cli.md lists them)',
      addSetting,
    )
    .option('--read-secret-file <file>', 'credential for reading: JSON object or bare token')
    .option('--read-env <name>', 'variable that holds the credential for reading')
    .option('--act-secret-file <file>', 'credential for suspending and revoking')
    .option('--act-env <name>', 'variable that holds the credential for acting')
    .option('--webhook-secret-file <file>', 'secret shared with the vendor for deliveries')
    .option('--webhook-env <name>', 'variable that holds the webhook secret')
    .option('--default-owner <email>', 'who is asked when nobody else answers', parseEmail);
}

/** The base URL as given, as the vendor has it, or as the person says.
 *  @throws InvalidArgumentError when there is none and nobody to ask */
export async function completeBaseUrl(
  terminal: Terminal,
  vendor: Vendor,
  given: string | undefined,
): Promise<string> {
  if (given !== undefined) return given;
  const usual = BASE_URLS[vendor];
  if (usual !== undefined) return usual;
  if (terminal.interactive) return parseBaseUrl(await terminal.ask(`Base URL of ${vendor}: `));
  throw new InvalidArgumentError(`say the tenant's API with --base-url, such as ${EXAMPLE}`);
}

const EXAMPLE = 'https://example.okta.com';

/** Checks a base URL: HTTPS (plain HTTP only on this machine), nothing but the origin and a path.
 *  @throws InvalidArgumentError */
function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new InvalidArgumentError(`no URL; write ${EXAMPLE}`);
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname));
  if (!isSafe) throw new InvalidArgumentError('only https:// keeps a credential secret');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidArgumentError('no user, query or fragment belongs into a base URL');
  }
  return url.href.replace(/\/+$/, '');
}

/** Checks names of settings against what the vendor takes.
 *  @throws InvalidArgumentError naming those that it takes */
export function assertSettings(
  { title, settings = {} }: ConnectorCapabilities,
  given: Readonly<Record<string, string>> = {},
): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(settings, name));
  if (unknown === undefined) return;
  const known = Object.entries(settings).map(([name, { about }]) => `${name} (${about})`);
  const takes = known.length === 0 ? 'takes no settings' : `takes ${known.join(', ')}`;
  throw new InvalidArgumentError(`there is no setting ${unknown}: ${title} ${takes}`);
}

/** Checks that what the vendor needs is there, before anybody is called.
 *  @param given with those of a tenant that was connected before
 *  @throws InvalidArgumentError naming the first that is missing */
export function assertNeeded(
  { title, settings = {} }: ConnectorCapabilities,
  given: Readonly<Record<string, string>>,
): void {
  for (const [name, { about, needed }] of Object.entries(settings)) {
    if (needed !== true || (given[name] ?? '') !== '') continue;
    throw new InvalidArgumentError(`${title} needs --setting ${name}=<${about}>`);
  }
}

function addSetting(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('write name=value');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function parseEmail(text: string): string {
  const parsed = z.email().safeParse(text);
  if (parsed.success) return parsed.data.toLowerCase();
  throw new InvalidArgumentError('no e-mail address');
}
