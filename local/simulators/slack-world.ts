/** The state of a simulated Slack, and what a test or the story may do to it. Times are epoch seconds,
 *  as Slack writes them. */

/** Tokens the simulator takes. */
export const SLACK_READ_TOKEN = 'simulated-slack-read-token';
export const SLACK_ACT_TOKEN = 'simulated-slack-act-token';
export const SLACK_AUDIT_TOKEN = 'simulated-slack-audit-token';

export interface SimMember {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly teamId: string;
  deleted: boolean;
}

export interface SimApp {
  readonly id: string;
  readonly name: string;
  readonly certified: boolean;
  readonly botId: string;
}

export interface SimInstall {
  readonly app: SimApp;
  /** Workspace, or the organisation for an organisation app. */
  readonly where: string;
  readonly by: SimMember;
  scopes: string[];
}

export interface SimDecision {
  readonly app: SimApp;
  readonly where: string;
  readonly scopes: readonly { readonly name: string; readonly tokenType: 'bot' | 'user' }[];
  status: 'approved' | 'restricted';
  readonly at: number;
}

export interface SimServer {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly app: SimApp;
}

/** One organisation or one workspace by itself, mutable. */
export class SlackWorld {
  readonly organisation: string | undefined;
  readonly teams: string[];
  members: SimMember[] = [];
  installs: SimInstall[] = [];
  decisions: SimDecision[] = [];
  servers: SimServer[] = [];
  /** Oldest first; the routes turn them round. */
  readonly logs: { teamId: string; row: Record<string, string> }[] = [];
  readonly audit: Record<string, unknown>[] = [];
  readonly behaviour = {
    /** Answers an uninstall or restriction with `ok` and does nothing. */
    liesAboutRevocation: false,
    /** Writes no log of what happens, as before Slack catches up. */
    logsLater: false,
    /** Error word by method, answered instead. */
    refused: new Map<string, string>(),
    /** Seconds of `Retry-After`; every call is refused meanwhile. */
    rateLimitSeconds: undefined as number | undefined,
    /** Page size whatever is asked for, at most. */
    rowsMax: 1_000,
  };
  readonly #now: () => number;
  #serial = 100;

  constructor(options: { now: () => number; organisation?: string; teams: string[] }) {
    this.#now = options.now;
    this.organisation = options.organisation;
    this.teams = options.teams;
  }

  /** Seconds since the epoch. */
  now(): number {
    return Math.floor(this.#now() / 1000);
  }

  #id(prefix: string): string {
    this.#serial += 1;
    return `${prefix}0SIM${this.#serial}`;
  }

