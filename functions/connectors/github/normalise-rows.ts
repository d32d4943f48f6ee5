/**
 * List rows and webhook objects -> observations. Pure; the sweep, the read-back and the webhook all
 * come through here, so that one grant looks the same from every side.
 */
import type { IntegrationKey, LastUsed, Observation } from '#domain/observation.ts';
import type { Instant } from '#domain/time.ts';
import type { Reach } from '#events/vocabulary.ts';
import type { DeployKeyRow, InstallationRow, TokenPermissions, TokenRow } from './schema.ts';

/** Most repository names kept for people to read. */
const RESOURCES_MAX = 100;

/** Key of an app's installation: the app, for the organisation. A re-installation is the same. */
export function installationKey(tenant: string, appId: string): IntegrationKey {
  return {
    vendor: 'github',
    tenant,
    kind: 'github-app-installation',
    clientId: appId,
    principalId: `org:${tenant}`,
  };
}

/** Key of a fine-grained token: `token_id` (not the grant's `id`) for the person it belongs to. */
export function tokenKey(tenant: string, tokenId: string, ownerId: string): IntegrationKey {
  return {
    vendor: 'github',
    tenant,
    kind: 'github-fine-grained-token',
    clientId: tokenId,
    principalId: `user:${ownerId}`,
  };
}

/** Key of a deploy key at its repository (`owner/name`). */
export function deployKeyKey(tenant: string, keyId: string, repo: string): IntegrationKey {
  return {
    vendor: 'github',
    tenant,
    kind: 'github-deploy-key',
    clientId: `key:${keyId}`,
    principalId: `repo:${repo}`,
  };
}

/** `<permission>:<level>` of an installation; `undefined` when the record does not tell. */
export function installationScopes(row: InstallationRow): string[] | undefined {
  const { permissions } = row;
  return permissions === undefined ? undefined : levels(permissions, '');
}

/** `<group>.<permission>:<level>` of a fine-grained token. */
export function tokenScopes(permissions: TokenPermissions): string[] | undefined {
  if (permissions === undefined) return undefined;
  return [
    ...levels(permissions.organization ?? {}, 'organization.'),
    ...levels(permissions.repository ?? {}, 'repository.'),
    ...levels(permissions.other ?? {}, 'other.'),
  ];
}

function levels(permissions: Readonly<Record<string, string>>, prefix: string): string[] {
  return Object.entries(permissions).map(([name, level]) => `${prefix}${name}:${level}`);
}

/** Reach of an installation by its repository selection. */
function installationReach(selection: string | undefined): Reach | undefined {
  if (selection === 'all') return 'R3';
  return selection === 'selected' ? 'R2' : undefined;
}

/** Reach of a token: `none` leaves what it may do to the organisation itself, if anything. */
function tokenReach(row: TokenRow): Reach | undefined {
  switch (row.repository_selection) {
    case 'all':
      return 'R3';
    case 'subset':
    case 'selected':
      return 'R2';
    case 'none': {
      const organisation = row.permissions?.organization;
      if (organisation === undefined) return undefined;
      return Object.keys(organisation).length > 0 ? 'R3' : 'R1';
    }
    default:
      return undefined;
  }
}

/** `null` of the vendor is "never used"; a missing field says nothing. */
export function lastUsedOf(value: Instant | 'never' | undefined): LastUsed | undefined {
  if (value === undefined) return undefined;
  return value === 'never' ? 'never' : { at: value };
}

/** An installation as listed. `updated_at` is no time of a sighting: it moves for other reasons. */
export function installationObservation(row: InstallationRow, tenant: string): Observation {
  const org = row.account?.login;
  return {
    key: installationKey(tenant, row.app_id),
    presence: { status: row.suspended_at === undefined ? 'active' : 'suspended' },
    clientName: row.app_slug,
    principal: { name: org, consentKind: 'organisation' },
    scopes: installationScopes(row),
    reach: installationReach(row.repository_selection),
    grantedAt: row.created_at,
    handle: {
      installationId: row.id,
      // Logins differ in case between events; the handle must not.
      ...(org === undefined ? {} : { org: org.toLowerCase() }),
      ...(row.app_slug === undefined ? {} : { appSlug: row.app_slug }),
    },
  };
}

/** A fine-grained token as listed. The birth of the token itself is not told: its age is counted
 *  from the day access was granted, the earliest day it could harm the organisation. */
export function tokenObservation(
  row: TokenRow,
  where: { tenant: string; org?: string },
): Observation {
  return {
    key: tokenKey(where.tenant, row.token_id, row.owner.id),
    presence: { status: 'active' },
    clientName: row.token_name,
    principal: { name: row.owner.login, consentKind: 'person' },
    scopes: tokenScopes(row.permissions),
    reach: tokenReach(row),
    credentialKinds: ['personal-token'],
    grantedAt: row.access_granted_at,
    credentialIssuedAt: row.access_granted_at,
    expiresAt: row.token_expires_at,
    lastUsed: lastUsedOf(row.token_last_used_at),
    handle: {
      patId: row.id,
      ...(where.org === undefined ? {} : { org: where.org.toLowerCase() }),
    },
  };
}

/** `repo:read` or `repo:write` of a deploy key. */
export function deployKeyScopes(row: DeployKeyRow): string[] | undefined {
  if (row.read_only === undefined) return undefined;
  return [row.read_only ? 'repo:read' : 'repo:write'];
}

/** A deploy key as listed. A disabled one is there but cannot act until somebody enables it. */
export function deployKeyObservation(
  row: DeployKeyRow,
  where: { tenant: string; repo: string },
): Observation {
  return {
    key: deployKeyKey(where.tenant, row.id, where.repo),
    presence: { status: row.enabled === false ? 'suspended' : 'active' },
    clientName: row.title,
    principal: { name: where.repo, consentKind: 'service' },
    scopes: deployKeyScopes(row),
    reach: 'R0',
    resources: [where.repo],
    credentialKinds: ['ssh-key'],
    grantedAt: row.created_at,
    credentialIssuedAt: row.created_at,
    lastUsed: lastUsedOf(row.last_used),
    handle: { keyId: row.id, repo: where.repo },
    actor: row.added_by,
  };
}

/** Repository names for people, cut to a readable number. */
export function resourceNames(
  repositories: readonly { readonly full_name?: string | undefined }[] | undefined,
): string[] | undefined {
  return repositories?.flatMap((repository) => repository.full_name ?? []).slice(0, RESOURCES_MAX);
}

/** The repository (`owner/name`) a list row's own address names. */
export function repoOfUrl(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /\/repos\/([^/]+\/[^/]+)\/keys\//.exec(url)?.[1];
}

/** The organisation id in a token row's `repositories_url` (`/organizations/<id>/…`). */
export function tenantOfUrl(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /\/organizations\/(\d+)\//.exec(url)?.[1];
}
