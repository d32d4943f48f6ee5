/**
 * A Salesforce that runs on loopback: the token endpoint, the queries a connector makes, revocation, in
 * the vendor's wire formats. Knows the vendor's side only; of SOQL just what those queries use.
 */
import {
  type SimulatedAnswer,
  type SimulatedRequest,
  type SimulatorServer,
  startSimulatorServer,
} from './server.ts';

export const SALESFORCE_CLIENT = {
  clientId: 'simulated-consumer-key',
  clientSecret: 'simulated-consumer-secret',
} as const;
const ACCESS_TOKEN = '00Dsim!simulated-access-token';

export interface SimSalesforceUser {
  readonly Id: string;
  readonly Username: string;
  IsActive: boolean;
  ManagerEmail?: string;
}

export interface SimOauthToken {
  readonly AppName: string;
  readonly ApplicationId?: string;
  readonly UserId: string;
  createdAt: number;
  lastUsedAt?: number;
  readonly DeleteToken: string;
}

export interface SimConnectedApp {
  readonly Id: string;
  readonly Name: string;
  createdAt: number;
}

/** One organisation, mutable. Times are epoch milliseconds. */
export class SalesforceWorld {
  readonly organizationId = '00D000000000001EAA';
  users: SimSalesforceUser[] = [];
  tokens: SimOauthToken[] = [];
  apps: SimConnectedApp[] = [];
  audit: { Action: string; Display: string; at: number }[] = [];
  /** Whom the connector runs as: the only one whose tokens show when a permission is lost. */
  runningUserId = '';
  readonly behaviour = {
    /** What the running user may do; without either, others' tokens vanish without an error. */
    permissions: { PermissionsManageUsers: true, PermissionsCustomizeApplication: true },
    /** Rows the list holds back although they are counted. */
    hiddenTokens: 0,
    liesAboutRevocation: false,
    limitExceeded: false,
  };
  #serial = 0;

