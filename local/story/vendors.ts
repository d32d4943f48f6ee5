/** The vendors of the story, seeded, and how they are connected with the product's own command line. */
import { type GitHubSimulator, startGitHubSimulator } from '../simulators/github.ts';
import { ACT_CREDENTIAL, READ_CREDENTIAL } from '../simulators/github-auth.ts';
import type { SimInstallation } from '../simulators/github-types.ts';
import { type OktaSimulator, startOktaSimulator } from '../simulators/okta.ts';
import { OKTA_ACT_TOKEN, OKTA_READ_TOKEN, type SimOktaUser } from '../simulators/okta-world.ts';
import {
  SALESFORCE_CLIENT,
  type SalesforceSimulator,
  type SimOauthToken,
  startSalesforceSimulator,
} from '../simulators/salesforce.ts';

import { type SlackSimulator, startSlackSimulator } from '../simulators/slack.ts';
import { SLACK_ACT_TOKEN, SLACK_AUDIT_TOKEN, SLACK_READ_TOKEN } from '../simulators/slack-world.ts';

const DAY_MS = 86_400_000;

/** Older than the policy allows any credential to be. */
const OLD_MS = 400 * DAY_MS;

/** The organisation of the recorded GitHub deliveries. */
export const GITHUB_TENANT = '21031067';
export const GITHUB_ORG = 'Codertocat';
export const GITHUB_SECRET = 'story-github-webhook-secret';
export const OKTA_TENANT = 'acme.okta.com';
export const OKTA_SECRET = 'story-okta-hook-secret';
export const SLACK_TENANT = 'E0STORY';

const SLACK_TEAM = 'T0STORY';
const SLACK_SECRET = 'story-slack-signing-secret';

export interface Vendors {
  readonly github: GitHubSimulator;
  readonly okta: OktaSimulator;
  readonly salesforce: SalesforceSimulator;
  readonly slack: SlackSimulator;
  /** The one whose permissions grow. */
  readonly buildHelper: SimInstallation;
  /** The one who leaves. */
  readonly leaver: SimOktaUser;
  /** The one that grows old while the story is told, and is vouched for. */
  readonly quoteBuilder: SimOauthToken;
  stop(): Promise<void>;
}

/** Starts and seeds the vendors. */
export async function startVendors(): Promise<Vendors> {
  const now = () => Date.now();
  const github = await startGitHubSimulator({
    now,
    org: { id: Number(GITHUB_TENANT), login: GITHUB_ORG },
    enterprise: 'acme',
    webhookSecret: GITHUB_SECRET,
  });
  const okta = await startOktaSimulator({ now, host: OKTA_TENANT, hookSecret: OKTA_SECRET });
  const salesforce = await startSalesforceSimulator();
  const slack = await startSlackSimulator({
    now,
    organisation: SLACK_TENANT,
    teams: [SLACK_TEAM],
    signingSecret: SLACK_SECRET,
  });
  const buildHelper = seedGithub(github);
  seedSlack(slack);
  const { leaver, quoteBuilder } = seedPeople(okta, salesforce);
  return {
    github,
    okta,
    salesforce,
    slack,
    buildHelper,
    leaver,
    quoteBuilder,
    async stop() {
      await Promise.all([github.stop(), okta.stop(), salesforce.stop(), slack.stop()]);
    },
  };
}

function seedGithub({ world }: GitHubSimulator): SimInstallation {
  const mira = world.addMember('mira');
  const buildHelper = world.install({
    slug: 'build-helper',
    permissions: { metadata: 'read', contents: 'read' },
    selection: 'all',
  });
  world.install({
    slug: 'release-notes',
    permissions: { metadata: 'read' },
    selection: 'selected',
  });
  world.addToken({
    owner: mira,
    name: 'ci reporting',
    permissions: { repository: { contents: 'read', metadata: 'read' } },
    expiresAt: Date.now() + 90 * DAY_MS,
  });
  const site = world.addRepository('site');
  world.addDeployKey(site, { title: 'deploy site', readOnly: false });
  return buildHelper;
}

/** An app that is approved and installed, two permissions, and a webhook of old. */
function seedSlack({ world }: SlackSimulator): void {
  const ann = world.addMember('ann@example.com');
  const app = world.addApp('Stand-up Helper');
  const scopes = [{ name: 'chat:write', tokenType: 'bot' }] as const;
  world.decide({ app, where: SLACK_TENANT, scopes, status: 'approved' });
  world.install(app, ann, { scopes: ['chat:write'] });
  world.addCustom('Incoming WebHooks', ann);
}

