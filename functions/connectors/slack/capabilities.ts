/** What Slack's API lets us see and do, kind by kind, as data. Coverage is never rounded up. */
import type {
  ConnectorCapabilities,
  KindCapabilities,
  RevocationRung,
} from '#use-cases/vendor-port.ts';
import { no, partial, yes } from '../statements.ts';

/** Permissions by list, as asked for when Slack refuses. */
export const PERMISSIONS = {
  members: 'users:read and users:read.email; admin.users:read in an organisation',
  audit: 'auditlogs:read with the token of an organisation owner (auditToken)',
  logs: 'admin, on a paid plan; admin.teams:read in an organisation',
  installed:
    'admin for the integration log; auditlogs:read (auditToken) and admin.teams:read in an organisation',
  apps: 'admin.apps:read and admin.teams:read on the Enterprise plan',
} as const;

const ACT = 'admin.apps:write';

const common = {
  'last-use': no('Slack tells no last use of an app or token'),
  push: partial('deliveries tell of our own app and of people only; the audit log has the others'),
  feed: partial('the audit log is there on the Enterprise plan only', PERMISSIONS.audit),
  directory: yes(PERMISSIONS.members),
  suspend: no(
    'limiting who may use an app is not confirmed to stop its tokens, and uninstalling cannot be undone',
  ),
} as const;

function manual(steps: readonly string[], collateral = 'as in the console'): RevocationRung {
  return { name: 'manual', how: 'manual', reversible: false, collateral, steps };
}

const UNINSTALLED =
  'The bot and every person’s token of the app end at once, for good: a new install gives new tokens. The app is restricted, so that nobody installs it again. Its messages stay.';

const REMOVE_APP = [
  'Open the workspace’s menu > Tools & settings > Manage apps.',
  'Open Installed apps > the app > Configuration.',
  'Choose Remove app.',
];

const REMOVE_CUSTOM = [
  'Open the workspace’s menu > Tools & settings > Manage apps > Custom Integrations.',
  'Open the integration by its name and channel.',
  'Choose Remove (Disable can be undone).',
];

const installation: KindCapabilities = {
  coverage: {
    ...common,
    discover: partial(
      'Slack lists no installed apps: known from logs, bots and, on the Enterprise plan, the audit log as far back as it is kept',
      PERMISSIONS.logs,
      PERMISSIONS.audit,
      PERMISSIONS.members,
    ),
    scopes: partial(
      'as last logged; of an app known by its bot alone they are not told',
      PERMISSIONS.logs,
    ),
    revoke: partial('by API in an organisation only', ACT),
    verify: partial('by the newest log entry of the app, not by a list', PERMISSIONS.logs),
  },
  suspend: [],
  revoke: [
    { name: 'uninstall-app', how: 'api', reversible: false, collateral: UNINSTALLED },
    manual(REMOVE_APP, UNINSTALLED),
  ],
};

const orgApp: KindCapabilities = {
  coverage: {
    ...common,
    discover: partial('only as far back as the audit log is kept', PERMISSIONS.audit),
    scopes: partial('as last audited', PERMISSIONS.audit),
    revoke: yes(ACT),
    verify: partial('by the newest audit entry of the app, not by a list', PERMISSIONS.audit),
  },
  suspend: [],
  revoke: [
    {
      name: 'uninstall-org-app',
      how: 'api',
      reversible: false,
      collateral: `${UNINSTALLED} It ends in every workspace: a single one cannot be taken out.`,
    },
    manual(
      ['Open the organisation’s Settings > Integrations > Installed apps.', 'Uninstall the app.'],
      UNINSTALLED,
    ),
  ],
};

const approval: KindCapabilities = {
  coverage: {
    ...common,
    discover: yes(PERMISSIONS.apps),
    scopes: yes(PERMISSIONS.apps),
    revoke: yes(ACT),
    verify: partial('the list is read again; Slack reads no single approval', PERMISSIONS.apps),
  },
  suspend: [],
  revoke: [
    {
      name: 'restrict-app',
      how: 'api',
      reversible: true,
      collateral: 'Nobody can install the app any more. What is installed stays installed.',
    },
    manual([
      'Open the organisation’s Settings > Integrations > Approved apps.',
      'Choose Restrict at the app.',
    ]),
  ],
};

const userToken: KindCapabilities = {
  coverage: {
    ...common,
    discover: no('Slack tells nobody who has given an app a token'),
    scopes: no('Slack tells nobody what a person gave'),
    push: partial('the end of tokens is told, of our own app only'),
    feed: no('the audit log names no person’s token'),
    revoke: no('only the app itself, or the person, can end one'),
    verify: no('a person’s token cannot be looked up'),
  },
  suspend: [],
  revoke: [
    manual([
      'Ask the person to open the app’s page at Manage apps > the app > Configuration.',
      'Have them choose Revoke at their own authorization.',
      'To end all tokens of the app instead, uninstall it.',
    ]),
  ],
};

const custom: KindCapabilities = {
  coverage: {
    ...common,
    discover: partial('from the integration log of a paid plan', PERMISSIONS.logs),
    scopes: partial('as logged', PERMISSIONS.logs),
    push: no('Slack delivers nothing about custom integrations'),
    feed: no('the audit log has no action for custom integrations'),
    revoke: no('Slack has no method for it'),
    verify: partial('by the newest log entry', PERMISSIONS.logs),
  },
  suspend: [],
  revoke: [manual(REMOVE_CUSTOM)],
};

const mcpServer: KindCapabilities = {
  coverage: {
    ...common,
    discover: partial('the allow-list, where apps no longer installed stay', PERMISSIONS.apps),
    scopes: no('Slack does not tell what a server may do'),
    push: no('Slack delivers nothing about MCP servers'),
    revoke: no('no method is documented'),
    verify: partial('the list is read again', PERMISSIONS.apps),
  },
  suspend: [],
  revoke: [
    manual([
      'Open the organisation’s Settings > Integrations > MCP servers.',
      'Remove the server from the allow-list.',
    ]),
  ],
};

/** The Slack connector's capabilities. */
export const slackCapabilities: ConnectorCapabilities = {
  vendor: 'slack',
  title: 'Slack',
  kinds: {
    'slack-app-installation': installation,
    'slack-org-app': orgApp,
    'slack-app-approval': approval,
    'slack-user-token': userToken,
    'slack-incoming-webhook': custom,
    'slack-legacy-integration': custom,
    'slack-mcp-server': mcpServer,
  },
  push: 'signed',
};
