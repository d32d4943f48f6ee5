/**
 * What GitHub's permissions allow, rated on the product's scale. GitHub publishes no list of
 * sensitive permissions: the ratings are ours. Whatever is not in a table is UNKNOWN, never harmless.
 */
import type { ScopeRating, Sensitivity } from '#domain/risk.ts';
import type { Reach, ScopeClass } from '#events/vocabulary.ts';

type Level = readonly [ScopeClass, string];

interface PermissionRating {
  readonly sensitivity: Sensitivity;
  readonly reach: Reach;
  readonly read?: Level;
  readonly write?: Level;
}

function critical(read: Level | undefined, write: Level | undefined): PermissionRating {
  return { sensitivity: 'critical', reach: 'R3', read, write };
}

function business(read: Level | undefined, write: Level | undefined): PermissionRating {
  return { sensitivity: 'business', reach: 'R3', read, write };
}

function internal(read: Level | undefined, write: Level | undefined): PermissionRating {
  return { sensitivity: 'internal', reach: 'R3', read, write };
}

/** The same words for reading and changing. */
function both(what: string, read: ScopeClass, write: ScopeClass): [Level, Level] {
  return [
    [read, `read ${what}`],
    [write, `change ${what}`],
  ];
}

/** Permissions of apps and fine-grained tokens (GitHub's OpenAPI description 23.0.2). */
const PERMISSIONS: ReadonlyMap<string, PermissionRating> = new Map([
  ['actions', critical(...both('workflow runs and their artifacts', 'READ', 'EXEC'))],
  ['administration', critical(...both('repository settings', 'META', 'ADMIN'))],
  ['artifact_metadata', internal(...both('artifact metadata', 'META', 'WRITE'))],
  ['attestations', business(...both('build attestations', 'META', 'WRITE'))],
  ['checks', business(...both('check results', 'META', 'WRITE'))],
  ['code_quality', business(...both('code quality findings', 'READ', 'WRITE'))],
  ['codespaces', critical(...both('development environments', 'META', 'EXEC'))],
  ['content_references', internal(...both('link previews', 'META', 'WRITE'))],
  ['contents', critical(['READ', 'read source code'], ['CODE', 'change source code'])],
  ['dependabot_secrets', critical(...both('secrets of dependency updates', 'META', 'SECRETS'))],
  ['deployments', critical(...both('deployments', 'META', 'EXEC'))],
  ['discussions', business(...both('discussions', 'READ', 'WRITE'))],
  ['environments', critical(...both('deployment environments', 'META', 'ADMIN'))],
  ['issues', business(...both('issues', 'READ', 'WRITE'))],
  ['merge_queues', business(...both('merge queues', 'META', 'WRITE'))],
  ['metadata', critical(['META', 'see which repositories there are'], undefined)],
  ['packages', critical(['READ', 'read packages'], ['CODE', 'publish packages'])],
  ['pages', business(...both('published sites', 'META', 'WRITE'))],
  ['pull_requests', critical(['READ', 'read pull requests'], ['WRITE', 'change pull requests'])],
  ['repository_custom_properties', business(...both('repository properties', 'META', 'ADMIN'))],
  ['repository_hooks', critical(...both('repository webhooks', 'META', 'ADMIN'))],
  ['repository_projects', business(...both('repository projects', 'READ', 'WRITE'))],
  ['secret_scanning_alerts', critical(...both('leaked secrets found', 'SECRETS', 'SECRETS'))],
  ['secrets', critical(...both('pipeline secrets', 'META', 'SECRETS'))],
  ['security_events', critical(...both('security findings', 'READ', 'WRITE'))],
  ['single_file', critical(['READ', 'read one file'], ['CODE', 'change one file'])],
  ['statuses', business(...both('commit statuses', 'META', 'WRITE'))],
  ['vulnerability_alerts', critical(...both('vulnerability alerts', 'READ', 'WRITE'))],
  ['workflows', critical(['READ', 'read workflow files'], ['EXEC', 'change what pipelines run'])],
  ['custom_properties_for_organizations', business(...both('own properties', 'META', 'ADMIN'))],
  ['members', critical(['DIR', 'list people and teams'], ['IAM', 'change people and teams'])],
  ['organization_administration', critical(...both('organisation settings', 'META', 'IAM'))],
  ['organization_announcement_banners', internal(...both('banners', 'META', 'SEND'))],
  ['organization_copilot_agent_settings', critical(...both('agent settings', 'META', 'ADMIN'))],
  ['organization_copilot_seat_management', internal(...both('assistant seats', 'META', 'ADMIN'))],
  ['organization_custom_org_roles', critical(...both('organisation roles', 'META', 'IAM'))],
  ['organization_custom_properties', business(...both('property definitions', 'META', 'ADMIN'))],
  ['organization_custom_roles', critical(...both('repository roles', 'META', 'IAM'))],
  ['organization_events', business(['READ', 'read events of the organisation'], undefined)],
  ['organization_hooks', critical(...both('organisation webhooks', 'META', 'ADMIN'))],
  ['organization_packages', critical(['READ', 'read packages'], ['CODE', 'publish packages'])],
  [
    'organization_personal_access_token_requests',
    critical(...both('token requests', 'META', 'IAM')),
  ],
  ['organization_personal_access_tokens', critical(...both('access of tokens', 'META', 'IAM'))],
  ['organization_plan', internal(['META', 'see the billing plan'], undefined)],
  ['organization_projects', business(...both('projects', 'READ', 'WRITE'))],
  ['organization_secrets', critical(...both('secrets of all pipelines', 'META', 'SECRETS'))],
  ['organization_self_hosted_runners', critical(...both('build machines', 'META', 'EXEC'))],
  ['organization_user_blocking', business(...both('blocked users', 'DIR', 'ADMIN'))],
  ['team_discussions', business(...both('team discussions', 'READ', 'WRITE'))],
  ['email_addresses', internal(['SIGNIN', 'see e-mail addresses'], ['WRITE', 'change e-mail'])],
  ['followers', internal(...both('followers', 'META', 'WRITE'))],
  ['git_ssh_keys', critical(...both('SSH keys of a person', 'META', 'SECRETS'))],
  ['gpg_keys', critical(...both('signing keys of a person', 'META', 'SECRETS'))],
  ['interaction_limits', internal(...both('interaction limits', 'META', 'ADMIN'))],
  ['profile', internal(undefined, ['WRITE', 'change a profile'])],
  ['starring', internal(...both('starred repositories', 'META', 'WRITE'))],
]);

