/**
 * A GitHub that runs on loopback: REST lists, audit log, revocations and app tokens, in the vendor's
 * wire formats. Knows the vendor's side only and shares no code with the connector it proves.
 */
import {
  ACT_CREDENTIAL,
  isAppJwt,
  READ_CREDENTIAL,
  type SimApp,
  type SimCredential,
} from './github-auth.ts';
import { createDeliveries, type GitHubDeliveries } from './github-deliveries.ts';
import { answerCall } from './github-routes.ts';
import { finished, limited, problem } from './github-wire.ts';
import { GitHubWorld } from './github-world.ts';
import {
  type SimulatedAnswer,
  type SimulatedRequest,
  type SimulatorServer,
  startSimulatorServer,
} from './server.ts';

export interface GitHubSimulatorOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly org?: { readonly id: number; readonly login: string };
  readonly enterprise?: string;
  readonly credentials?: readonly SimCredential[];
  readonly app?: SimApp;
  readonly webhookSecret?: string;
  readonly hookTargetId?: string;
}

export interface GitHubSimulator extends GitHubDeliveries {
  readonly baseUrl: string;
  readonly server: SimulatorServer;
  readonly world: GitHubWorld;
  /** Tokens taken now; push to add, splice to revoke. */
  readonly credentials: SimCredential[];
  stop(): Promise<void>;
}

/** Starts a simulated GitHub with one organisation. */
export async function startGitHubSimulator(
  options: GitHubSimulatorOptions,
): Promise<GitHubSimulator> {
  const world = new GitHubWorld({
    now: options.now,
    org: options.org ?? { id: 9001, login: 'acme-lab' },
    enterprise: options.enterprise,
  });
  const credentials = [...(options.credentials ?? [READ_CREDENTIAL, ACT_CREDENTIAL])];
  const gate: Gate = { options, world, credentials };
  const server = await startSimulatorServer((request) =>
    finished(admit(gate, request, server.baseUrl), request, options.now()),
  );
  const { baseUrl } = server;
  const deliveries = createDeliveries({
    world,
    webhookSecret: options.webhookSecret ?? 'simulated-webhook-secret',
    hookTargetId: options.hookTargetId ?? '770011',
    baseUrl,
  });
  return { ...deliveries, baseUrl, server, world, credentials, stop: () => server.stop() };
}

interface Gate {
  readonly options: GitHubSimulatorOptions;
  readonly world: GitHubWorld;
  readonly credentials: SimCredential[];
}

/** Lets a call in, or refuses it as GitHub does: agent, credential, rate limit, then the route. */
function admit(gate: Gate, request: SimulatedRequest, baseUrl: string): SimulatedAnswer {
  const { options, world, credentials } = gate;
  world.settle();
  if (!request.headers['user-agent']) {
    return problem(403, 'Request forbidden by administrative rules.');
  }
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  const minting = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(request.url.pathname);
  if (minting !== null && request.method === 'POST') return mint(gate, bearer, minting[1]);
  const caller = credentials.find(
    (one) => one.token === bearer && (one.expiresAt ?? Number.POSITIVE_INFINITY) > options.now(),
  );
  if (caller === undefined) return problem(401);
  if (world.behaviour.rateLimit !== undefined) return limited(world.behaviour.rateLimit);
  return answerCall({ request, caller, world, baseUrl });
}

function mint(
  { options, world, credentials }: Gate,
  jwt: string | undefined,
  installationId: string | undefined,
): SimulatedAnswer {
  const { app } = options;
  if (jwt === undefined || app === undefined || !isAppJwt(jwt, app, options.now())) {
    return problem(401, 'A JSON web token could not be decoded');
  }
  if (installationId !== app.installationId) return problem(404);
  const expiresAt = options.now() + 3_600_000;
  const token = `simulated-installation-token-${world.nextId()}`;
  credentials.push({ token, app: true, permissions: app.permissions, expiresAt });
  return {
    status: 201,
    body: { token, expires_at: new Date(expiresAt).toISOString(), permissions: app.permissions },
  };
}
