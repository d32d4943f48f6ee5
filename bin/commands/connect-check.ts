/** Checks credentials against the vendor before anything is kept. */
import { ConfigurationError, VendorError } from '#domain/errors.ts';
import type { Vendor } from '#events/vocabulary.ts';
import type { PermissionReport } from '#use-cases/vendor-port.ts';
import type { Cli } from '../backend.ts';
import { printable } from '../output.ts';
import type { Credential } from './connect-secrets.ts';

/** The tenant to be connected, as far as it was named. */
export interface Target {
  readonly vendor: Vendor;
  readonly baseUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly tenant?: string;
}

/** Asks the vendor whose credential it is and what it may not do.
 *  @throws VendorError when the vendor refuses it, ConfigurationError when the connector does */
async function checkCredential(
  cli: Cli,
  target: Target,
  credential: Credential,
): Promise<PermissionReport> {
  const connector = await cli.connector(target.vendor);
  return connector.checkCredential({
    tenant: target.tenant ?? '',
    baseUrl: target.baseUrl,
    settings: target.settings,
    credential,
    http: cli.vendorHttp(target.baseUrl),
    now: () => cli.clock.now(),
  });
}

/** Checks the credential for reading, and that it is of the tenant that was named.
 *  @throws ConfigurationError when it is of another */
export async function checkRead(
  cli: Cli,
  target: Target,
  credential: Credential,
): Promise<PermissionReport> {
  const report = await checkCredential(cli, target, credential);
  if (target.tenant === undefined || target.tenant === report.tenant) return report;
  throw new ConfigurationError(
    printable(`the credential belongs to tenant ${report.tenant}, not to ${target.tenant}`),
    { remedy: 'Nothing was stored. Check which credential was given.' },
  );
}

/** Checks that the acting credential is of the same tenant. One that may only act cannot be looked
 *  at; that is no reason to refuse it.
 *  @returns notes for the person
 *  @throws ConfigurationError when it is of another tenant, VendorError when the vendor refuses it */
export async function checkAct(
  cli: Cli,
  target: Target & { readonly tenant: string },
  credential: Credential,
): Promise<string[]> {
  let tenant: string;
  try {
    ({ tenant } = await checkCredential(cli, target, credential));
  } catch (error) {
    if (!(error instanceof VendorError) || error.code !== 'vendor-forbidden') throw error;
    return ['The acting credential may not be looked at; its first use will show what it can do.'];
  }
  if (tenant === target.tenant) return [];
  throw new ConfigurationError(
    printable(`the acting credential is of tenant ${tenant}, the reading one of ${target.tenant}`),
    { remedy: 'Nothing was stored. Give two credentials of one tenant.' },
  );
}
