/** What Okta's API lets us see and do, kind by kind, as data. Coverage is never rounded up. */
import type {
  ConnectorCapabilities,
  KindCapabilities,
  RevocationRung,
} from '#use-cases/vendor-port.ts';
import { no, partial, yes } from '../statements.ts';

/** Permissions by list, as asked for when Okta answers 403. */
export const PERMISSIONS = {
  apiTokens: 'okta.apiTokens.read with an administrator role that lists tokens',
  apps: 'okta.apps.read and okta.appGrants.read',
  services: 'okta.oauthIntegrations.read',
  people: 'okta.users.read',
  log: 'okta.logs.read',
} as const;

const seen = {
  feed: yes(PERMISSIONS.log),
  directory: yes(PERMISSIONS.people),
} as const;

const PUSH_HINT = partial(
  'event hooks carry a static secret: they only say where to look',
  'okta.eventHooks.manage',
);
const PUSH_NONE = no(
  'these events are not offered to event hooks; the log stream or polling has them',
);

/** Longest life of an access token that was issued before a client lost its rights. */
const TOKEN_LIFE = 'PT1H';

/** @param residual the same for a person's hand as for the API: tokens already issued live on */
function manual(steps: readonly string[], residual?: string): RevocationRung {
  return {
    name: 'manual',
    how: 'manual',
    reversible: false,
    residual,
    collateral: 'as in the console',
    steps,
  };
}

const apiToken: KindCapabilities = {
  coverage: {
    discover: yes(PERMISSIONS.apiTokens),
    scopes: no('a token has the roles of its owner; the roles are not read'),
    'last-use': partial(
      'estimated: every call moves the end of a sliding window',
      PERMISSIONS.apiTokens,
    ),
    push: PUSH_HINT,
    ...seen,
    suspend: no('a network restriction could freeze a token; its effect was not tested'),
    revoke: yes('okta.apiTokens.manage'),
    verify: yes(PERMISSIONS.apiTokens),
  },
  suspend: [],
  revoke: [
    {
      name: 'revoke-token',
      how: 'api',
      reversible: false,
      collateral: 'Whatever uses this token stops; Okta sends no replacement.',
    },
    manual(['Open Security > API > Tokens.', 'Revoke the token by its name.']),
  ],
};

const serviceApp: KindCapabilities = {
  coverage: {
    discover: yes(PERMISSIONS.apps),
    scopes: yes('okta.appGrants.read'),
    'last-use': no('Okta tells no last use of an app; the log could be counted'),
    push: PUSH_NONE,
    ...seen,
    suspend: yes('okta.apps.manage'),
    revoke: yes('okta.appGrants.manage', 'okta.apps.manage'),
    verify: yes(PERMISSIONS.apps),
  },
  suspend: [
    {
      name: 'deactivate-app',
      how: 'api',
      reversible: true,
      residual: TOKEN_LIFE,
      collateral: 'Refresh tokens end; group assignments of the app may have to be made again.',
    },
  ],
  revoke: [
    {
      name: 'revoke-grants',
      how: 'api',
      reversible: false,
      residual: TOKEN_LIFE,
      collateral: 'The app loses every granted scope, its refresh tokens, and is deactivated.',
    },
    manual(
      ['Open Applications > Applications > the app.', 'Revoke its API scopes, then deactivate it.'],
      TOKEN_LIFE,
    ),
  ],
};

const apiService: KindCapabilities = {
  coverage: {
    discover: yes(PERMISSIONS.services),
    scopes: yes(PERMISSIONS.services),
    'last-use': no('Okta tells no last use of an API service integration'),
    push: PUSH_NONE,
    ...seen,
    suspend: no('only its secrets could be deactivated one by one; not offered'),
    revoke: yes('okta.oauthIntegrations.manage'),
    verify: yes(PERMISSIONS.services),
  },
  suspend: [],
  revoke: [
    {
      name: 'remove-service',
      how: 'api',
      reversible: false,
      residual: TOKEN_LIFE,
      collateral:
        'The vendor loses all access; a new consent and a new secret are needed to return.',
    },
    manual(
      ['Open Applications > API Service Integrations.', 'Revoke the integration.'],
      TOKEN_LIFE,
    ),
  ],
};

/** The Okta connector's capabilities. */
export const oktaCapabilities: ConnectorCapabilities = {
  vendor: 'okta',
  title: 'Okta',
  settings: {
    host: { about: 'host of the organisation, where the base URL has another one' },
    streamSource: { about: 'source of its log stream on an event bus' },
  },
  kinds: {
    'okta-api-token': apiToken,
    'okta-service-app': serviceApp,
    'okta-api-service': apiService,
  },
  push: 'hint',
  // Okta states no delay; everything is read by its own id, so no proof waits for it: a margin of ours.
  listSettles: 'PT2M',
};
