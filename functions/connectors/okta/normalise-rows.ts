/** Rows of Okta's lists -> observations and people. Pure. */

import type {
  DirectoryPerson,
  IntegrationKey,
  LastUsed,
  Observation,
} from '#domain/observation.ts';
import { durationMs } from '#domain/time.ts';
import type { CredentialKind } from '#events/vocabulary.ts';
import type { ApiTokenRow, AppRow, ServiceRow, UserRow } from './schema.ts';

/** Key of an API token: it borrows the rights of the administrator who made it. */
export function apiTokenKey(tenant: string, id: string, userId: string): IntegrationKey {
  return {
    vendor: 'okta',
    tenant,
    kind: 'okta-api-token',
    clientId: id,
    principalId: `user:${userId}`,
  };
}

/** Key of an OAuth app that holds Okta scopes: it belongs to the organisation. */
export function serviceAppKey(tenant: string, id: string): IntegrationKey {
  return { vendor: 'okta', tenant, kind: 'okta-service-app', clientId: id, principalId: 'org' };
}

/** Key of an API service integration: not tied to the person who authorised it. */
export function apiServiceKey(tenant: string, id: string): IntegrationKey {
  return { vendor: 'okta', tenant, kind: 'okta-api-service', clientId: id, principalId: 'org' };
}

/** An API token. Its end slides with use and is no end; the last use is estimated from it. */
export function apiTokenOf(row: ApiTokenRow, tenant: string): Observation {
  const anywhere = row.network?.connection;
  return {
    key: apiTokenKey(tenant, row.id, row.userId),
    presence: { status: 'active' },
    clientName: row.name,
    principal: { personId: row.userId, consentKind: 'person' },
    reach: 'R3',
    credentialKinds: ['api-key'],
    ipLimited: anywhere === undefined ? undefined : anywhere !== 'ANYWHERE',
    grantedAt: row.created,
    credentialIssuedAt: row.created,
    lastUsed: lastUseOf(row),
    handle: { tokenId: row.id },
  };
}

/** The window slides with every call, so the last call was one window before the end
 *  (Okta Developer: Create an API token, token expiration). */
function lastUseOf(row: ApiTokenRow): LastUsed | undefined {
  if (row.expiresAt === undefined || row.tokenWindow === undefined) return undefined;
  if (!/^P(?=\w)[\dDTHMSW]+$/.test(row.tokenWindow)) return undefined;
  return { at: row.expiresAt - durationMs(row.tokenWindow) };
}

const AUTH_METHODS: Readonly<Record<string, CredentialKind>> = {
  private_key_jwt: 'private-key',
  client_secret_basic: 'client-secret',
  client_secret_post: 'client-secret',
  client_secret_jwt: 'client-secret',
};

function hostsOf(uris: readonly string[] | null | undefined): string[] | undefined {
  return uris?.flatMap((uri) => (URL.canParse(uri) ? [new URL(uri).host] : []));
}

/** An OAuth app with the scopes it was granted.
 *  @param scopes absent when the grants were not read: unknown, never none */
export function serviceAppOf(
  row: AppRow,
  tenant: string,
  scopes: readonly string[] | undefined,
): Observation {
  const method = row.credentials?.oauthClient?.token_endpoint_auth_method;
  const credential = method === undefined ? undefined : AUTH_METHODS[method];
  return {
    key: serviceAppKey(tenant, row.id),
    presence: { status: row.status === 'ACTIVE' ? 'active' : 'suspended' },
    clientName: row.label ?? row.name,
    principal: { consentKind: 'organisation' },
    scopes,
    reach: 'R3',
    redirectHosts: hostsOf(row.settings?.oauthClient?.redirect_uris),
    credentialKinds: credential === undefined ? undefined : [credential],
    grantedAt: row.created,
    handle: { appId: row.id },
  };
}

/** An API service integration of Okta's catalogue. */
export function apiServiceOf(row: ServiceRow, tenant: string): Observation {
  return {
    key: apiServiceKey(tenant, row.id),
    presence: { status: 'active' },
    clientName: row.name,
    publisher: row.type,
    principal: { consentKind: 'organisation' },
    scopes: row.grantedScopes,
    reach: 'R3',
    credentialKinds: ['client-secret'],
    grantedAt: row.createdAt,
    handle: { serviceId: row.id },
  };
}

const INACTIVE: ReadonlySet<string> = new Set(['SUSPENDED', 'DEPROVISIONED', 'DELETED']);

/** A person. Locked out or with an expired password is still here; suspended is not. */
export function personOf(row: UserRow, tenant: string): DirectoryPerson {
  const { profile } = row;
  return {
    vendor: 'okta',
    tenant,
    personId: row.id,
    email: (profile.email ?? profile.login)?.toLowerCase(),
    name: profile.displayName,
    active: !INACTIVE.has(row.status),
    status: row.status,
    managerEmail: [profile.managerId, profile.manager]
      .find((one) => one?.includes('@'))
      ?.toLowerCase(),
    occurredAt: row.statusChanged,
  };
}
