/** Routes of the simulated Okta: lists with Link headers, point reads, deletions, rate limits. */
import {
  OKTA_ACT_TOKEN,
  OKTA_READ_TOKEN,
  type OktaWorld,
  type SimApiService,
  type SimApiToken,
  type SimOktaApp,
  type SimOktaUser,
} from './okta-world.ts';
import type { SimulatedAnswer, SimulatedRequest } from './server.ts';

interface Call {
  readonly request: SimulatedRequest;
  readonly world: OktaWorld;
  readonly baseUrl: string;
  readonly now: number;
}

const iso = (at: number) => new Date(at).toISOString();

function problem(status: number, errorCode: string, errorSummary: string): SimulatedAnswer {
  return {
    status,
    body: { errorCode, errorSummary, errorLink: errorCode, errorId: 'oaeSim', errorCauses: [] },
  };
}

const GONE = problem(404, 'E0000007', 'Not found: Resource not found');

/** Lets a call in, then answers it. */
export function answerOkta(call: Call): SimulatedAnswer {
  const { request, world, now } = call;
  const { method, url } = request;
  const token = /^SSWS (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token !== OKTA_READ_TOKEN && token !== OKTA_ACT_TOKEN) {
    return problem(401, 'E0000011', 'Invalid token provided');
  }
  const limit = world.behaviour.rateLimitSeconds;
  if (limit !== undefined) {
    return {
      ...problem(429, 'E0000047', 'API call exceeded rate limit due to too many requests.'),
      headers: {
        'x-rate-limit-limit': '60',
        'x-rate-limit-remaining': '0',
        'x-rate-limit-reset': String(Math.ceil(now / 1000) + limit),
        date: new Date(now).toUTCString(),
      },
    };
  }
  if (world.behaviour.forbidden.has(url.pathname)) return problem(403, 'E0000006', 'Access denied');
  if (method !== 'GET' && token !== OKTA_ACT_TOKEN)
    return problem(403, 'E0000006', 'Access denied');
  return method === 'GET' ? answerRead(call) : answerChange(call);
}

function answerRead(call: Call): SimulatedAnswer {
  const { world, request } = call;
  const { pathname, searchParams } = request.url;
  const grants = /^\/api\/v1\/apps\/([^/]+)\/grants$/.exec(pathname);
  if (grants !== null) return grantsOf(world, grants[1]);
  switch (pathname) {
    case '/api/v1/users': {
      const left = searchParams.get('filter')?.includes('DEPROVISIONED') ?? false;
      const users = world.users.filter((one) => (one.status === 'DEPROVISIONED') === left);
      return listed(call, users.map(userRow));
    }
    case '/api/v1/api-tokens':
      return listed(call, world.tokens.map(tokenRow));
    case '/api/v1/apps':
      return listed(call, world.apps.map(appRow));
    case '/integrations/api/v1/api-services':
      return listed(call, world.services.map(serviceRow));
    case '/api/v1/logs':
      return logPage(call);
    default:
      return single(world, pathname);
  }
}

function single(world: OktaWorld, pathname: string): SimulatedAnswer {
  const id = pathname.split('/').at(-1);
  const row =
    first(world.users, id, userRow) ??
    first(world.tokens, id, tokenRow) ??
    first(world.apps, id, appRow) ??
    first(world.services, id, serviceRow);
  return row === undefined ? GONE : { status: 200, body: row };
}

function first<Thing extends { id: string }>(
  things: readonly Thing[],
  id: string | undefined,
  row: (thing: Thing) => object,
): object | undefined {
  const found = things.find((one) => one.id === id);
  return found === undefined ? undefined : row(found);
}

/** Pages by an opaque `after`, with `self` and `next` links. */
function listed(call: Call, rows: readonly object[]): SimulatedAnswer {
  const { url } = call.request;
  const limit = Number(url.searchParams.get('limit') ?? '200');
  const start = Number(url.searchParams.get('after') ?? '0');
  const end = start + limit;
  const links = [`<${call.baseUrl}${url.pathname}${url.search}>; rel="self"`];
  if (end < rows.length) {
    const next = new URL(url.pathname + url.search, call.baseUrl);
    next.searchParams.set('after', String(end));
    links.push(`<${next.href}>; rel="next"`);
  }
  return { status: 200, headers: { link: links.join(', ') }, body: rows.slice(start, end) };
}

