/** Routes of the simulated Slack: 200 with `ok: false` for what it refuses, cursors, counted pages,
 *  rate limits, an audit log newest first whose cursor forgets the other arguments. */
import type { SimulatedAnswer, SimulatedRequest } from './server.ts';
import { auditAnswer } from './slack-audit.ts';
import {
  type SimApp,
  type SimDecision,
  SLACK_ACT_TOKEN,
  SLACK_READ_TOKEN,
  type SlackWorld,
} from './slack-world.ts';

export interface SlackCall {
  readonly world: SlackWorld;
  readonly args: URLSearchParams;
}

const ok = (body: object): SimulatedAnswer => ({ status: 200, body: { ok: true, ...body } });
const refused = (error: string): SimulatedAnswer => ({ status: 200, body: { ok: false, error } });

/** Lets a call in, then answers it. */
export function answerSlack(request: SimulatedRequest, world: SlackWorld): SimulatedAnswer {
  const { url, method, body, headers } = request;
  const limit = world.behaviour.rateLimitSeconds;
  if (limit !== undefined) return rateLimited(limit);
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (url.pathname === '/audit/v1/logs') return auditAnswer(world, url.searchParams, token);
  const name = /^\/api\/([\w.]+)$/.exec(url.pathname)?.[1] ?? '';
  const route = ROUTES.get(name);
  if (route === undefined) return refused('unknown_method');
  if (token !== SLACK_READ_TOKEN && token !== SLACK_ACT_TOKEN) return refused('invalid_auth');
  const isAct = token === SLACK_ACT_TOKEN && method === 'POST';
  return (
    notAllowed(world, name, isAct) ??
    route({ world, args: method === 'POST' ? new URLSearchParams(body) : url.searchParams })
  );
}

/** @param seconds 0 for an answer that tells no time */
function rateLimited(seconds: number): SimulatedAnswer {
  return {
    status: 429,
    headers: seconds > 0 ? { 'retry-after': String(seconds) } : {},
    body: { ok: false, error: 'ratelimited' },
  };
}

function notAllowed(world: SlackWorld, name: string, isAct: boolean): SimulatedAnswer | undefined {
  const word = world.behaviour.refused.get(name);
  if (word !== undefined) return refused(word);
  if (name.startsWith('admin.') && world.organisation === undefined) {
    return refused('feature_not_enabled');
  }
  return CHANGES.has(name) && !isAct ? refused('missing_scope') : undefined;
}

/** A page by an opaque cursor that ends in `=`. */
function paged({ world, args }: SlackCall, name: string, rows: readonly object[]) {
  const size = Math.min(Number(args.get('limit') ?? '100'), world.behaviour.rowsMax);
  const cursor = args.get('cursor');
  const start = cursor === null ? 0 : Number(/^at:(\d+)$/.exec(atob(cursor))?.[1] ?? 'NaN');
  if (Number.isNaN(start)) return refused('invalid_cursor');
  const end = start + size;
  const next = end < rows.length ? btoa(`at:${String(end).padStart(4, '0')}`) : '';
  return ok({ [name]: rows.slice(start, end), response_metadata: { next_cursor: next } });
}

function appRow({ id, name }: SimApp): object {
  return {
    id,
    name,
    description: '',
    help_url: '',
    app_homepage_url: 'https://helper.example',
    is_app_directory_approved: false,
    is_internal: false,
    additional_info: '',
  };
}

function decisionRow({ app, scopes, at }: SimDecision): object {
  return {
    app: appRow(app),
    scopes: scopes.map(({ name, tokenType }) => ({
      name,
      description: '',
      is_sensitive: false,
      token_type: tokenType,
    })),
    date_updated: at,
    last_resolved_by: { actor_id: 'W0SIMADMIN', actor_type: 'user' },
  };
}

/** `certified` left out or false hides certified apps. */
const decisions = (status: SimDecision['status'], list: string) => (call: SlackCall) => {
  const { world, args } = call;
  const team = args.get('team_id');
  const where = team ?? args.get('enterprise_id');
  if (team !== null && args.get('enterprise_id') !== null) return refused('invalid_arguments');
  const certified = args.get('certified') === 'true';
  const rows = world.decisions.filter(
    (one) => one.status === status && one.where === where && one.app.certified === certified,
  );
  return paged(call, list, rows.map(decisionRow));
};

