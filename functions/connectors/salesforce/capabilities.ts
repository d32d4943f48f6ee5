/** What Salesforce lets us see and do, kind by kind, as data. Coverage is never rounded up. */
import type {
  ConnectorCapabilities,
  KindCapabilities,
  RevocationRung,
} from '#use-cases/vendor-port.ts';
import { no, partial, yes } from '../statements.ts';

/** Permissions by list, as asked for when Salesforce answers 403. */
export const PERMISSIONS = {
  tokens: 'Manage Users and Customize Application (without them only own tokens are listed)',
  apps: 'View Setup and Configuration',
  people: 'API Enabled and View Setup and Configuration',
  audit: 'View Setup and Configuration',
} as const;

const CONSOLE = 'Setup > Connected Apps OAuth Usage';

const blockApp: RevocationRung = {
  name: 'manual',
  how: 'manual',
  reversible: true,
  collateral: 'All users of the app lose it at once; sessions of the app end.',
  steps: [`Open ${CONSOLE}.`, 'Choose Block beside the app.', 'Confirm that its user count is 0.'],
};

const PUSH = no('Salesforce announces no authorisation of an app; sweeps find them');
const FEED = partial(
  'the setup audit trail names apps in sentences and no user consents',
  PERMISSIONS.audit,
);

const token: KindCapabilities = {
  coverage: {
    discover: partial('2,500 rows a query; counted and compared', PERMISSIONS.tokens),
    scopes: no('OauthToken does not tell the scopes of a token'),
    'last-use': partial(
      'failed attempts count too; never refreshed is not never used',
      PERMISSIONS.tokens,
    ),
    push: PUSH,
    feed: FEED,
    directory: yes(PERMISSIONS.people),
    suspend: no('freezing the user would stop more than the integration'),
    revoke: yes(PERMISSIONS.tokens),
    verify: yes(PERMISSIONS.tokens),
  },
  suspend: [],
  revoke: [
    {
      name: 'revoke-tokens',
      how: 'api',
      reversible: false,
      residual: 'PT2H',
      collateral: 'The user has to authorise the app again; other users keep it.',
    },
    blockApp,
  ],
};

const app: KindCapabilities = {
  coverage: {
    discover: partial('installed and local apps only; the others show as tokens', PERMISSIONS.apps),
    scopes: no('policies are told, scopes are in metadata only'),
    'last-use': no('told per token only'),
    push: PUSH,
    feed: FEED,
    directory: yes(PERMISSIONS.people),
    suspend: no('blocking needs the metadata API or the console'),
    revoke: no('uninstalling and blocking are done in the console'),
    verify: yes(PERMISSIONS.apps),
  },
  suspend: [],
  revoke: [
    { ...blockApp, steps: [`Open ${CONSOLE}.`, 'Choose Block, then Uninstall, beside the app.'] },
  ],
};

/** The Salesforce connector's capabilities. */
export const salesforceCapabilities: ConnectorCapabilities = {
  vendor: 'salesforce',
  title: 'Salesforce',
  kinds: { 'salesforce-oauth-token': token, 'salesforce-connected-app': app },
  push: 'none',
  // Salesforce states no delay between a revocation and OauthToken: a margin of ours.
  listSettles: 'PT2M',
  limit: {
    calls: 100_000,
    perSeconds: 86_400,
    source: 'Salesforce API request limits, Enterprise Edition, 24 hours',
  },
};