/** The log always names a next link, also on an empty page. */
function logPage({ request, world, baseUrl }: Call): SimulatedAnswer {
  const { searchParams } = request.url;
  const start = Number(searchParams.get('after') ?? '0');
  const end = Math.min(world.log.length, start + Number(searchParams.get('limit') ?? '100'));
  const next = `<${baseUrl}/api/v1/logs?after=${end}&limit=1000>; rel="next"`;
  return { status: 200, headers: { link: next }, body: world.log.slice(start, end) };
}

function answerChange({ request, world }: Call): SimulatedAnswer {
  const { pathname } = request.url;
  const lifecycle = /^\/api\/v1\/apps\/([^/]+)\/lifecycle\/(activate|deactivate)$/.exec(pathname);
  if (lifecycle !== null) {
    const app = world.apps.find((one) => one.id === lifecycle[1]);
    if (app === undefined) return GONE;
    app.status = lifecycle[2] === 'activate' ? 'ACTIVE' : 'INACTIVE';
    return { status: 200, body: {} };
  }
  const done: SimulatedAnswer = { status: 204 };
  if (world.behaviour.liesAboutRevocation) return done;
  const grant = /^\/api\/v1\/apps\/([^/]+)\/grants\/([^/]+)$/.exec(pathname);
  if (grant !== null) {
    const app = world.apps.find((one) => one.id === grant[1]);
    if (app === undefined) return GONE;
    app.scopes = app.scopes.filter((scope) => grantId(scope) !== grant[2]);
    return done;
  }
  if (/^\/api\/v1\/apps\/[^/]+\/tokens$/.test(pathname)) return done;
  return removed(world, pathname.split('/').at(-1)) ? done : GONE;
}

function removed(world: OktaWorld, id: string | undefined): boolean {
  const before = world.tokens.length + world.services.length;
  world.tokens = world.tokens.filter((one) => one.id !== id);
  world.services = world.services.filter((one) => one.id !== id);
  return world.tokens.length + world.services.length < before;
}

function grantId(scope: string): string {
  return `oag-${scope}`;
}

function grantsOf(world: OktaWorld, id: string | undefined): SimulatedAnswer {
  const app = world.apps.find((one) => one.id === id);
  if (app === undefined) return GONE;
  return {
    status: 200,
    body: app.scopes.map((scopeId) => ({
      id: grantId(scopeId),
      status: 'ACTIVE',
      scopeId,
      clientId: app.id,
    })),
  };
}

function userRow(user: SimOktaUser): object {
  return {
    id: user.id,
    status: user.status,
    statusChanged: iso(user.changedAt),
    profile: {
      email: user.email,
      login: user.email,
      displayName: user.email,
      manager: user.manager ?? null,
    },
  };
}

const WINDOW_MS = 30 * 86_400_000;

function tokenRow(token: SimApiToken): object {
  return {
    id: token.id,
    name: token.name,
    userId: token.userId,
    clientName: 'Okta API',
    tokenWindow: 'P30D',
    network: { connection: 'ANYWHERE' },
    created: iso(token.createdAt),
    expiresAt: iso(token.lastUsedAt + WINDOW_MS),
  };
}

function appRow(app: SimOktaApp): object {
  return {
    id: app.id,
    name: 'oidc_client',
    label: app.label,
    status: app.status,
    signOnMode: 'OPENID_CONNECT',
    created: iso(app.createdAt),
    settings: { oauthClient: { application_type: 'service', redirect_uris: [] } },
    credentials: {
      oauthClient: { client_id: app.id, token_endpoint_auth_method: 'private_key_jwt' },
    },
  };
}

function serviceRow(service: SimApiService): object {
  return {
    id: service.id,
    name: service.name,
    type: service.type,
    createdAt: iso(service.createdAt),
    createdBy: service.createdBy,
    grantedScopes: service.scopes,
  };
}
