/** Rows of Slack's lists -> keys, observations and people. Pure. */
import type { DirectoryPerson, IntegrationKey, Observation } from '#domain/observation.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';
import type {
  AdminUserRow,
  DecisionRow,
  IntegrationLogRow,
  McpServerRow,
  MemberRow,
} from './schema.ts';

/** Whether a tenant is an organisation of the Enterprise plan; any other is one workspace. */
export function isOrganisation(tenant: string): boolean {
  return tenant.startsWith('E');
}

function key(tenant: string, kind: IntegrationKind, ids: readonly [string, string]) {
  const [clientId, principalId] = ids;
  return { vendor: 'slack', tenant, kind, clientId, principalId } as const;
}

/** Key of an app in one workspace: its bot token, and the tokens it holds of that workspace's people. */
export function installationKey(tenant: string, appId: string, teamId: string): IntegrationKey {
  return key(tenant, 'slack-app-installation', [appId, `team:${teamId}`]);
}

/** Key of an app deployed on the whole organisation. */
export function orgAppKey(tenant: string, appId: string): IntegrationKey {
  return key(tenant, 'slack-org-app', [appId, 'org']);
}

/** Key of an administrator's approval, for the organisation or one workspace. */
export function approvalKey(tenant: string, appId: string, scope: string): IntegrationKey {
  const principal = isOrganisation(scope) ? 'org' : `team:${scope}`;
  return key(tenant, 'slack-app-approval', [appId, principal]);
}

/** Key of one person's token for an app: another credential than the app's bot token. */
export function userTokenKey(tenant: string, appId: string, userId: string): IntegrationKey {
  return key(tenant, 'slack-user-token', [appId, `user:${userId}`]);
}

/** What asks Slack again about an app in a workspace. */
export function installationHandle(appId: string, teamId: string) {
  return { appId, teamId };
}

/** Comma separated scopes, as logs and token answers write them. */
export function scopesOf(text: string | undefined): string[] | undefined {
  return text?.split(',').filter((one) => one.trim() !== '');
}

const WEBHOOK = /^incoming.?webhook/i;

/** Kind and key of what a row of the integration log is about. */
function loggedKey(row: IntegrationLogRow, tenant: string, teamId: string): IntegrationKey {
  if (row.app_id !== undefined) return installationKey(tenant, row.app_id, teamId);
  const kind = WEBHOOK.test(row.service_type ?? '')
    ? 'slack-incoming-webhook'
    : 'slack-legacy-integration';
  return key(tenant, kind, [row.service_id ?? '', `team:${teamId}`]);
}

/** Whether Slack's last word on an app is that it was taken out. */
export function isEnded(changeType: string): boolean {
  return changeType === 'removed';
}

/** The newest row of the integration log about an app or custom integration.
 *  An app that is `disabled` counts as there: whether its bot still acts is not told (Slack help
 *  360000446446), while a custom integration that is disabled answers no more. */
export function loggedOf(
  row: IntegrationLogRow,
  where: { tenant: string; teamId: string },
): Observation {
  const { tenant, teamId } = where;
  const observedKey = loggedKey(row, tenant, teamId);
  const stopped = row.app_id === undefined && row.change_type === 'disabled';
  const { app_id, service_id } = row;
  return {
    key: observedKey,
    presence: isEnded(row.change_type)
      ? { status: 'removed', cause: 'unknown' }
      : { status: stopped ? 'suspended' : 'active' },
    clientName: row.app_type ?? row.service_type,
    scopes: scopesOf(row.scope),
    reach: observedKey.kind === 'slack-incoming-webhook' ? 'R0' : 'R3',
    resources: row.channel === undefined ? undefined : [row.channel],
    grantedAt: row.change_type === 'added' ? row.date : undefined,
    handle:
      app_id === undefined
        ? { serviceId: service_id ?? '', teamId }
        : installationHandle(app_id, teamId),
  };
}

/** A bot in the member list that names its app: the app is installed, whatever its scopes are. */
export function botOf(
  row: MemberRow,
  where: { tenant: string; teamId: string },
): Observation | undefined {
  const appId = row.profile?.api_app_id;
  if (row.is_bot !== true || appId === undefined || row.deleted !== false) return undefined;
  const { tenant, teamId } = where;
  return {
    key: installationKey(tenant, appId, teamId),
    presence: { status: 'active' },
    clientName: row.profile?.real_name ?? row.real_name ?? row.name,
    reach: 'R3',
    handle: installationHandle(appId, teamId),
  };
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined;
}

/** Name of a scope with the kind of token that gets it; classic names hold it already. */
export function typedScope(scope: { name: string; token_type?: string }): string {
  const { name, token_type: token } = scope;
  return token === undefined || name.endsWith(`:${token}`) ? name : `${token}:${name}`;
}

/** An approval: people may install the app with these scopes. It says nothing of an installation.
 *  @param scope organisation or workspace the decision is for */
export function approvalOf(row: DecisionRow, tenant: string, scope: string): Observation {
  const { app } = row;
  return {
    key: approvalKey(tenant, app.id, scope),
    presence: { status: 'active' },
    clientName: app.name,
    publisher: app.is_internal === true ? 'own organisation' : hostOf(app.app_homepage_url),
    principal: { consentKind: 'organisation' },
    scopes: row.scopes?.map(typedScope),
    reach: 'R3',
    grantedAt: row.date_updated,
    handle: { appId: app.id, decidedFor: scope },
  };
}

/** A server of somebody else's that Slack's agents may use. */
export function mcpServerOf(row: McpServerRow, tenant: string): Observation {
  const host = hostOf(row.url);
  return {
    key: key(tenant, 'slack-mcp-server', [row.server_id, 'org']),
    presence: { status: 'active' },
    clientName: row.server_name ?? row.app_name,
    publisher: host,
    principal: { consentKind: 'organisation' },
    reach: 'R3',
    handle: { serverId: row.server_id, ...(row.app_id === undefined ? {} : { appId: row.app_id }) },
  };
}

/** A member. Without the `deleted` flag nothing is said of them. */
export function memberOf(row: MemberRow, tenant: string): DirectoryPerson | undefined {
  if (row.id === undefined || row.deleted === undefined || row.is_bot === true) return undefined;
  return {
    vendor: 'slack',
    tenant,
    personId: row.id,
    email: row.profile?.email?.toLowerCase(),
    name: row.profile?.real_name ?? row.real_name ?? row.name,
    active: !row.deleted,
    status: row.deleted ? 'deactivated' : 'active',
  };
}

/** A member as the organisation's administrators see them. */
export function adminUserOf(row: AdminUserRow, tenant: string): DirectoryPerson | undefined {
  if (row.is_bot === true) return undefined;
  return {
    vendor: 'slack',
    tenant,
    personId: row.id,
    email: row.email?.toLowerCase(),
    name: row.full_name,
    active: row.is_active,
    status: row.is_active ? 'active' : 'deactivated',
  };
}