/** From now on the vendor shows the token as issued long ago. Its question is asked only after this, so
 *  no earlier step's time counts against who answers. */
export function growOld(token: SimOauthToken): void {
  token.createdAt = Date.now() - OLD_MS;
}

/** People, with what they authorised: one old token nobody will vouch for, one of somebody who leaves,
 *  one that will be re-authorised. */
function seedPeople(
  okta: OktaSimulator,
  { world }: SalesforceSimulator,
): Pick<Vendors, 'leaver' | 'quoteBuilder'> {
  const now = Date.now();
  const boss = okta.world.addUser('boss@example.com');
  const leaver = okta.world.addUser('mira@example.com', boss.email);
  const admin = okta.world.addUser('ann@example.com', boss.email);
  okta.world.addToken('hr-sync', admin);
  okta.world.addApp('Log exporter', ['okta.logs.read']);
  okta.world.addService('Log tool', ['okta.logs.read'], admin);
  const crm = world.addApp('Dialer', now - 20 * DAY_MS);
  const mira = world.addUser(leaver.email, boss.email);
  const ann = world.addUser(admin.email, boss.email);
  const fresh = { createdAt: now - 5 * DAY_MS, lastUsedAt: now - DAY_MS };
  const old = { createdAt: now - OLD_MS, lastUsedAt: now - DAY_MS };
  world.authorise(mira, { appName: 'Dialer', app: crm, ...fresh });
  world.authorise(ann, { appName: 'Old Data Loader', ...old });
  const quoteBuilder = world.authorise(ann, { appName: 'Quote Builder', ...fresh });
  return { leaver, quoteBuilder };
}

/** Arguments and environment of `grantline connect` for each vendor. Secrets travel in variables. */
export function connections(
  vendors: Vendors,
): readonly { words: string[]; env: Record<string, string> }[] {
  const secrets = ['--read-env', 'STORY_READ', '--act-env', 'STORY_ACT'];
  const owner = ['--default-owner', 'platform@example.com'];
  return [
    {
      words: [
        'connect',
        'github',
        '--base-url',
        vendors.github.baseUrl,
        '--setting',
        `org=${GITHUB_ORG}`,
        '--setting',
        'enterprise=acme',
        ...secrets,
        '--webhook-env',
        'STORY_HOOK',
        ...owner,
      ],
      env: {
        STORY_READ: JSON.stringify({ token: READ_CREDENTIAL.token }),
        STORY_ACT: JSON.stringify({ token: ACT_CREDENTIAL.token }),
        STORY_HOOK: GITHUB_SECRET,
      },
    },
    {
      words: [
        'connect',
        'okta',
        '--base-url',
        vendors.okta.baseUrl,
        '--setting',
        `host=${OKTA_TENANT}`,
        ...secrets,
        '--webhook-env',
        'STORY_HOOK',
        ...owner,
      ],
      env: {
        STORY_READ: JSON.stringify({ token: OKTA_READ_TOKEN }),
        STORY_ACT: JSON.stringify({ token: OKTA_ACT_TOKEN }),
        STORY_HOOK: OKTA_SECRET,
      },
    },
    {
      words: [
        'connect',
        'salesforce',
        '--base-url',
        vendors.salesforce.baseUrl,
        ...secrets,
        ...owner,
      ],
      env: {
        STORY_READ: JSON.stringify(SALESFORCE_CLIENT),
        STORY_ACT: JSON.stringify(SALESFORCE_CLIENT),
      },
    },
    slackConnection(vendors, [...secrets, ...owner]),
  ];
}

function slackConnection({ slack }: Vendors, options: readonly string[]) {
  return {
    words: [
      'connect',
      'slack',
      '--base-url',
      slack.baseUrl,
      '--webhook-env',
      'STORY_HOOK',
      ...options,
    ],
    env: {
      STORY_READ: JSON.stringify({ token: SLACK_READ_TOKEN, auditToken: SLACK_AUDIT_TOKEN }),
      STORY_ACT: JSON.stringify({ token: SLACK_ACT_TOKEN }),
      STORY_HOOK: SLACK_SECRET,
    },
  };
}