function memberRows(world: SlackWorld): object[] {
  const people = world.members.map(({ id, email, name, teamId, deleted }) => ({
    id,
    team_id: teamId,
    name,
    deleted,
    is_bot: false,
    profile: { email, real_name: name },
  }));
  const bots = world.installs.map(({ app, where }) => ({
    id: app.botId,
    team_id: where,
    name: app.name,
    deleted: false,
    is_bot: true,
    profile: {
      real_name: app.name.toLowerCase(),
      api_app_id: app.id,
      bot_id: `B${app.botId.slice(1)}`,
    },
  }));
  return [...people, ...bots];
}

/** Pages are counted; an organisation must say which workspace it means. */
function integrationLogs({ world, args }: SlackCall): SimulatedAnswer {
  const team = args.get('team_id') ?? (world.organisation === undefined ? world.teams[0] : null);
  if (team === null) return refused('missing_argument');
  const count = Math.min(Number(args.get('count') ?? '100'), world.behaviour.rowsMax);
  const page = Number(args.get('page') ?? '1');
  const rows = world.logs
    .filter(({ teamId }) => teamId === team)
    .map(({ row }) => row)
    .filter((row) => matches(row, args, 'app_id') && matches(row, args, 'service_id'))
    .reverse();
  const pages = Math.max(1, Math.ceil(rows.length / count));
  return ok({
    logs: rows.slice((page - 1) * count, page * count),
    paging: { count, total: rows.length, page, pages },
  });
}

function matches(row: Record<string, string>, args: URLSearchParams, name: string): boolean {
  const wanted = args.get(name);
  return wanted === null || row[name] === wanted;
}

function uninstall({ world, args }: SlackCall): SimulatedAnswer {
  const where = args.get('enterprise_id') ?? args.get('team_ids');
  if (where === null) return refused('specify_enterprise_or_teams');
  const found = world.installs.filter(({ app }) => app.id === args.get('app_id'));
  if (found.length === 0) return refused('app_not_found');
  const wide = found.some((one) => one.where === world.organisation);
  if (wide && where !== world.organisation) return refused('must_revoke_access');
  if (world.behaviour.liesAboutRevocation) return ok({});
  const teams = where.split(',');
  for (const one of found) if (wide || teams.includes(one.where)) world.uninstall(one);
  return ok({});
}

/** Ends the approval and nothing that is installed. */
function restrict({ world, args }: SlackCall): SimulatedAnswer {
  const where = args.get('team_id') ?? args.get('enterprise_id') ?? '';
  const id = args.get('app_id');
  const app = [...world.decisions, ...world.installs].find((one) => one.app.id === id)?.app;
  if (app === undefined) return refused('app_not_found');
  if (!world.behaviour.liesAboutRevocation) {
    world.decide({ app, where, scopes: [], status: 'restricted' });
  }
  return ok({});
}

const CHANGES: ReadonlySet<string> = new Set(['admin.apps.uninstall', 'admin.apps.restrict']);

const ROUTES: ReadonlyMap<string, (call: SlackCall) => SimulatedAnswer> = new Map(
  Object.entries<(call: SlackCall) => SimulatedAnswer>({
    'auth.test': ({ world }) => {
      const { organisation, teams } = world;
      const base = { url: 'https://acme.slack.com/', team: 'Acme', user_id: 'U0SIMADMIN' };
      return organisation === undefined
        ? ok({ ...base, team_id: teams[0] })
        : ok({
            ...base,
            team_id: organisation,
            enterprise_id: organisation,
            is_enterprise_install: true,
          });
    },
    'users.list': (call) => paged(call, 'members', memberRows(call.world)),
    'users.info': ({ world, args }) => {
      const row = memberRows(world).find((one) => 'id' in one && one.id === args.get('user'));
      return row === undefined ? refused('user_not_found') : ok({ user: row });
    },
    'team.integrationLogs': integrationLogs,
    'admin.teams.list': (call) =>
      paged(
        call,
        'teams',
        call.world.teams.map((id) => ({ id, name: id, primary_owner: null })),
      ),
    'admin.users.list': (call) =>
      paged(
        call,
        'users',
        call.world.members.map(({ id, email, name, teamId, deleted }) => ({
          id,
          email,
          full_name: name,
          is_active: !deleted,
          is_bot: false,
          workspaces: [teamId],
        })),
      ),
    'admin.apps.approved.list': decisions('approved', 'approved_apps'),
    'admin.apps.restricted.list': decisions('restricted', 'restricted_apps'),
    'admin.apps.mcp.servers.list': (call) =>
      paged(
        call,
        'servers',
        call.world.servers.map(({ id, name, url, app }) => ({
          server_id: id,
          server_name: name,
          url,
          auth_type: 'oauth',
          app_id: app.id,
          app_name: app.name,
        })),
      ),
    'admin.apps.uninstall': uninstall,
    'admin.apps.restrict': restrict,
  }),
);
