/** A person by id, and a credential before it is stored: whose it is and what it cannot see. */
import { VendorError } from '#domain/errors.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import type { PermissionReport, VendorSession } from '#use-cases/vendor-port.ts';
import { getJson, getPage } from './client.ts';
import { personOf } from './normalise-rows.ts';
import { UserRow } from './schema.ts';
import { oktaCollectors, oktaFeeds } from './sweep.ts';

/** Reads one person. Somebody Okta does not know any more is gone, and said so.
 *  @throws VendorError */
export async function readPerson(
  session: VendorSession,
  personId: string,
): Promise<DirectoryPerson | undefined> {
  try {
    const body = await getJson(session, `/api/v1/users/${encodeURIComponent(personId)}`);
    const row = UserRow.safeParse(body);
    if (row.success) return personOf(row.data, session.tenant);
    throw new VendorError('vendor-malformed', 'Okta’s user could not be understood');
  } catch (error) {
    if (!(error instanceof VendorError) || error.code !== 'vendor-not-found') throw error;
    return { vendor: 'okta', tenant: session.tenant, personId, active: false, status: 'DELETED' };
  }
}

/** Tries every list once with one row.
 *  @throws VendorError vendor-unauthorised */
export async function checkCredential(session: VendorSession): Promise<PermissionReport> {
  const missing: { permission: string; unseen: string }[] = [];
  const tries: readonly { name: string; permission: string; url: string }[] = [
    { name: 'people', url: '/api/v1/users?limit=1', permission: 'okta.users.read' },
    { name: 'API tokens', url: '/api/v1/api-tokens', permission: 'okta.apiTokens.read' },
    { name: 'apps', url: '/api/v1/apps?limit=1', permission: 'okta.apps.read' },
    {
      name: 'API service integrations',
      url: '/integrations/api/v1/api-services',
      permission: 'okta.oauthIntegrations.read',
    },
    { name: 'the system log', url: '/api/v1/logs?limit=1', permission: 'okta.logs.read' },
  ];
  for (const one of tries) {
    try {
      await getPage(session, one.url);
    } catch (error) {
      if (!(error instanceof VendorError) || error.code !== 'vendor-forbidden') throw error;
      missing.push({ permission: one.permission, unseen: one.name });
    }
  }
  if (missing.length === oktaCollectors.length - 1 + oktaFeeds.length) {
    throw new VendorError('vendor-unauthorised', 'the credential may see nothing of this Okta');
  }
  return { tenant: tenantOf(session), missing };
}

/** The organisation's host is its id: `acme.okta.com`. On a loopback address (a simulator) the setting
 *  `host` names it. */
function tenantOf(session: VendorSession): string {
  return (session.settings.host ?? new URL(session.baseUrl).host).toLowerCase();
}
