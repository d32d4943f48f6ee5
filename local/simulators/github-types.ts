/** What a simulated GitHub organisation is made of. Times are epoch milliseconds. */

export interface SimUser {
  readonly id: number;
  readonly login: string;
}

export type SimLevel = 'read' | 'write' | 'admin';
export type SimPermissions = Record<string, SimLevel>;

export interface SimInstallation {
  readonly id: number;
  readonly appId: number;
  readonly clientId: string;
  slug: string;
  permissions: SimPermissions;
  events: string[];
  selection: 'all' | 'selected';
  /** Full names, when chosen ones were selected. */
  repositories: string[];
  createdAt: number;
  updatedAt: number;
  suspendedAt?: number;
  /** When an accepted removal takes effect. */
  goneAt?: number;
}

export interface SimToken {
  /** Id of the grant, in addresses. */
  readonly id: number;
  /** Id of the token itself, in the audit log. */
  readonly tokenId: number;
  readonly owner: SimUser;
  name: string;
  permissions: { organization: SimPermissions; repository: SimPermissions; other: SimPermissions };
  selection: 'none' | 'all' | 'subset';
  grantedAt: number;
  expiresAt?: number;
  lastUsedAt?: number;
  goneAt?: number;
}

export interface SimDeployKey {
  readonly id: number;
  readonly title: string;
  readonly readOnly: boolean;
  readonly addedBy: string | null;
  createdAt: number;
  lastUsedAt?: number;
  enabled: boolean;
  goneAt?: number;
}

export interface SimRepository {
  readonly id: number;
  readonly name: string;
  keys: SimDeployKey[];
}

/** How GitHub says "too many": each form is seen in the wild. */
export interface SimRateLimit {
  readonly status: 403 | 429;
  readonly kind: 'primary' | 'secondary';
  /** Left out: the vendor tells no wait. */
  readonly retryAfterSeconds?: number;
  /** Epoch ms of the reset; primary only. */
  readonly resetAt?: number;
}

/** Ways in which the vendor may fail or mislead; all off at the start. */
export interface SimBehaviour {
  /** Revocations are answered with success and change nothing. */
  liesAboutRevocation: boolean;
  /** Accepted revocations take effect this much later; `Infinity` = never. */
  revocationDelaySeconds: number;
  /** Lists end after this many rows without saying so. */
  truncateAfter?: number;
  /** Lists say that single sign-on hid rows. */
  partialResults: boolean;
  rateLimit?: SimRateLimit;
}

export type SimAuditRow = Record<string, unknown> & { '@timestamp': number; _document_id: string };
