/** Slack's scopes on the common scale (docs/risk.md). A user token acts as the person, a bot token as
 *  the app: the same name is two permissions. */
import type { ScopeRating } from '#domain/risk.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';

const iam = (allows: string): ScopeRating => ({
  class: 'IAM',
  sensitivity: 'critical',
  reach: 'R3',
  allows,
});
const admin = (allows: string): ScopeRating => ({
  class: 'ADMIN',
  sensitivity: 'business',
  reach: 'R3',
  allows,
});
const chat = (scopeClass: ScopeRating['class'], allows: string): ScopeRating => ({
  class: scopeClass,
  sensitivity: 'business',
  reach: 'R2',
  allows,
});
const ofOne = (allows: string): ScopeRating => ({ ...chat('READ', allows), reach: 'R1' });
const audit = (allows: string): ScopeRating => ({ ...chat('READ', allows), reach: 'R3' });
const directory = (allows: string): ScopeRating => ({
  class: 'DIR',
  sensitivity: 'internal',
  reach: 'R3',
  allows,
});
const meta = (allows: string): ScopeRating => ({
  class: 'META',
  sensitivity: 'internal',
  reach: 'R2',
  allows,
});
const small = (allows: string): ScopeRating => ({
  class: 'WRITE',
  sensitivity: 'internal',
  reach: 'R1',
  allows,
});
const signIn = (allows: string): ScopeRating => ({
  class: 'SIGNIN',
  sensitivity: 'internal',
  reach: 'R1',
  allows,
});

