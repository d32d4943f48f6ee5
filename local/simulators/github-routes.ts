/** The calls the simulated GitHub answers, each with the permission it asks for. */
import type { SimCredential } from './github-auth.ts';
import type { SimLevel } from './github-types.ts';
import {
  auditPageOf,
  deployKeyRow,
  installationRow,
  pageOf,
  problem,
  repositoryRow,
  tokenRow,
  userRow,
} from './github-wire.ts';
import type { GitHubWorld } from './github-world.ts';
import type { SimulatedAnswer, SimulatedRequest } from './server.ts';

interface Call {
  readonly request: SimulatedRequest;
  readonly caller: SimCredential;
  readonly world: GitHubWorld;
  readonly baseUrl: string;
  /** Groups of the route's pattern. */
  readonly parts: readonly string[];
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly permission?: readonly [name: string, level: SimLevel];
  readonly appOnly?: boolean;
  readonly answer: (call: Call) => SimulatedAnswer;
}

const NO_CONTENT: SimulatedAnswer = { status: 204 };

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/orgs\/[^/]+$/,
    answer: ({ world }) => ({
      status: 200,
      body: { login: world.org.login, id: world.org.id, type: 'Organization' },
    }),
  },
  {
    method: 'GET',
    path: /^\/orgs\/[^/]+\/installations$/,
    permission: ['organization_administration', 'read'],
    answer: (call) =>
      pageOf(
        call.world.installations.map((one) => installationRow(call.world, one)),
        { ...call, wrap: (rows, total) => ({ total_count: total, installations: rows }) },
      ),
  },
  {
    method: 'GET',
    path: /^\/orgs\/[^/]+\/personal-access-tokens$/,
    permission: ['organization_personal_access_tokens', 'read'],
    appOnly: true,
    answer: listTokens,
  },
  {
    method: 'POST',
    path: /^\/orgs\/[^/]+\/personal-access-tokens\/(\d+)$/,
    permission: ['organization_personal_access_tokens', 'write'],
    appOnly: true,
    answer: revokeToken,
  },
  {
    method: 'GET',
    path: /^\/orgs\/[^/]+\/repos$/,
    permission: ['metadata', 'read'],
    answer: (call) =>
      pageOf(
        call.world.repositories.map((one) => repositoryRow(call.world, one)),
        call,
      ),
  },
  {
    method: 'GET',
    path: /^\/orgs\/[^/]+\/members$/,
    answer: (call) => pageOf(call.world.members.map(userRow), call),
  },
  {
    method: 'GET',
    path: /^\/orgs\/[^/]+\/audit-log$/,
    permission: ['organization_administration', 'read'],
    answer: (call) => auditPageOf(call),
  },
  {
    method: 'GET',
    path: /^\/installation\/repositories$/,
    appOnly: true,
    answer: ({ caller }) => ({
      status: 200,
      body: { total_count: 0, repository_selection: caller.selection ?? 'all', repositories: [] },
    }),
  },
  {
    method: 'GET',
    path: /^\/repos\/([^/]+\/[^/]+)\/keys$/,
    permission: ['administration', 'read'],
    answer: listKeys,
  },
  {
    method: 'GET',
    path: /^\/repos\/([^/]+\/[^/]+)\/keys\/(\d+)$/,
    permission: ['administration', 'read'],
    answer: (call) => {
      const key = keyOf(call);
      return key === undefined
        ? problem(404)
        : { status: 200, body: deployKeyRow(key, call.parts[0] ?? '', call.baseUrl) };
    },
  },
  {
    method: 'DELETE',
    path: /^\/repos\/([^/]+\/[^/]+)\/keys\/(\d+)$/,
    permission: ['administration', 'write'],
    answer: (call) => removed(call.world, keyOf(call)),
  },
  {
    method: 'DELETE',
    path: /^\/enterprises\/([^/]+)\/apps\/organizations\/[^/]+\/installations\/(\d+)$/,
    permission: ['enterprise_organization_installations', 'write'],
    answer: ({ world, parts }) =>
      world.enterprise !== parts[0]
        ? problem(404)
        : removed(
            world,
            world.installations.find((one) => String(one.id) === parts[1]),
          ),
  },
];

/** A success whatever becomes of it: the lying, the late and the honest vendor look alike here. */
function removed(world: GitHubWorld, thing: { goneAt?: number } | undefined): SimulatedAnswer {
  if (thing === undefined) return problem(404);
  world.acceptRemoval(thing);
  return NO_CONTENT;
}

function listTokens(call: Call): SimulatedAnswer {
  const wanted = call.request.url.searchParams.getAll('token_id[]');
  const tokens = call.world.tokens.filter(
    (token) => wanted.length === 0 || wanted.includes(String(token.tokenId)),
  );
  return pageOf(
    tokens.map((token) => tokenRow(call.world, token, call.baseUrl)),
    call,
  );
}

function revokeToken({ world, parts, request }: Call): SimulatedAnswer {
  let action: unknown;
  try {
    action = JSON.parse(request.body).action;
  } catch {
    return problem(400, 'Problems parsing JSON');
  }
  if (action !== 'revoke') return problem(422);
  return removed(
    world,
    world.tokens.find((one) => String(one.id) === parts[0]),
  );
}

function listKeys(call: Call): SimulatedAnswer {
  const name = call.parts[0] ?? '';
  const repository = call.world.repositories.find((one) => call.world.full(one) === name);
  if (repository === undefined) return problem(404);
  return pageOf(
    repository.keys.map((key) => deployKeyRow(key, name, call.baseUrl)),
    call,
  );
}

function keyOf({ world, parts }: Call) {
  const repository = world.repositories.find((one) => world.full(one) === parts[0]);
  return repository?.keys.find((key) => String(key.id) === parts[1]);
}

function mayDo(caller: SimCredential, route: Route): boolean {
  if (route.appOnly === true && !caller.app) return false;
  if (route.permission === undefined) return true;
  const [name, level] = route.permission;
  const held = caller.permissions[name];
  return held !== undefined && (level === 'read' || held !== 'read');
}

/** Answers a call whose caller is known. Another organisation does not exist here. */
export function answerCall(call: Omit<Call, 'parts'>): SimulatedAnswer {
  const { org } = call.world;
  const path = call.request.url.pathname.replace(`/organizations/${org.id}`, `/orgs/${org.login}`);
  const named = /^\/orgs\/([^/]+)/.exec(path)?.[1];
  if (named !== undefined && named.toLowerCase() !== org.login.toLowerCase()) return problem(404);
  for (const route of ROUTES) {
    const match = route.method === call.request.method ? route.path.exec(path) : null;
    if (match === null) continue;
    if (!mayDo(call.caller, route)) return problem(403);
    return route.answer({ ...call, parts: match.slice(1) });
  }
  return problem(404);
}