  #id(prefix: string): string {
    this.#serial += 1;
    return `${prefix}${String(this.#serial).padStart(12, '0')}AAA`;
  }

  addUser(Username: string, ManagerEmail?: string): SimSalesforceUser {
    const user = { Id: this.#id('005'), Username, IsActive: true, ManagerEmail };
    this.users.push(user);
    return user;
  }

  addApp(Name: string, createdAt: number): SimConnectedApp {
    const app = { Id: this.#id('0H4'), Name, createdAt };
    this.apps.push(app);
    return app;
  }

  /** A user authorises an app; without an installed app the token is a ghost. */
  authorise(
    user: SimSalesforceUser,
    token: { appName: string; app?: SimConnectedApp; createdAt: number; lastUsedAt?: number },
  ): SimOauthToken {
    const added: SimOauthToken = {
      AppName: token.appName,
      ApplicationId: token.app?.Id,
      UserId: user.Id,
      createdAt: token.createdAt,
      lastUsedAt: token.lastUsedAt,
      DeleteToken: `delete-${this.#id('tok')}`,
    };
    this.tokens.push(added);
    return added;
  }
}

export interface SalesforceSimulator {
  readonly baseUrl: string;
  readonly server: SimulatorServer;
  readonly world: SalesforceWorld;
  stop(): Promise<void>;
}

/** Starts a simulated Salesforce organisation. */
export async function startSalesforceSimulator(): Promise<SalesforceSimulator> {
  const world = new SalesforceWorld();
  const server = await startSimulatorServer((request) => answer(world, request));
  return { baseUrl: server.baseUrl, server, world, stop: () => server.stop() };
}

function problem(status: number, errorCode: string, message: string): SimulatedAnswer {
  return { status, body: [{ message, errorCode }] };
}

function answer(world: SalesforceWorld, request: SimulatedRequest): SimulatedAnswer {
  const { pathname, searchParams } = request.url;
  if (pathname === '/services/oauth2/token') return mint(request);
  if (pathname === '/services/oauth2/revoke') return revoke(world, request);
  if (request.headers.authorization !== `Bearer ${ACCESS_TOKEN}`) {
    return problem(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
  }
  if (world.behaviour.limitExceeded) {
    return problem(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
  }
  const soql = searchParams.get('q');
  if (!/^\/services\/data\/v\d+\.0\/query$/.test(pathname) || soql === null) {
    return problem(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  return run(world, soql);
}

function mint(request: SimulatedRequest): SimulatedAnswer {
  const form = new URLSearchParams(request.body);
  const known =
    form.get('client_id') === SALESFORCE_CLIENT.clientId &&
    form.get('client_secret') === SALESFORCE_CLIENT.clientSecret;
  if (!known) {
    const body = { error: 'invalid_client', error_description: 'invalid client credentials' };
    return { status: 400, body };
  }
  return {
    status: 200,
    body: {
      access_token: ACCESS_TOKEN,
      token_type: 'Bearer',
      scope: 'api',
      issued_at: '1770000000000',
    },
  };
}

function revoke(world: SalesforceWorld, request: SimulatedRequest): SimulatedAnswer {
  const token = new URLSearchParams(request.body).get('token');
  const found = world.tokens.find((one) => one.DeleteToken === token);
  if (found === undefined) {
    return {
      status: 400,
      body: { error: 'invalid_token', error_description: 'expired or unknown' },
    };
  }
  if (!world.behaviour.liesAboutRevocation) {
    world.tokens = world.tokens.filter((one) => one !== found);
  }
  return { status: 200 };
}

/** `2026-02-03T09:26:38.000+0000`: an offset without a colon. */
function salesforceTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString().replace('Z', '+0000');
}

function result(type: string, rows: readonly object[]): SimulatedAnswer {
  const records = rows.map((row) => ({ attributes: { type }, ...row }));
  return { status: 200, body: { totalSize: records.length, done: true, records } };
}

function run(world: SalesforceWorld, soql: string): SimulatedAnswer {
  const object = /FROM (\w+)/.exec(soql)?.[1];
  switch (object) {
    case 'Organization':
      return result(object, [{ Id: world.organizationId, Name: 'Acme' }]);
    case 'OauthToken':
      return tokenResult(world, soql);
    case 'ConnectedApplication':
      return counted(soql, object, appRows(world, soql));
    case 'User':
      return result(object, world.users.map(userRow));
    case 'UserPermissionAccess':
      return result(object, [world.behaviour.permissions]);
    case 'SetupAuditTrail':
      return counted(soql, object, auditRows(world));
    default:
      return problem(400, 'INVALID_TYPE', `sObject type '${object}' is not supported.`);
  }
}

function counted(soql: string, object: string, rows: readonly object[]): SimulatedAnswer {
  if (!soql.includes('COUNT()')) return result(object, rows);
  return { status: 200, body: { totalSize: rows.length, done: true, records: [] } };
}

/** Literal after a field in the WHERE clause. */
function literal(soql: string, field: string, operator: string): string | undefined {
  return new RegExp(`${field} ${operator} '([^']*)'`).exec(soql)?.[1];
}

function tokenResult(world: SalesforceWorld, soql: string): SimulatedAnswer {
  const user = literal(soql, 'UserId', '=');
  const after = literal(soql, 'UserId', '>') ?? '';
  const app = literal(soql, 'AppName', '=');
  const seesAll = Object.values(world.behaviour.permissions).every(Boolean);
  const found = world.tokens
    .filter((one) => seesAll || one.UserId === world.runningUserId)
    .sort((a, b) => a.UserId.localeCompare(b.UserId) || a.AppName.localeCompare(b.AppName))
    .filter((one) => one.UserId > after)
    .filter((one) => user === undefined || one.UserId === user)
    .filter((one) => app === undefined || one.AppName === app);
  if (soql.includes('COUNT()')) return counted(soql, 'OauthToken', found);
  if (soql.includes('DeleteToken')) {
    return result(
      'OauthToken',
      found.map(({ DeleteToken }) => ({ DeleteToken })),
    );
  }
  const listing = user === undefined;
  const shown = listing
    ? found.slice(0, Math.max(0, found.length - world.behaviour.hiddenTokens))
    : found;
  const limit = Number(/LIMIT (\d+)/.exec(soql)?.[1] ?? '2500');
  return result(
    'OauthToken',
    shown.slice(0, limit).map((one) => tokenRow(world, one)),
  );
}

function tokenRow(world: SalesforceWorld, token: SimOauthToken): object {
  const user = world.users.find((one) => one.Id === token.UserId);
  return {
    AppName: token.AppName,
    AppMenuItem: token.ApplicationId === undefined ? null : { ApplicationId: token.ApplicationId },
    UserId: token.UserId,
    User: user === undefined ? null : { Username: user.Username, IsActive: user.IsActive },
    CreatedDate: salesforceTime(token.createdAt),
    LastUsedDate: salesforceTime(token.lastUsedAt),
  };
}

function appRows(world: SalesforceWorld, soql: string): object[] {
  const id = literal(soql, 'Id', '=');
  return world.apps
    .filter((one) => id === undefined || one.Id === id)
    .map((one) => ({
      Id: one.Id,
      Name: one.Name,
      OptionsAllowAdminApprovedUsersOnly: false,
      CreatedDate: salesforceTime(one.createdAt),
      LastModifiedDate: salesforceTime(one.createdAt),
    }));
}

function userRow(user: SimSalesforceUser): object {
  return {
    Id: user.Id,
    Username: user.Username,
    Email: user.Username,
    Name: user.Username.split('@')[0],
    IsActive: user.IsActive,
    LastModifiedDate: null,
    Manager: user.ManagerEmail === undefined ? null : { Email: user.ManagerEmail },
  };
}

function auditRows(world: SalesforceWorld): object[] {
  return world.audit.map(({ Action, Display, at }, index) => ({
    Id: `0Ym${String(index).padStart(12, '0')}AAA`,
    Action,
    Display,
    CreatedDate: salesforceTime(at),
    CreatedById: null,
  }));
}
