/**
 * What GitHub's permissions allow, rated on the product's scale. GitHub publishes no list of
 * sensitive permissions: the ratings are ours. Whatever is not in a table is UNKNOWN, never harmless.
 */
import { on, type ResourceKind, type ScopeRating } from '#domain/risk.ts';
import type { Reach, ScopeClass } from '#events/vocabulary.ts';

type Level = readonly [ScopeClass, string];

interface PermissionRating {
  readonly resource: ResourceKind;
  readonly reach: Reach;
  readonly read?: Level;
  readonly write?: Level;
}

/** A permission that reaches every repository, as far as the grant itself does. */
function of(
  resource: ResourceKind,
  read: Level | undefined,
  write: Level | undefined,
): PermissionRating {
  return { resource, reach: 'R3', read, write };
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
  ['actions', of('ci', ...both('workflow runs and their artifacts', 'READ', 'EXEC'))],
  ['administration', of('code', ...both('repository settings', 'META', 'ADMIN'))],
  ['artifact_metadata', of('internal', ...both('artifact metadata', 'META', 'WRITE'))],
  ['attestations', of('business', ...both('build attestations', 'META', 'WRITE'))],
  ['checks', of('business', ...both('check results', 'META', 'WRITE'))],
  ['code_quality', of('business', ...both('code quality findings', 'READ', 'WRITE'))],
  ['codespaces', of('code', ...both('development environments', 'META', 'EXEC'))],
  ['content_references', of('internal', ...both('link previews', 'META', 'WRITE'))],
  ['contents', of('code', ['READ', 'read source code'], ['CODE', 'change source code'])],
  [
    'dependabot_secrets',
    of('secrets', ...both('secrets of dependency updates', 'META', 'SECRETS')),
  ],
  ['deployments', of('ci', ...both('deployments', 'META', 'EXEC'))],
  ['discussions', of('tickets', ...both('discussions', 'READ', 'WRITE'))],
  ['environments', of('ci', ...both('deployment environments', 'META', 'ADMIN'))],
  ['issues', of('tickets', ...both('issues', 'READ', 'WRITE'))],
  ['merge_queues', of('business', ...both('merge queues', 'META', 'WRITE'))],
  ['metadata', of('code', ['META', 'see which repositories there are'], undefined)],
  ['packages', of('packages', ['READ', 'read packages'], ['CODE', 'publish packages'])],
  ['pages', of('documents', ...both('published sites', 'META', 'WRITE'))],
  ['pull_requests', of('code', ['READ', 'read pull requests'], ['WRITE', 'change pull requests'])],
  [
    'repository_custom_properties',
    of('business', ...both('repository properties', 'META', 'ADMIN')),
  ],
  ['repository_hooks', of('code', ...both('repository webhooks', 'META', 'ADMIN'))],
  ['repository_projects', of('tickets', ...both('repository projects', 'READ', 'WRITE'))],
  ['secret_scanning_alerts', of('secrets', ...both('leaked secrets found', 'SECRETS', 'SECRETS'))],
  ['secrets', of('secrets', ...both('pipeline secrets', 'META', 'SECRETS'))],
  ['security_events', of('code', ...both('security findings', 'READ', 'WRITE'))],
  ['single_file', of('code', ['READ', 'read one file'], ['CODE', 'change one file'])],
  ['statuses', of('business', ...both('commit statuses', 'META', 'WRITE'))],
  ['vulnerability_alerts', of('code', ...both('vulnerability alerts', 'READ', 'WRITE'))],
  ['workflows', of('ci', ['READ', 'read workflow files'], ['EXEC', 'change what pipelines run'])],
  [
    'custom_properties_for_organizations',
    of('business', ...both('own properties', 'META', 'ADMIN')),
  ],
  ['members', of('code', ['DIR', 'list people and teams'], ['IAM', 'change people and teams'])],
  ['organization_administration', of('code', ...both('organisation settings', 'META', 'IAM'))],
  ['organization_announcement_banners', of('internal', ...both('banners', 'META', 'SEND'))],
  ['organization_copilot_agent_settings', of('code', ...both('agent settings', 'META', 'ADMIN'))],
  [
    'organization_copilot_seat_management',
    of('internal', ...both('assistant seats', 'META', 'ADMIN')),
  ],
  ['organization_custom_org_roles', of('code', ...both('organisation roles', 'META', 'IAM'))],
  [
    'organization_custom_properties',
    of('business', ...both('property definitions', 'META', 'ADMIN')),
  ],
  ['organization_custom_roles', of('code', ...both('repository roles', 'META', 'IAM'))],
  ['organization_events', of('audit', ['READ', 'read events of the organisation'], undefined)],
  ['organization_hooks', of('code', ...both('organisation webhooks', 'META', 'ADMIN'))],
  [
    'organization_packages',
    of('packages', ['READ', 'read packages'], ['CODE', 'publish packages']),
  ],
  [
    'organization_personal_access_token_requests',
    of('code', ...both('token requests', 'META', 'IAM')),
  ],
  ['organization_personal_access_tokens', of('code', ...both('access of tokens', 'META', 'IAM'))],
  ['organization_plan', of('usage', ['META', 'see the billing plan'], undefined)],
  ['organization_projects', of('tickets', ...both('projects', 'READ', 'WRITE'))],
  ['organization_secrets', of('secrets', ...both('secrets of all pipelines', 'META', 'SECRETS'))],
  ['organization_self_hosted_runners', of('ci', ...both('build machines', 'META', 'EXEC'))],
  ['organization_user_blocking', of('business', ...both('blocked users', 'DIR', 'ADMIN'))],
  ['team_discussions', of('chat', ...both('team discussions', 'READ', 'WRITE'))],
  ['email_addresses', of('person', ['SIGNIN', 'see e-mail addresses'], ['WRITE', 'change e-mail'])],
  ['followers', of('internal', ...both('followers', 'META', 'WRITE'))],
  ['git_ssh_keys', of('code', ...both('SSH keys of a person', 'META', 'SECRETS'))],
  ['gpg_keys', of('code', ...both('signing keys of a person', 'META', 'SECRETS'))],
  ['interaction_limits', of('internal', ...both('interaction limits', 'META', 'ADMIN'))],
  ['profile', of('person', undefined, ['WRITE', 'change a profile'])],
  ['starring', of('internal', ...both('starred repositories', 'META', 'WRITE'))],
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
    { ...of('code', ...both(what, 'META', 'IAM')), reach: 'R4' as const },
  ]),
);

