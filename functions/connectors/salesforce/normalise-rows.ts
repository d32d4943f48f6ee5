/** Rows of Salesforce's objects -> observations and people. Pure. */
import type { DirectoryPerson, IntegrationKey, Observation } from '#domain/observation.ts';
import { toLongId } from './record-id.ts';
import type { AppRow, TokenRow, UserRow } from './schema.ts';
import { instantOf } from './schema.ts';

/** Who acts: the app's id where it is installed here, else its name (ghost tokens have no id). */
export function clientIdOf(row: Pick<TokenRow, 'AppName' | 'AppMenuItem'>): string {
  const id = row.AppMenuItem?.ApplicationId;
  return id === undefined ? `name:${row.AppName.trim().toLowerCase()}` : toLongId(id);
}

/** Key of a user's tokens for an app. */
export function tokenKey(tenant: string, clientId: string, userId: string): IntegrationKey {
  return {
    vendor: 'salesforce',
    tenant,
    kind: 'salesforce-oauth-token',
    clientId,
    principalId: `user:${userId}`,
  };
}

/** Key of an app known to the organisation. */
export function appKey(tenant: string, id: string): IntegrationKey {
  return {
    vendor: 'salesforce',
    tenant,
    kind: 'salesforce-connected-app',
    clientId: id,
    principalId: 'org',
  };
}

/** All tokens of one user for one app are one integration: the oldest birth, the newest use. */
export function tokensOf(rows: readonly TokenRow[], tenant: string): Observation[] {
  const groups = new Map<string, TokenRow[]>();
  for (const row of rows) {
    const name = `${clientIdOf(row)}\n${row.UserId}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [tokenGroup(first, group, tenant)];
  });
}

function tokenGroup(first: TokenRow, group: readonly TokenRow[], tenant: string): Observation {
  const births = group.flatMap((row) => row.CreatedDate ?? []);
  const oldest = births.length === 0 ? undefined : Math.min(...births);
  const id = first.AppMenuItem?.ApplicationId;
  return {
    key: tokenKey(tenant, clientIdOf(first), first.UserId),
    presence: { status: 'active' },
    clientName: first.AppName,
    principal: {
      name: first.User?.Username?.toLowerCase(),
      consentKind: 'person',
      active: first.User?.IsActive,
    },
    reach: 'R3',
    credentialKinds: ['refresh-token'],
    grantedAt: oldest,
    credentialIssuedAt: oldest,
    lastUsed: lastUse(group),
    handle: {
      appName: first.AppName,
      userId: first.UserId,
      ...(id === undefined ? {} : { applicationId: id }),
    },
  };
}

/** A null LastUsedDate means "never refreshed", which is not "never used": unknown. */
function lastUse(group: readonly TokenRow[]): Observation['lastUsed'] {
  const uses = group.flatMap((row) => instantOf(row.LastUsedDate) ?? []);
  return uses.length === 0 ? undefined : { at: Math.max(...uses) };
}

/** An installed or local app. */
export function connectedAppOf(row: AppRow, tenant: string): Observation {
  return {
    key: appKey(tenant, row.Id),
    presence: { status: 'active' },
    clientName: row.Name,
    principal: { consentKind: 'organisation' },
    reach: 'R3',
    grantedAt: row.CreatedDate,
    handle: { applicationId: row.Id, name: row.Name },
  };
}

/** A user; found by user name, which is what tokens show. */
export function personOf(row: UserRow, tenant: string): DirectoryPerson {
  return {
    vendor: 'salesforce',
    tenant,
    personId: row.Id,
    email: (row.Username ?? row.Email)?.toLowerCase(),
    name: row.Name,
    active: row.IsActive,
    status: row.IsActive ? 'active' : 'inactive',
    managerEmail: row.Manager?.Email?.toLowerCase(),
    occurredAt: row.LastModifiedDate,
  };
}
