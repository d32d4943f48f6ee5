/**
 * `grantline connect`: checks credentials against the vendor before anything is kept, then stores
 * them and the connection. Order matters: nothing is written for a credential that does not work.
 */

import { isDeepStrictEqual } from 'node:util';
import { type Command, InvalidArgumentError } from 'commander';
import type { Vendor } from '#events/vocabulary.ts';
import type { Connection } from '#use-cases/ports.ts';
import type { Backend, Cli, SecretPurpose } from '../backend.ts';
import { parseVendor } from '../options.ts';
import { toJson } from '../output.ts';
import { checkAct, checkRead, type Target } from './connect-check.ts';
import {
  assertNeeded,
  assertSettings,
  ConnectOptions,
  completeBaseUrl,
  withConnectOptions,
} from './connect-options.ts';
import { type ConnectReport, connectText } from './connect-report.ts';
import {
  type Credential,
  parseCredential,
  readSecretText,
  type StoreOutcome,
  storeSecret,
} from './connect-secrets.ts';

/** Secrets of this run; the one for reading may come from the store on a second run. */
interface GivenSecrets {
  readonly read: Credential;
  readonly act?: Credential;
  readonly webhook?: string;
}

const PURPOSES: readonly SecretPurpose[] = ['read', 'act', 'webhook'];

/** Adds the command. */
export function addConnect(program: Command, cli: Cli): void {
  withConnectOptions(program.command('connect'))
    .description('connect a vendor tenant: check the credential, store it, say what stays unseen')
    .argument('<vendor>', 'github, okta, salesforce or slack', parseVendor)
    .action(async (vendor: Vendor, raw: unknown) => {
      const options = ConnectOptions.parse(raw);
      assertSettings((await cli.connector(vendor)).capabilities, options.setting);
      const backend = await cli.openBackend(options);
      const report = await connect(cli, backend, { vendor, options });
      await cli.terminal.print(options.json === true ? toJson(report, 2) : connectText(report));
    });
}

async function connect(
  cli: Cli,
  backend: Backend,
  asked: { readonly vendor: Vendor; readonly options: ConnectOptions },
): Promise<ConnectReport> {
  const { vendor, options } = asked;
  const target = await aim(cli, backend, asked);
  assertNeeded((await cli.connector(vendor)).capabilities, target.settings);
  const given = await gatherSecrets(cli, backend, { target, options });
  const report = await checkRead(cli, target, given.read);
  const { tenant, tenantName } = report;
  const notes = given.act ? await checkAct(cli, { ...target, tenant }, given.act) : [];

  const secrets = await storeSecrets(backend, { vendor, tenant }, given);
  const known = await backend.connections.load({ vendor, tenant });
  const connection: Connection = {
    vendor,
    tenant,
    tenantName,
    baseUrl: target.baseUrl,
    settings: { ...known?.settings, ...target.settings },
    connectedAt: known?.connectedAt ?? cli.clock.now(),
    defaultOwner: options.defaultOwner ?? known?.defaultOwner,
  };
  await backend.connections.save(connection);

  const { push } = (await cli.connector(vendor)).capabilities;
  if (isDeepStrictEqual(given.act, given.read)) notes.push(ONE_CREDENTIAL);
  if (secrets.act === undefined) notes.push(NOT_ACTING);
  if (secrets.webhook === undefined && push !== 'none') notes.push(NO_WEBHOOK);
  const { baseUrl } = target;
  const url = push === 'none' ? undefined : webhookUrl(backend.webhookBaseUrl, vendor, tenant);
  return {
    vendor,
    tenant,
    tenantName,
    baseUrl,
    secrets,
    missing: report.missing,
    notes,
    webhookUrl: url,
  };
}

const ONE_CREDENTIAL =
  'One credential reads and acts: whoever reads it can also revoke. Give two where you can.';
const NOT_ACTING =
  'There is no acting credential: nothing can be suspended or revoked at this tenant by API.';
const NO_WEBHOOK =
  'There is no webhook secret: deliveries are refused, changes are seen by sweeps only.';

/** What is to be connected; a tenant connected before brings its address and settings. */
async function aim(
  cli: Cli,
  backend: Backend,
  asked: { readonly vendor: Vendor; readonly options: ConnectOptions },
): Promise<Target> {
  const { vendor, options } = asked;
  const { tenant } = options;
  const known =
    tenant === undefined ? undefined : await backend.connections.load({ vendor, tenant });
  const given = options.baseUrl ?? known?.baseUrl;
  return {
    vendor,
    tenant,
    baseUrl: await completeBaseUrl(cli.terminal, vendor, given),
    settings: { ...known?.settings, ...options.setting },
  };
}

async function gatherSecrets(
  cli: Cli,
  backend: Backend,
  from: { readonly target: Target; readonly options: ConnectOptions },
): Promise<GivenSecrets> {
  const { options } = from;
  const read = await readSecretText(cli.terminal, {
    purpose: 'read',
    file: options.readSecretFile,
    variable: options.readEnv,
  });
  const act = await readSecretText(cli.terminal, {
    purpose: 'act',
    file: options.actSecretFile,
    variable: options.actEnv,
  });
  const webhook = await readSecretText(cli.terminal, {
    purpose: 'webhook',
    file: options.webhookSecretFile,
    variable: options.webhookEnv,
  });
  return {
    read: read === undefined ? await missingRead(cli, backend, from.target) : parseCredential(read),
    act: act === undefined ? undefined : parseCredential(act),
    webhook,
  };
}

/** On a second run the stored credential serves again, so that a webhook secret can rotate alone. */
async function missingRead(cli: Cli, backend: Backend, target: Target): Promise<Credential> {
  const { vendor, tenant } = target;
  if (tenant !== undefined) {
    const stored = await backend.secrets.load({ vendor, tenant, purpose: 'read' });
    if (stored !== undefined) return parseCredential(JSON.stringify(stored.current));
  }
  if (cli.terminal.interactive) {
    const typed = await cli.terminal.askHidden(`Credential for reading ${vendor} (hidden): `);
    if (typed.trim() !== '') return parseCredential(typed.trim());
  }
  throw new InvalidArgumentError('give the credential with --read-secret-file or --read-env');
}

async function storeSecrets(
  backend: Backend,
  tenant: { readonly vendor: Vendor; readonly tenant: string },
  given: GivenSecrets,
): Promise<Partial<Record<SecretPurpose, StoreOutcome | 'kept'>>> {
  const outcomes: Partial<Record<SecretPurpose, StoreOutcome | 'kept'>> = {};
  for (const purpose of PURPOSES) {
    const ref = { ...tenant, purpose };
    const value = given[purpose];
    if (value !== undefined) outcomes[purpose] = await storeSecret(backend.secrets, ref, value);
    else if ((await backend.secrets.load(ref)) !== undefined) outcomes[purpose] = 'kept';
  }
  return outcomes;
}

/** Address the vendor delivers to. */
function webhookUrl(baseUrl: string, vendor: Vendor, tenant: string): string {
  const base = baseUrl.replace(/\/+$/, '').replace(/\/webhooks$/, '');
  return `${base}/webhooks/${vendor}/${encodeURIComponent(tenant)}`;
}
