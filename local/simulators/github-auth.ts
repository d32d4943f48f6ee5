/** Who may call the simulated GitHub: bearer tokens, and an app's JWT. */
import { verify as verifySignature } from 'node:crypto';
import type { SimLevel } from './github-types.ts';

/** A bearer token the simulator takes, and what it may do. `write` holds `read`. */
export interface SimCredential {
  readonly token: string;
  /** Whether it is an app's: only those see fine-grained tokens. */
  readonly app: boolean;
  readonly permissions: Readonly<Record<string, SimLevel>>;
  /** Repositories the app was given. */
  readonly selection?: 'all' | 'selected';
  readonly expiresAt?: number;
}

/** An app that mints tokens with a JWT. */
export interface SimApp {
  readonly appId: string;
  readonly clientId: string;
  readonly installationId: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
  readonly permissions: Readonly<Record<string, SimLevel>>;
}

/** Least privilege of the connector's `read` credential. */
export const READ_CREDENTIAL: SimCredential = {
  token: 'simulated-read-token',
  app: true,
  permissions: {
    metadata: 'read',
    administration: 'read',
    organization_administration: 'read',
    organization_personal_access_tokens: 'read',
  },
};

/** Least privilege of the connector's `act` credential. */
export const ACT_CREDENTIAL: SimCredential = {
  token: 'simulated-act-token',
  app: true,
  permissions: {
    metadata: 'read',
    administration: 'write',
    organization_administration: 'read',
    organization_personal_access_tokens: 'write',
    enterprise_organization_installations: 'write',
  },
};

function decodeJson(part: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    return {};
  }
}

/** Whether a JWT is this app's: RS256, issued in the past, at most 10 minutes long. */
export function isAppJwt(jwt: string, app: SimApp, now: number): boolean {
  const [header, claims, signature = ''] = jwt.split('.');
  if (decodeJson(header).alg !== 'RS256') return false;
  const signed = Buffer.from(`${header}.${claims}`);
  const bytes = Buffer.from(signature, 'base64url');
  if (!verifySignature('RSA-SHA256', signed, app.publicKey, bytes)) return false;
  const { iss, iat, exp } = decodeJson(claims);
  const seconds = now / 1000;
  const isInTime =
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    iat <= seconds &&
    exp > seconds &&
    exp <= seconds + 600;
  return isInTime && (iss === app.clientId || iss === app.appId);
}
