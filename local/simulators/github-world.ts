/**
 * The state of a simulated GitHub organisation, and everything a test or the story may do to it.
 * Every change leaves its audit row, as at GitHub. Times are epoch milliseconds of the given clock.
 */

import type {
  SimAuditRow,
  SimBehaviour,
  SimDeployKey,
  SimInstallation,
  SimPermissions,
  SimRepository,
  SimToken,
  SimUser,
} from './github-types.ts';

export interface WorldOptions {
  readonly now: () => number;
  readonly org: { readonly id: number; readonly login: string };
  readonly enterprise?: string;
}

/** One organisation, mutable. */
export class GitHubWorld {
  readonly org: { readonly id: number; readonly login: string };
  readonly enterprise: string | undefined;
  readonly now: () => number;
  installations: SimInstallation[] = [];
  tokens: SimToken[] = [];
  repositories: SimRepository[] = [];
  members: SimUser[] = [];
  auditLog: SimAuditRow[] = [];
  readonly behaviour: SimBehaviour = {
    liesAboutRevocation: false,
    revocationDelaySeconds: 0,
    partialResults: false,
  };
  /** Who does what is done without naming anybody. */
  admin: SimUser = { id: 5001, login: 'octo-admin' };
  #serial = 1000;

  constructor(options: WorldOptions) {
    this.now = options.now;
    this.org = options.org;
    this.enterprise = options.enterprise;
  }

  /** The next number nobody uses yet. */
  nextId(): number {
    this.#serial += 1;
    return this.#serial;
  }

  addMember(login: string): SimUser {
    const user = { id: this.nextId(), login };
    this.members.push(user);
    this.#audit('org.add_member', { user: login, user_id: user.id, permission: 'read' });
    return user;
  }

  /** A member leaves: their tokens lose the organisation, installations and deploy keys stay. */
  removeMember(login: string): SimUser {
    const user = this.members.find((one) => one.login === login) ?? missing('member', login);
    this.members = this.members.filter((one) => one !== user);
    this.tokens = this.tokens.filter((token) => token.owner.id !== user.id);
    this.#audit('org.remove_member', { user: login, user_id: user.id });
    return user;
  }

  install(app: {
    slug: string;
    permissions: SimPermissions;
    appId?: number;
    selection?: 'all' | 'selected';
    repositories?: string[];
    events?: string[];
  }): SimInstallation {
    const at = this.now();
    const appId = app.appId ?? this.nextId();
    const installation: SimInstallation = {
      id: this.nextId(),
      appId,
      clientId: `Iv23sim${appId}`,
      slug: app.slug,
      permissions: app.permissions,
      events: app.events ?? ['push'],
      selection: app.selection ?? 'selected',
      repositories: app.repositories ?? [],
      createdAt: at,
      updatedAt: at,
    };
    this.installations.push(installation);
    this.#auditApp('create', installation);
    return installation;
  }

  /** An owner accepts more permissions. */
  grow(installation: SimInstallation, permissions: SimPermissions): void {
    installation.permissions = { ...installation.permissions, ...permissions };
    installation.updatedAt = this.now();
    this.#auditApp('version_updated', installation);
  }

  /** The repository selection changes. */
  reach(installation: SimInstallation, selection: 'all' | 'selected'): void {
    installation.selection = selection;
    installation.updatedAt = this.now();
    this.#auditApp('repositories_added', installation);
  }

  suspend(installation: SimInstallation): void {
    installation.suspendedAt = this.now();
    installation.updatedAt = this.now();
    this.#auditApp('suspend', installation);
  }

  unsuspend(installation: SimInstallation): void {
    installation.suspendedAt = undefined;
    installation.updatedAt = this.now();
    this.#auditApp('unsuspend', installation);
  }

  uninstall(installation: SimInstallation): void {
    this.installations = this.installations.filter((one) => one !== installation);
    this.#auditApp('destroy', installation);
  }

  addToken(token: {
    owner: SimUser;
    name: string;
    permissions?: Partial<SimToken['permissions']>;
    selection?: SimToken['selection'];
    expiresAt?: number;
    lastUsedAt?: number;
  }): SimToken {
    const added: SimToken = {
      id: this.nextId(),
      tokenId: this.nextId(),
      owner: token.owner,
      name: token.name,
      permissions: { organization: {}, repository: {}, other: {}, ...token.permissions },
      selection: token.selection ?? 'subset',
      grantedAt: this.now(),
      expiresAt: token.expiresAt,
      lastUsedAt: token.lastUsedAt,
    };
    this.tokens.push(added);
    this.#auditToken('access_granted', added);
    return added;
  }