/** Permissions that reach over all organisations of an enterprise. */
const ENTERPRISE: ReadonlyMap<string, PermissionRating> = new Map(
  [
    ['enterprise_administration', 'enterprise settings'] as const,
    ['enterprise_custom_properties_for_organizations', 'properties of organisations'] as const,
    ['enterprise_organization_installations', 'app installations everywhere'] as const,
    ['enterprise_organization_installation_repositories', 'what apps reach everywhere'] as const,
  ].map(([name, what]) => [
    name,
    { ...critical(...both(what, 'META', 'IAM')), reach: 'R4' as const },
  ]),
);

function rated(
  is: ScopeClass,
  sensitivity: Sensitivity,
  reach: Reach,
): (allows: string) => ScopeRating {
  return (allows) => ({ class: is, sensitivity, reach, allows });
}

/** Scopes of OAuth apps and classic tokens, and those of deploy keys. */
const NAMED: ReadonlyMap<string, ScopeRating> = new Map([
  ['admin:enterprise', rated('IAM', 'critical', 'R4')('administer the enterprise')],
  ['admin:org', rated('IAM', 'critical', 'R3')('administer the organisation')],
  ['write:org', rated('IAM', 'critical', 'R3')('change people and teams')],
  ['read:org', rated('DIR', 'critical', 'R3')('list people and teams')],
  ['repo', rated('CODE', 'critical', 'R2')('change private source code')],
  ['public_repo', rated('CODE', 'internal', 'R2')('change public source code')],
  ['workflow', rated('EXEC', 'critical', 'R2')('change what pipelines run')],
  ['admin:org_hook', rated('ADMIN', 'critical', 'R3')('change organisation webhooks')],
  ['admin:repo_hook', rated('ADMIN', 'critical', 'R2')('change repository webhooks')],
  ['admin:public_key', rated('SECRETS', 'critical', 'R1')('change SSH keys of a person')],
  ['delete_repo', rated('CODE', 'critical', 'R2')('delete repositories')],
  ['write:packages', rated('CODE', 'critical', 'R2')('publish packages')],
  ['codespace', rated('EXEC', 'critical', 'R1')('run development environments')],
  ['security_events', rated('READ', 'critical', 'R2')('read security findings')],
  ['gist', rated('SEND', 'internal', 'R1')('publish snippets')],
  ['user:email', rated('SIGNIN', 'internal', 'R1')('see an e-mail address')],
  ['repo:read', rated('READ', 'critical', 'R0')('read the source code of one repository')],
  ['repo:write', rated('CODE', 'critical', 'R0')('change the source code of one repository')],
]);

const GROUP = /^(organization|repository|other)\.(.+)$/;

/** Rates `<permission>:<level>`, `<group>.<permission>:<level>`, a classic scope or a deploy key's. */
export function rateScope(scope: string): ScopeRating {
  return NAMED.get(scope) ?? ratePermission(scope) ?? unknownScope(scope);
}

function ratePermission(scope: string): ScopeRating | undefined {
  const colon = scope.lastIndexOf(':');
  if (colon === -1) return undefined;
  const rating = permissionRating(scope.slice(0, colon));
  const level = rating === undefined ? undefined : levelOf(rating, scope.slice(colon + 1));
  if (rating === undefined || level === undefined) return undefined;
  const [is, allows] = level;
  return { class: is, sensitivity: rating.sensitivity, reach: rating.reach, allows };
}

/** A token's organisation group leaves the prefix off that an app's permission carries. */
function permissionRating(name: string): PermissionRating | undefined {
  const [, group, bare] = GROUP.exec(name) ?? [];
  if (bare === undefined) return PERMISSIONS.get(name) ?? ENTERPRISE.get(name);
  const own = group === 'organization' ? PERMISSIONS.get(`organization_${bare}`) : undefined;
  return own ?? PERMISSIONS.get(bare) ?? ENTERPRISE.get(bare);
}

function levelOf(rating: PermissionRating, level: string): Level | undefined {
  if (level === 'read') return rating.read;
  return level === 'write' || level === 'admin' ? rating.write : undefined;
}

function unknownScope(scope: string): ScopeRating {
  return {
    class: 'UNKNOWN',
    sensitivity: 'business',
    reach: 'R3',
    allows: `do something nobody has rated yet: ${scope}`,
  };
}
