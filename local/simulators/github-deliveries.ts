/** Signed webhook deliveries as GitHub sends them. Builds them only; the caller posts the bytes. */
import { createHmac, randomUUID } from 'node:crypto';
import type {
  SimDeployKey,
  SimInstallation,
  SimRepository,
  SimToken,
  SimUser,
} from './github-types.ts';
import { deployKeyRow, installationRow, repositoryRow, userRow } from './github-wire.ts';
import type { GitHubWorld } from './github-world.ts';

interface SimDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface DeliveryOptions {
  readonly world: GitHubWorld;
  readonly webhookSecret: string;
  /** Id of the app or organisation the webhook belongs to. */
  readonly hookTargetId: string;
  readonly baseUrl: string;
}

type InstallationAction =
  | 'created'
  | 'deleted'
  | 'suspend'
  | 'unsuspend'
  | 'new_permissions_accepted';

/** Builders of deliveries. A `guid` given twice is a redelivery. */
export interface GitHubDeliveries {
  deliverInstallation(
    action: InstallationAction,
    installation: SimInstallation,
    guid?: string,
  ): SimDelivery;
  deliverRepositories(
    action: 'added' | 'removed',
    change: { installation: SimInstallation; repositories: readonly SimRepository[] },
    guid?: string,
  ): SimDelivery;
  deliverMemberRemoved(user: SimUser, guid?: string): SimDelivery;
  deliverDeployKey(
    action: 'created' | 'deleted',
    key: { key: SimDeployKey; repository: SimRepository },
    guid?: string,
  ): SimDelivery;
  deliverTokenRequest(
    action: 'created' | 'approved' | 'denied' | 'cancelled',
    token: SimToken,
    guid?: string,
  ): SimDelivery;
  deliverAuthorizationRevoked(user: SimUser, guid?: string): SimDelivery;
  deliverPing(guid?: string): SimDelivery;
  /** Any other event, for noise. */
  deliverEvent(event: string, payload: Record<string, unknown>, guid?: string): SimDelivery;
}

/** Signs a body the way GitHub does: HMAC-SHA256 over its bytes, in hex. */
function signBody(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** The builders for one webhook. */
export function createDeliveries(options: DeliveryOptions): GitHubDeliveries {
  const { world } = options;
  const send = (event: string, payload: Record<string, unknown>, guid?: string) =>
    delivery(options, { event, payload, guid: guid ?? randomUUID() });
  return {
    deliverEvent: send,
    deliverInstallation: (action, installation, guid) =>
      send('installation', installationBody(world, action, installation), guid),
    deliverRepositories: (action, change, guid) =>
      send('installation_repositories', repositoriesBody(world, action, change), guid),
    deliverMemberRemoved: (user, guid) => {
      const membership = { state: 'inactive', role: 'member', user: userRow(user) };
      return send('organization', { action: 'member_removed', membership, ...frame(world) }, guid);
    },
    deliverDeployKey: (action, { key, repository }, guid) => {
      const row = deployKeyRow(key, world.full(repository), options.baseUrl);
      const where = { repository: repositoryRow(world, repository), ...frame(world) };
      return send('deploy_key', { action, key: row, ...where }, guid);
    },
    deliverTokenRequest: (action, token, guid) =>
      send('personal_access_token_request', tokenRequest(world, action, token), guid),
    deliverAuthorizationRevoked: (user, guid) =>
      send('github_app_authorization', { action: 'revoked', sender: userRow(user) }, guid),
    deliverPing: (guid) =>
      send('ping', { zen: 'Practicality beats purity.', hook_id: 1, ...frame(world) }, guid),
  };
}

function frame(world: GitHubWorld): Record<string, unknown> {
  const { login, id } = world.org;
  return { organization: { login, id }, sender: userRow(world.admin) };
}

function installationBody(
  world: GitHubWorld,
  action: string,
  installation: SimInstallation,
): Record<string, unknown> {
  return {
    action,
    installation: installationRow(world, installation),
    repositories: installation.repositories.map((name) => ({ full_name: name })),
    requester: null,
    sender: userRow(world.admin),
  };
}

function repositoriesBody(
  world: GitHubWorld,
  action: 'added' | 'removed',
  change: { installation: SimInstallation; repositories: readonly SimRepository[] },
): Record<string, unknown> {
  const { installation, repositories } = change;
  return {
    action,
    installation: installationRow(world, installation),
    repository_selection: installation.selection,
    repositories_added: action === 'added' ? named(world, repositories) : [],
    repositories_removed: action === 'removed' ? named(world, repositories) : [],
    requester: null,
    sender: userRow(world.admin),
  };
}

function named(world: GitHubWorld, repositories: readonly SimRepository[]): unknown[] {
  return repositories.map(({ id, name }) => ({
    id,
    name,
    full_name: `${world.org.login}/${name}`,
  }));
}

/** A request has an id of its own; the grant's id is not in it. */
function tokenRequest(
  world: GitHubWorld,
  action: string,
  token: SimToken,
): Record<string, unknown> {
  return {
    action,
    personal_access_token_request: {
      id: token.id + 500_000,
      owner: userRow(token.owner),
      permissions_added: token.permissions,
      permissions_upgraded: {},
      permissions_result: token.permissions,
      repository_selection: token.selection,
      repository_count: 0,
      created_at: new Date(token.grantedAt).toISOString(),
      token_id: token.tokenId,
      token_name: token.name,
      token_expired: false,
      token_expires_at:
        token.expiresAt === undefined ? null : new Date(token.expiresAt).toISOString(),
      token_last_used_at: null,
    },
    organization: { login: world.org.login, id: world.org.id },
    sender: userRow(action === 'created' ? token.owner : world.admin),
  };
}

function delivery(
  { webhookSecret, hookTargetId }: DeliveryOptions,
  sent: { event: string; payload: Record<string, unknown>; guid: string },
): SimDelivery {
  const body = JSON.stringify(sent.payload);
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/simulated',
      'x-github-event': sent.event,
      'x-github-delivery': sent.guid,
      'x-github-hook-id': '1',
      'x-github-hook-installation-target-type': 'integration',
      'x-github-hook-installation-target-id': hookTargetId,
      'x-hub-signature-256': signBody(body, webhookSecret),
    },
    body,
  };
}
