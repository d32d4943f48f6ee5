/** Okta's scopes on the common scale (docs/risk.md). Okta rates none itself; a role decides too. */

import { on, type ScopeRating } from '#domain/risk.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';

/** What an app may do is its scope cut with the admin role it was given, which is not read. */
const directoryWide = { ...on('idp'), reach: 'R3', rights: 'not-read' } as const;

const iam = (allows: string): ScopeRating => ({ class: 'IAM', ...directoryWide, allows });
const secrets = (allows: string): ScopeRating => ({ class: 'SECRETS', ...directoryWide, allows });
const admin = (allows: string): ScopeRating => ({ class: 'ADMIN', ...directoryWide, allows });
const directory = (allows: string): ScopeRating => ({ class: 'DIR', ...directoryWide, allows });
const audit = (allows: string): ScopeRating => ({
  class: 'READ',
  ...on('audit'),
  reach: 'R3',
  allows,
});
const low = (allows: string): ScopeRating => ({
  class: 'META',
  ...on('internal'),
  reach: 'R3',
  allows,
});
const signIn = (allows: string): ScopeRating => ({
  class: 'SIGNIN',
  ...on('person'),
  reach: 'R1',
  allows,
});

const RATINGS: ReadonlyMap<string, ScopeRating> = new Map(
  Object.entries<ScopeRating>({
    'okta.users.manage': iam('change any user, reset passwords and factors'),
    'okta.groups.manage': iam('change groups, also those that grant admin roles'),
    'okta.roles.manage': iam('give admin roles'),
    'okta.idps.manage': iam('add identity providers'),
    'okta.appGrants.manage': iam('give itself further scopes'),
    'okta.orgs.manage': iam('change the organisation'),
    'okta.directories.groups.manage': iam('change directory groups'),
    'okta.identitySources.manage': iam('import users'),
    'okta.serviceAccounts.manage': iam('change service accounts'),
    'okta.apps.manage': secrets('add secrets to apps and assign them'),
    'okta.apiTokens.manage': secrets('manage API tokens'),
    'okta.authenticators.manage': secrets('change how people prove who they are'),
    'okta.authorizationServers.manage': secrets('change authorization servers and their keys'),
    'okta.oauthIntegrations.manage': secrets('manage API service integrations and their secrets'),
    'okta.policies.manage': admin('change sign-on policies'),
    'okta.sessions.manage': admin('end and create sessions'),
    'okta.inlineHooks.manage': admin('reroute sign-ins through inline hooks'),
    'okta.eventHooks.manage': admin('send events elsewhere'),
    'okta.logStreams.manage': admin('send the log elsewhere or stop it'),
    'okta.networkZones.manage': admin('change network zones'),
    'okta.trustedOrigins.manage': admin('change trusted origins'),
    'okta.users.read': directory('list all users'),
    'okta.groups.read': directory('list all groups'),
    'okta.apps.read': directory('list all apps'),
    'okta.roles.read': directory('list admin roles'),
    'okta.appGrants.read': directory('list grants of apps'),
    'okta.apiTokens.read': directory('list API tokens'),
    'okta.logs.read': audit('read the system log'),
    'okta.policies.read': audit('read sign-on policies'),
    'okta.sessions.read': audit('read sessions'),
    'okta.brands.read': low('read brands'),
    'okta.templates.read': low('read templates'),
    'okta.features.read': low('read feature flags'),
    openid: signIn('sign in'),
    profile: signIn('read the profile'),
    email: signIn('read the e-mail address'),
  }),
);

/** Admin roles whose holder's API token can do everything the role can. */
const ROLES: ReadonlyMap<string, ScopeRating> = new Map(
  Object.entries<ScopeRating>({
    'role:SUPER_ADMIN': iam('do everything in the organisation'),
    'role:ORG_ADMIN': iam('administer the organisation'),
    'role:APP_ADMIN': secrets('administer apps'),
    'role:USER_ADMIN': iam('administer users'),
    'role:GROUP_MEMBERSHIP_ADMIN': iam('change group members'),
    'role:HELP_DESK_ADMIN': secrets('reset passwords and factors'),
    'role:API_ACCESS_MANAGEMENT_ADMIN': secrets('administer authorization servers'),
    'role:READ_ONLY_ADMIN': audit('read everything in the administration console'),
    'role:REPORT_ADMIN': audit('read reports and the log'),
  }),
);

/** Rates one scope or role. What is not mapped is UNKNOWN, never harmless. */
export function rateScope(scope: string, _kind: IntegrationKind): ScopeRating {
  const rating = RATINGS.get(scope);
  if (rating !== undefined) return { ...rating, narrower: readingOf(scope) };
  const role = ROLES.get(scope);
  if (role !== undefined) return { ...role, rights: 'administrator' };
  return { class: 'UNKNOWN', ...directoryWide, allows: `do something unmapped (${scope})` };
}

/** The scope that only reads what this one manages, where there is one. */
function readingOf(scope: string): string | undefined {
  const reading = scope.replace(/\.manage$/, '.read');
  return reading !== scope && RATINGS.has(reading) ? reading : undefined;
}
