/** The state of a simulated Okta organisation, and what a test or the story may do to it. */

/** Tokens the simulator takes. */
export const OKTA_READ_TOKEN = 'simulated-okta-read-token';
export const OKTA_ACT_TOKEN = 'simulated-okta-act-token';

export interface SimOktaUser {
  readonly id: string;
  readonly email: string;
  status: 'ACTIVE' | 'SUSPENDED' | 'DEPROVISIONED';
  manager?: string;
  changedAt: number;
}

export interface SimApiToken {
  readonly id: string;
  readonly name: string;
  readonly userId: string;
  createdAt: number;
  lastUsedAt: number;
}

export interface SimOktaApp {
  readonly id: string;
  readonly label: string;
  status: 'ACTIVE' | 'INACTIVE';
  scopes: string[];
  createdAt: number;
}

export interface SimApiService {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  scopes: string[];
  createdAt: number;
  readonly createdBy: string;
}

/** One organisation, mutable. Times are epoch milliseconds. */
export class OktaWorld {
  users: SimOktaUser[] = [];
  tokens: SimApiToken[] = [];
  apps: SimOktaApp[] = [];
  services: SimApiService[] = [];
  log: object[] = [];
  readonly behaviour = {
    /** Answers a revocation with success and does nothing. */
    liesAboutRevocation: false,
    /** Seconds until the rate limit resets; every call is refused meanwhile. */
    rateLimitSeconds: undefined as number | undefined,
    /** Paths that answer 403. */
    forbidden: new Set<string>(),
  };
  readonly now: () => number;
  #serial = 100;

  constructor(now: () => number) {
    this.now = now;
  }

  nextId(prefix = ''): string {
    this.#serial += 1;
    return `${prefix}${String(this.#serial).padStart(20 - prefix.length, '0')}`;
  }

  addUser(email: string, manager?: string): SimOktaUser {
    const user: SimOktaUser = {
      id: this.nextId('00u'),
      email,
      status: 'ACTIVE',
      manager,
      changedAt: this.now(),
    };
    this.users.push(user);
    return user;
  }

  /** Ends a person: their API tokens go with them.
   *  @returns the log event, for a hook delivery */
  deactivate(user: SimOktaUser): object {
    user.status = 'DEPROVISIONED';
    user.changedAt = this.now();
    this.tokens = this.tokens.filter((token) => token.userId !== user.id);
    return this.#event('user.lifecycle.deactivate', [
      { id: user.id, type: 'User', alternateId: user.email, displayName: user.email },
    ]);
  }

  addToken(name: string, user: SimOktaUser, createdAt = this.now()): SimApiToken {
    const token = {
      id: this.nextId('00T'),
      name,
      userId: user.id,
      createdAt,
      lastUsedAt: this.now(),
    };
    this.tokens.push(token);
    this.#event('system.api_token.create', [
      { id: token.id, type: 'Token', alternateId: 'unknown', displayName: name },
    ]);
    return token;
  }

  addApp(label: string, scopes: string[]): SimOktaApp {
    const app: SimOktaApp = {
      id: this.nextId('0oa'),
      label,
      status: 'ACTIVE',
      scopes,
      createdAt: this.now(),
    };
    this.apps.push(app);
    return app;
  }

  /** An administrator grants one more scope. */
  grantScope(app: SimOktaApp, scope: string): object {
    app.scopes.push(scope);
    return this.#event('app.oauth2.admin.consent.grant', [
      {
        id: this.nextId('oag'),
        type: 'ConsentGrant',
        alternateId: null,
        displayName: scope,
        detailEntry: { publicclientapp: app.id },
      },
    ]);
  }

  addService(name: string, scopes: string[], by: SimOktaUser): SimApiService {
    const service = {
      id: this.nextId('0oa'),
      name,
      type: name.toLowerCase().replaceAll(' ', '_'),
      scopes,
      createdAt: this.now(),
      createdBy: by.id,
    };
    this.services.push(service);
    return service;
  }

  #event(eventType: string, target: object[]): object {
    const event = {
      uuid: `00000000-0000-4000-8000-${this.nextId().slice(-12)}`,
      published: new Date(this.now()).toISOString(),
      eventType,
      version: '0',
      severity: 'INFO',
      actor: {
        id: '00uadmin',
        type: 'User',
        alternateId: 'admin@example.com',
        displayName: 'Admin',
      },
      outcome: { result: 'SUCCESS', reason: null },
      target: target.map((one) => ({ detailEntry: null, ...one })),
      debugContext: { debugData: {} },
    };
    this.log.push(event);
    return event;
  }
}