const RATINGS: ReadonlyMap<string, ScopeRating> = new Map(
  Object.entries<ScopeRating>({
    admin: iam('administer the workspace'),
    'admin.users:write': iam('change any member'),
    'admin.roles:write': iam('give administrator roles'),
    'admin.apps:write': { ...iam('approve and remove apps'), sensitivity: 'business' },
    'admin.teams:write': admin('change workspaces'),
    'admin.conversations:write': admin('change any channel'),
    'admin.usergroups:write': admin('change user groups'),
    'admin.invites:write': admin('invite people'),
    'admin.workflows:write': admin('change workflows'),
    'admin.barriers:write': admin('change information barriers'),
    'app_configurations:write': admin('change apps and their permissions'),
    scim: iam('create and remove members'),
    client: iam('do everything the person can'),
    'admin.apps:read': audit('list apps and approvals'),
    'admin.users:read': audit('list all members with their roles'),
    'admin.roles:read': audit('list administrator roles'),
    'admin.teams:read': audit('list workspaces'),
    'admin.conversations:read': audit('list all channels'),
    'admin.usergroups:read': audit('list user groups'),
    'admin.invites:read': audit('list invitations'),
    'admin.workflows:read': audit('list workflows'),
    'admin.barriers:read': audit('list information barriers'),
    'admin.analytics:read': audit('read how members use Slack'),
    'admin.app_activities:read': audit('read what apps do'),
    'app_configurations:read': audit('read the configuration of apps'),
    'auditlogs:read': audit('read the audit log'),
    'discovery:read': { ...chat('BULK', 'export all conversations'), reach: 'R3' },
    'discovery:write': { ...chat('BULK', 'export and delete all conversations'), reach: 'R3' },
    'channels:history': chat('READ', 'read messages in channels'),
    'groups:history': chat('READ', 'read messages in private channels'),
    'im:history': ofOne('read direct messages'),
    'mpim:history': ofOne('read group direct messages'),
    'search:read': ofOne('search everything the person sees'),
    'search:read.public': chat('READ', 'search channels'),
    'search:read.private': chat('READ', 'search private channels'),
    'search:read.im': ofOne('search direct messages'),
    'search:read.mpim': ofOne('search group direct messages'),
    'files:read': chat('READ', 'read files'),
    'canvases:read': chat('READ', 'read canvases'),
    'lists:read': chat('READ', 'read lists'),
    read: chat('READ', 'read everything the person sees'),
    bot: chat('WRITE', 'read and write as a classic bot'),
    post: chat('SEND', 'post as the person'),
    'chat:write': chat('SEND', 'send messages'),
    'chat:write.public': chat('SEND', 'send messages to any channel'),
    'chat:write.customize': chat('SEND', 'send messages under another name'),
    'incoming-webhook': {
      class: 'SEND',
      sensitivity: 'internal',
      reach: 'R0',
      allows: 'post to one channel',
    },
    'files:write': chat('WRITE', 'change files'),
    'remote_files:write': chat('WRITE', 'change remote files'),
    'remote_files:share': chat('SEND', 'share remote files'),
    'canvases:write': chat('WRITE', 'change canvases'),
    'lists:write': chat('WRITE', 'change lists'),
    'assistant:write': chat('SEND', 'act as an assistant'),
    'workflow.steps:execute': chat('EXEC', 'run as a step of workflows'),
    'channels:manage': chat('WRITE', 'manage channels'),
    'channels:write': chat('WRITE', 'manage channels'),
    'channels:join': chat('WRITE', 'join any channel by itself'),
    'groups:write': chat('WRITE', 'manage private channels'),
    'im:write': chat('SEND', 'start direct messages'),
    'mpim:write': chat('SEND', 'start group direct messages'),
    'conversations.connect:read': chat('READ', 'see invitations to other organisations'),
    'conversations.connect:write': chat('WRITE', 'invite other organisations'),
    'conversations.connect:manage': chat('ADMIN', 'approve invitations of other organisations'),
    'usergroups:write': chat('WRITE', 'change user groups'),
    'connections:write': meta('open a socket for its events'),
    'authorizations:read': meta('see where it is installed'),
    'users:read.email': directory('read the e-mail addresses of members'),
    'users:read': meta('list members'),
    'users.profile:read': meta('read profiles'),
    'users:write': small('set its presence'),
    'users.profile:write': small('change the profile'),
    'reactions:write': small('react to messages'),
    'pins:write': small('pin messages'),
    'bookmarks:write': small('change bookmarks'),
    'links:write': small('unfurl links'),
    'reminders:write': small('add reminders'),
    'stars:write': small('star items'),
    'dnd:write': small('change do-not-disturb'),
    'calls:write': small('start calls'),
    commands: { ...meta('add slash commands'), reach: 'R0' },
    openid: signIn('sign in'),
    profile: signIn('read the profile'),
    email: signIn('read the e-mail address'),
    identify: signIn('see who the person is'),
    'identity.basic': signIn('see who the person is'),
    'identity.email': signIn('read the e-mail address'),
    'identity.avatar': signIn('see the picture'),
    'identity.team': signIn('see the workspace'),
    ...Object.fromEntries(
      'app_mentions bookmarks calls channels dnd emoji groups im links mpim pins reactions reminders stars team usergroups metadata.message remote_files'
        .split(' ')
        .map((what) => [`${what}:read`, meta(`see ${what}`)]),
    ),
  }),
);

/** Classic apps wrote the kind of token behind the scope (`chat:write:user`). */
const CLASSIC = /:(user|bot)$/;

/** Rates one scope. What is not mapped is UNKNOWN, never harmless. */
export function rateScope(scope: string, kind: IntegrationKind): ScopeRating {
  const typed = /^(user|bot|app):(?=[a-z])/.exec(scope);
  const bare = RATINGS.has(scope) ? scope : scope.slice(typed?.[0].length ?? 0);
  const name = RATINGS.has(bare) ? bare : bare.replace(CLASSIC, '');
  const rating = RATINGS.get(name);
  if (rating === undefined) {
    return {
      class: 'UNKNOWN',
      sensitivity: 'business',
      reach: 'R3',
      allows: `do something unmapped (${scope})`,
    };
  }
  const asPerson =
    typed?.[1] === 'user' || kind === 'slack-user-token' || CLASSIC.exec(bare)?.[1] === 'user';
  return asPerson ? { ...rating, allows: `${rating.allows}, as the person` } : rating;
}
