/** What GitHub's API lets us see and do, kind by kind, as data. Coverage is never rounded up. */
import type { IntegrationKind } from '#events/vocabulary.ts';
import type {
  ConnectorCapabilities,
  KindCapabilities,
  RevocationRung,
} from '#use-cases/vendor-port.ts';
import { no, partial, yes } from '../statements.ts';

/** Permission that shows the installations of an organisation. */
export const INSTALLATIONS_PERMISSION = 'organization Administration: read';
/** Permission that shows fine-grained tokens; only GitHub Apps can hold it. */
export const TOKENS_PERMISSION = 'organization Personal access tokens: read (GitHub App only)';
/** Permission that shows deploy keys. */
export const DEPLOY_KEYS_PERMISSION = 'repository Administration: read, on all repositories';
/** Permission that shows the audit log (Enterprise Cloud). */
export const AUDIT_PERMISSION = 'organization Administration: read (read:audit_log for a token)';

const FEED = partial(
  'Enterprise Cloud only; rows name no app id and no scopes, so they only say what to read again',
  AUDIT_PERMISSION,
);
const DIRECTORY = partial(
  'only members who are removed are told; there is no list of people',
  'members: read',
);

const CONSOLE = 'Organization settings > Third-party Access > GitHub Apps > Configure';

const installation: KindCapabilities = {
  coverage: {
    discover: yes(INSTALLATIONS_PERMISSION),
    scopes: partial(
      'permissions and repository selection; which repositories were selected is hidden from others',
      INSTALLATIONS_PERMISSION,
    ),
    'last-use': no('GitHub tells no last use of an installation'),
    push: partial(
      'an installation event reaches only the webhook of that same app',
      'a webhook of the app itself',
    ),
    feed: FEED,
    directory: DIRECTORY,
    suspend: no('no API for apps of others; an owner can suspend in the console'),
    revoke: partial(
      'by API only where our app is installed on the enterprise; else in the console',
      'enterprise organization installations: write',
    ),
    verify: partial(
      'the list is read again; nobody else can try its tokens',
      INSTALLATIONS_PERMISSION,
    ),
  },
  suspend: [
    {
      name: 'manual-suspend',
      how: 'manual',
      reversible: true,
      collateral: 'API access and webhooks of the app stop for the whole organisation.',
      steps: [`Open ${CONSOLE} of the app.`, 'Choose Suspend under "Danger zone".'],
    },
  ],
  revoke: [
    {
      name: 'enterprise-uninstall',
      how: 'api',
      reversible: false,
      collateral:
        'The app loses the whole organisation. Users who authorised it keep their own authorisation.',
    },
    {
      name: 'manual',
      how: 'manual',
      reversible: false,
      collateral:
        'The app loses the whole organisation. Users who authorised it keep their own authorisation.',
      steps: [`Open ${CONSOLE} of the app.`, 'Choose Uninstall under "Danger zone".'],
    },
  ],
};

const TOKEN_COLLATERAL =
  'The token keeps public data of the organisation and what its owner may reach elsewhere.';

const token: KindCapabilities = {
  coverage: {
    discover: yes(TOKENS_PERMISSION),
    scopes: partial(
      'permissions and selection; names of selected repositories are not read',
      TOKENS_PERMISSION,
    ),
    'last-use': yes(TOKENS_PERMISSION),
    push: partial(
      'approved requests are pushed; revocations and auto-approved tokens are not',
      'organization Personal access token requests: read',
    ),
    feed: FEED,
    directory: DIRECTORY,
    suspend: no('GitHub has no reversible stop for a token'),
    revoke: yes('organization Personal access tokens: write (GitHub App only)'),
    verify: partial('the list is read again; nobody else can try the token', TOKENS_PERMISSION),
  },
  suspend: [],
  revoke: [
    { name: 'revoke-token', how: 'api', reversible: false, collateral: TOKEN_COLLATERAL },
    {
      name: 'manual',
      how: 'manual',
      reversible: false,
      collateral: TOKEN_COLLATERAL,
      steps: [
        'Open Organization settings > Third-party Access > Personal access tokens > Active tokens.',
        'Open the token and choose Revoke.',
      ],
    },
  ],
};

const KEY_COLLATERAL = 'Every machine that uses this key loses the repository.';

const deployKey: KindCapabilities = {
  coverage: {
    discover: partial(
      'only repositories the credential can administer; one call per repository',
      DEPLOY_KEYS_PERMISSION,
    ),
    scopes: yes(DEPLOY_KEYS_PERMISSION),
    'last-use': yes(DEPLOY_KEYS_PERMISSION),
    push: yes('an organisation webhook with the event "Deploy keys"'),
    feed: FEED,
    directory: DIRECTORY,
    suspend: no('GitHub has no reversible stop for a single deploy key'),
    revoke: yes('repository Administration: write, on all repositories'),
    verify: partial('the key is read again; nobody else can try it', DEPLOY_KEYS_PERMISSION),
  },
  suspend: [],
  revoke: [
    { name: 'delete-key', how: 'api', reversible: false, collateral: KEY_COLLATERAL },
    {
      name: 'manual',
      how: 'manual',
      reversible: false,
      collateral: KEY_COLLATERAL,
      steps: ['Open the repository > Settings > Deploy keys.', 'Choose Delete beside the key.'],
    },
  ],
};

/** Capabilities of the GitHub connector. */
export const githubCapabilities: ConnectorCapabilities = {
  vendor: 'github',
  title: 'GitHub',
  settings: {
    org: { about: 'login of the organisation', needed: true },
    enterprise: { about: 'slug of the enterprise; without it an uninstall is a task for people' },
  },
  kinds: {
    'github-app-installation': installation,
    'github-fine-grained-token': token,
    'github-deploy-key': deployKey,
  },
  push: 'signed',
  // GitHub states no delay between a change and its lists: a margin of ours.
  listSettles: 'PT2M',
  limit: {
    calls: 5000,
    perSeconds: 3600,
    source: 'GitHub REST API, primary rate limit of an authenticated caller',
  },
};

/** A rung of a kind's ladder by its name. */
export function rungOf(
  kind: IntegrationKind,
  ladder: 'suspend' | 'revoke',
  name: string,
): RevocationRung | undefined {
  return githubCapabilities.kinds[kind]?.[ladder].find((rung) => rung.name === name);
}