  #team(): string {
    return this.teams[0] ?? 'T0NONE';
  }

  addMember(email: string, teamId = this.#team()): SimMember {
    const name = email.split('@')[0] ?? email;
    const member = { id: this.#id('U'), email, name, teamId, deleted: false };
    this.members.push(member);
    return member;
  }

  /** An administrator deactivates a member. What they installed stays.
   *  @returns the event of a delivery */
  deactivate(member: SimMember): Record<string, unknown> {
    member.deleted = true;
    const { id, email, name, teamId } = member;
    this.#say('user_deactivated', { type: 'user', user: { id, email, name } }, { where: teamId });
    return {
      type: 'user_change',
      user: { id, team_id: teamId, name, deleted: true, profile: { email } },
      event_ts: `${this.now()}.000100`,
    };
  }

  addApp(name: string, certified = false): SimApp {
    return { id: this.#id('A'), name, certified, botId: this.#id('U') };
  }

  install(app: SimApp, by: SimMember, what: { scopes: string[]; where?: string }): SimInstall {
    const { scopes, where = by.teamId } = what;
    const install = { app, where, by, scopes };
    this.installs.push(install);
    const action = where.startsWith('E') ? 'org_app_installed' : 'app_installed';
    this.#say(action, entityOf(app, scopes), { where, by, details: { installer_user_id: by.id } });
    this.#log(install, 'added');
    return install;
  }

  /** The app asks for more and somebody agrees. As in the only public sample, the entry names the
   *  workspace and not the app, unless told otherwise. */
  expand(install: SimInstall, scope: string, named = false): void {
    const previous = install.scopes;
    install.scopes = [...previous, scope];
    const entity = named
      ? entityOf(install.app, install.scopes)
      : { type: 'workspace', workspace: { id: install.where } };
    this.#say('app_scopes_expanded', entity, {
      where: install.where,
      by: install.by,
      details: { new_scopes: install.scopes, previous_scopes: previous },
    });
    this.#log(install, 'updated');
  }

  uninstall(install: SimInstall): void {
    this.installs = this.installs.filter((one) => one !== install);
    const action = install.where.startsWith('E') ? 'org_app_uninstalled' : 'app_uninstalled';
    this.#say(action, entityOf(install.app, install.scopes), { where: install.where });
    this.#log(install, 'removed');
  }

  /** A custom integration of old, made in the console.
   *  @returns its service id */
  addCustom(serviceType: string, by: SimMember, change = 'added'): string {
    const id = String(4_000_000 + this.#serial++);
    this.changeCustom(id, { serviceType, by, change });
    return id;
  }

  changeCustom(id: string, how: { serviceType: string; by: SimMember; change: string }): void {
    const { serviceType, by, change } = how;
    this.logs.push({
      teamId: by.teamId,
      row: {
        service_id: id,
        service_type: serviceType,
        user_id: by.id,
        user_name: by.name,
        channel: 'C0SIM',
        date: String(this.now()),
        change_type: change,
        scope: 'incoming-webhook',
      },
    });
  }

  decide(decision: Omit<SimDecision, 'at'>): SimDecision {
    this.decisions = this.decisions.filter(
      ({ app, where }) => app.id !== decision.app.id || where !== decision.where,
    );
    const decided = { ...decision, at: this.now() };
    this.decisions.push(decided);
    const action = decision.status === 'approved' ? 'app_approved' : 'app_restricted';
    const names = decision.scopes.map(({ name }) => name);
    this.#say(action, entityOf(decision.app, names), { where: decision.where });
    return decided;
  }

  addServer(name: string, url: string, app: SimApp): SimServer {
    const server = { id: this.#id('Amcp'), name, url, app };
    this.servers.push(server);
    return server;
  }

  #log({ app, where, by, scopes }: SimInstall, change: string): void {
    if (this.behaviour.logsLater || where.startsWith('E')) return;
    this.logs.push({
      teamId: where,
      row: {
        app_id: app.id,
        app_type: app.name,
        user_id: by.id,
        user_name: by.name,
        // The two logs are written apart.
        date: String(this.now() + 1),
        change_type: change,
        scope: scopes.join(','),
      },
    });
  }

  #say(
    action: string,
    entity: Record<string, unknown>,
    more: { where: string; by?: SimMember; details?: object },
  ): void {
    const { where } = more;
    if (this.behaviour.logsLater) return;
    const by = more.by ?? { id: 'W0SIMADMIN', email: 'admin@example.com', name: 'Admin' };
    this.audit.push({
      id: `00000000-0000-4000-8000-${String(this.#serial++).padStart(12, '0')}`,
      date_create: this.now(),
      action,
      actor: { type: 'user', user: { id: by.id, name: by.name, email: by.email, team: where } },
      entity,
      context: {
        location: { type: where.startsWith('E') ? 'enterprise' : 'workspace', id: where },
        ua: 'ExampleBrowser/1.0',
        ip_address: '203.0.113.7',
        session_id: null,
      },
      details: more.details ?? {},
    });
  }
}

function entityOf({ id, name }: SimApp, scopes: readonly string[]): Record<string, unknown> {
  return {
    type: 'app',
    app: { id, name, is_distributed: true, is_directory_approved: false, scopes },
  };
}
