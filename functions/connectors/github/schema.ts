/**
 * Shapes of what GitHub sends, of the credential and of the settings. Loose on purpose: only what is
 * read, unknown keys dropped (so no secret is carried along), every spelling of "absent" understood.
 */
import * as z from 'zod';
import { fromTimestamp, type Instant } from '#domain/time.ts';

const ABSENT: ReadonlySet<string> = new Set(['', 'null', '<null>']);

/** A text, or a number as text; `undefined` for every spelling of absent. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && !ABSENT.has(value) ? value : undefined;
}

/** An id as text; GitHub writes 0 where there is none (`token_id`). */
export function idOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === '0' ? undefined : text;
}

/** Below this a number counts seconds, above it milliseconds (webhooks send both). */
const SECONDS_MAX = 100_000_000_000;

/** Epoch milliseconds of any time seen: seconds, milliseconds, ISO with `Z` or offset, and the
 *  `2022-12-11 05:28:05.542` that log products make of it (UTC). */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value <= 0) return undefined;
    return value < SECONDS_MAX ? value * 1000 : value;
  }
  if (typeof value !== 'string') return undefined;
  if (/^\d{9,13}$/.test(value)) return instantOf(Number(value));
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return undefined;
  const iso = value.replace(' ', 'T');
  return fromTimestamp(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

const OptionalText = z.unknown().optional().transform(textOf);
const OptionalId = z.unknown().optional().transform(idOf);
const OptionalInstant = z.unknown().optional().transform(instantOf);
const OptionalFlag = z.boolean().optional().catch(undefined);

/** A time whose `null` says "never"; a missing key says nothing. */
const InstantOrNever = z
  .unknown()
  .optional()
  .transform((value) => (value === null ? ('never' as const) : instantOf(value)));

const RequiredId = z
  .unknown()
  .optional()
  .transform((value, context) => {
    const id = idOf(value);
    if (id !== undefined) return id;
    context.addIssue({ code: 'custom', message: 'is missing' });
    return z.NEVER;
  });

/** Permission name -> level; levels that are no text are dropped. */
const Permissions = z
  .record(z.string(), z.unknown())
  .optional()
  .catch(undefined)
  .transform((map) => {
    if (map === undefined) return undefined;
    const told: Record<string, string> = {};
    for (const [name, level] of Object.entries(map)) {
      if (typeof level === 'string' && level !== '') told[name] = level;
    }
    return told;
  });

/** A user or organisation as it stands inside other records. */
const Account = z.object({ id: OptionalId, login: OptionalText, type: OptionalText });

const OptionalAccount = Account.optional().catch(undefined);

const NamedRepository = z.object({ full_name: OptionalText, owner: OptionalAccount });
const Repositories = z.array(NamedRepository).optional().catch(undefined);

/** One installation of a GitHub App (list row and webhook carry the same object). */
export const InstallationRow = z.object({
  id: RequiredId,
  app_id: RequiredId,
  app_slug: OptionalText,
  account: OptionalAccount,
  target_id: OptionalId,
  repository_selection: OptionalText,
  permissions: Permissions,
  created_at: OptionalInstant,
  updated_at: OptionalInstant,
  suspended_at: OptionalInstant,
});
export type InstallationRow = z.infer<typeof InstallationRow>;

const TokenPermissions = z
  .object({ organization: Permissions, repository: Permissions, other: Permissions })
  .optional()
  .catch(undefined);
export type TokenPermissions = z.infer<typeof TokenPermissions>;

const RequiredOwner = z.object({ id: RequiredId, login: OptionalText });

/** One fine-grained token with access to the organisation. */
export const TokenRow = z.object({
  id: RequiredId,
  owner: RequiredOwner,
  token_id: RequiredId,
  token_name: OptionalText,
  permissions: TokenPermissions,
  repository_selection: OptionalText,
  repositories_url: OptionalText,
  access_granted_at: OptionalInstant,
  token_expires_at: InstantOrNever,
  token_last_used_at: InstantOrNever,
});
export type TokenRow = z.infer<typeof TokenRow>;

/** The request a member makes for a fine-grained token; `id` is the request's, not the grant's. */
export const TokenRequest = z.object({
  owner: RequiredOwner,
  token_id: RequiredId,
  token_name: OptionalText,
  permissions_result: TokenPermissions,
});

/** One deploy key. The key itself is never read. */
export const DeployKeyRow = z.object({
  id: RequiredId,
  title: OptionalText,
  url: OptionalText,
  read_only: OptionalFlag,
  enabled: OptionalFlag,
  created_at: OptionalInstant,
  added_by: OptionalText,
  last_used: InstantOrNever,
});
export type DeployKeyRow = z.infer<typeof DeployKeyRow>;

/** One credential a member authorised for single sign-on. */
export const SsoCredentialRow = z.object({
  login: OptionalText,
  credential_type: OptionalText,
  credential_authorized_at: OptionalInstant,
  authorized_credential_id: OptionalId,
  authorized_credential_note: OptionalText,
  authorized_credential_title: OptionalText,
  scopes: z.array(z.string()).optional().catch(undefined),
});

/** What a webhook body says besides its subject. */
export const WebhookFrame = z.object({
  action: OptionalText,
  sender: OptionalAccount,
  organization: OptionalAccount,
  repository: NamedRepository.optional().catch(undefined),
  repositories: Repositories,
  membership: z.object({ user: OptionalAccount }).optional().catch(undefined),
});
export type WebhookFrame = z.infer<typeof WebhookFrame>;

const Ids = z
  .unknown()
  .optional()
  .transform((value) => {
    const values = Array.isArray(value) ? value : [value];
    return values.map(idOf).filter((id) => id !== undefined);
  });

/** One audit-log row; every field may be missing, `org_id` may be an array. */
export const AuditRow = z.object({
  '@timestamp': OptionalInstant,
  created_at: OptionalInstant,
  actor: OptionalText,
  user: OptionalText,
  user_id: OptionalId,
  org_id: Ids,
  repo: OptionalText,
  repository: OptionalText,
  name: OptionalText,
  integration: OptionalText,
  oauth_application: OptionalText,
  oauth_application_id: OptionalId,
  oauth_application_name: OptionalText,
  user_programmatic_access_name: OptionalText,
  title: OptionalText,
  fingerprint: OptionalText,
});
export type AuditRow = z.infer<typeof AuditRow>;

/** A secret that may stand in a header: printable ASCII, so that no error has to quote it. */
const HeaderSecret = z.string().regex(/^[\x21-\x7e]+$/);

/** `{ token }`, or a GitHub App that mints installation tokens. */
export const Credential = z.union([
  z.object({ token: HeaderSecret }),
  z.object({
    clientId: OptionalText,
    appId: OptionalText,
    installationId: RequiredId,
    privateKey: z.string().min(1),
  }),
]);
export type Credential = z.infer<typeof Credential>;

const Login = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);

/** Non-secret settings of a connection. */
export const Settings = z.object({
  /** Organisation login. */
  org: Login,
  /** Enterprise slug; set only when the app is installed on the enterprise too. */
  enterprise: Login.optional(),
});
export type Settings = z.infer<typeof Settings>;