/** Permissions that choosing repositories does not limit: of the organisation, or of a person. */
const NOT_OF_REPOSITORIES =
  /organization|enterprise|members|team_|email|followers|_keys|limits|profile|starring/;

function rated(
  is: ScopeClass,
  resource: ResourceKind,
  reach: Reach,
): (allows: string) => ScopeRating {
  return (allows) => ({ class: is, ...on(resource), reach, allows });
}

/** Scopes of OAuth apps and classic tokens, and those of deploy keys. */
const NAMED: ReadonlyMap<string, ScopeRating> = new Map([
  ['admin:enterprise', rated('IAM', 'code', 'R4')('administer the enterprise')],
  [
    'admin:org',
    { ...rated('IAM', 'code', 'R3')('administer the organisation'), narrower: 'read:org' },
  ],
  ['write:org', { ...rated('IAM', 'code', 'R3')('change people and teams'), narrower: 'read:org' }],
  ['read:org', rated('DIR', 'code', 'R3')('list people and teams')],
  [
    'repo',
    { ...rated('CODE', 'code', 'R2')('change private source code'), narrower: 'public_repo' },
  ],
  ['public_repo', rated('CODE', 'internal', 'R2')('change public source code')],
  ['workflow', rated('EXEC', 'ci', 'R2')('change what pipelines run')],
  ['admin:org_hook', rated('ADMIN', 'code', 'R3')('change organisation webhooks')],
  ['admin:repo_hook', rated('ADMIN', 'code', 'R2')('change repository webhooks')],
  ['admin:public_key', rated('SECRETS', 'code', 'R1')('change SSH keys of a person')],
  ['delete_repo', rated('CODE', 'code', 'R2')('delete repositories')],
  ['write:packages', rated('CODE', 'packages', 'R2')('publish packages')],
  ['codespace', rated('EXEC', 'code', 'R1')('run development environments')],
  ['security_events', rated('READ', 'code', 'R2')('read security findings')],
  ['gist', rated('SEND', 'internal', 'R1')('publish snippets')],
  ['user:email', rated('SIGNIN', 'person', 'R1')('see an e-mail address')],
  ['repo:read', rated('READ', 'code', 'R0')('read the source code of one repository')],
  [
    'repo:write',
    {
      ...rated('CODE', 'code', 'R0')('change the source code of one repository'),
      narrower: 'repo:read',
    },
  ],
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
  const name = scope.slice(0, colon);
  const narrower = level === rating.write && rating.read ? `${name}:read` : undefined;
  const choosable = NOT_OF_REPOSITORIES.test(name) ? undefined : 'R2';
  return { class: is, ...on(rating.resource), reach: rating.reach, allows, narrower, choosable };
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
    ...on('business'),
    reach: 'R3',
    allows: `do something nobody has rated yet: ${scope}`,
  };
}