  removeToken(token: SimToken): void {
    this.tokens = this.tokens.filter((one) => one !== token);
    this.#auditToken('access_revoked', token);
  }

  addRepository(name: string): SimRepository {
    const repository = { id: this.nextId(), name, keys: [] };
    this.repositories.push(repository);
    return repository;
  }

  removeRepository(repository: SimRepository): void {
    this.repositories = this.repositories.filter((one) => one !== repository);
  }

  addDeployKey(
    repository: SimRepository,
    key: { title: string; readOnly?: boolean; addedBy?: string | null; lastUsedAt?: number },
  ): SimDeployKey {
    const added: SimDeployKey = {
      id: this.nextId(),
      title: key.title,
      readOnly: key.readOnly ?? true,
      addedBy: key.addedBy === undefined ? this.admin.login : key.addedBy,
      createdAt: this.now(),
      lastUsedAt: key.lastUsedAt,
      enabled: true,
    };
    repository.keys.push(added);
    this.#auditKey('create', repository, added);
    return added;
  }

  removeDeployKey(repository: SimRepository, key: SimDeployKey): void {
    repository.keys = repository.keys.filter((one) => one !== key);
    this.#auditKey('delete', repository, key);
  }

  /** Moves the births and last uses of everything into the past. */
  age(days: number): void {
    const by = days * 86_400_000;
    for (const one of this.installations) {
      one.createdAt -= by;
      one.updatedAt -= by;
    }
    for (const one of this.tokens) {
      one.grantedAt -= by;
      if (one.lastUsedAt !== undefined) one.lastUsedAt -= by;
    }
    for (const one of this.repositories.flatMap((repository) => repository.keys)) {
      one.createdAt -= by;
      if (one.lastUsedAt !== undefined) one.lastUsedAt -= by;
    }
  }

  /** A row as it is, for late arrivals and duplicates. */
  addAuditRow(row: Record<string, unknown>): SimAuditRow {
    const added = {
      '@timestamp': this.now(),
      _document_id: `sim-${this.nextId()}`,
      ...row,
    };
    this.auditLog.push(added);
    return added;
  }

  /** Carries out what was accepted earlier and is due by now. */
  settle(): void {
    const due = (one: { goneAt?: number }) => one.goneAt !== undefined && one.goneAt <= this.now();
    for (const one of this.installations.filter(due)) this.uninstall(one);
    for (const one of this.tokens.filter(due)) this.removeToken(one);
    for (const repository of this.repositories) {
      for (const one of repository.keys.filter(due)) this.removeDeployKey(repository, one);
    }
  }

  /** Takes a revocation the way the behaviour says. The answer is a success in every case. */
  acceptRemoval(thing: { goneAt?: number }): void {
    if (this.behaviour.liesAboutRevocation) return;
    thing.goneAt = this.now() + this.behaviour.revocationDelaySeconds * 1000;
    this.settle();
  }

  full(repository: SimRepository): string {
    return `${this.org.login}/${repository.name}`;
  }

  #auditApp(verb: string, { slug, selection, clientId }: SimInstallation): void {
    this.#audit(`integration_installation.${verb}`, {
      name: slug,
      integration: slug,
      repository_selection: selection,
      application_client_id: clientId,
    });
  }

  #auditToken(verb: string, { name, selection, owner }: SimToken): void {
    this.#audit(`personal_access_token.${verb}`, {
      user: owner.login,
      user_id: owner.id,
      user_programmatic_access_name: name,
      repository_selection: selection,
    });
  }

  #auditKey(verb: string, repository: SimRepository, { title, id, readOnly }: SimDeployKey): void {
    this.#audit(`public_key.${verb}`, {
      repo: this.full(repository),
      title,
      fingerprint: `SHA256:sim${id}`,
      read_only: String(readOnly),
    });
  }

  #audit(action: string, fields: Record<string, unknown>): void {
    this.addAuditRow({
      action,
      actor: this.admin.login,
      actor_id: this.admin.id,
      org: this.org.login,
      org_id: this.org.id,
      created_at: this.now(),
      ...fields,
    });
  }
}

function missing(what: string, name: string): never {
  throw new RangeError(`the simulated organisation has no ${what} ${name}`);
}
