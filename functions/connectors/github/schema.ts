/**
 * Shapes of what GitHub sends, of the credential and of the settings. Loose on purpose: only what is
 * read, unknown keys dropped (so no secret is carried along), every spelling of "absent" understood.
 */
import * as z from 'zod';
import { fromTimestamp, type Instant } from '#domain/time.ts';
import { isRecord } from '../reading.ts';

function isAbsent(text: string): boolean {
  return text === '' || text === 'null' || text === '<null>';
}

/** A text, or a number as text; `undefined` for every spelling of absent. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && !isAbsent(value) ? value : undefined;
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

function flagOf(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A time whose `null` says "never"; a missing key says nothing. */
export function instantOrNever(value: unknown): Instant | 'never' | undefined {
  return value === null ? 'never' : instantOf(value);
}

const RequiredId = z
  .unknown()
  .optional()
  .transform((value, context) => idOf(value) ?? missing(context, []));

function missing(context: z.RefinementCtx, path: string[]): never {
  context.addIssue({ code: 'custom', message: 'is missing', path });
  return z.NEVER;
}

/** Permission name -> level; levels that are no text are dropped. */
function permissionsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isRecord(value)) return undefined;
  const told: Record<string, string> = {};
  for (const name of Object.keys(value)) {
    const level = value[name];
    if (typeof level === 'string' && level !== '') told[name] = level;
  }
  return told;
}

/** A user or organisation as it stands inside other records. */
function accountOf(value: unknown) {
  if (!isRecord(value)) return undefined;
  return { id: idOf(value.id), login: textOf(value.login), type: textOf(value.type) };
}

const OptionalAccount = z.unknown().optional().transform(accountOf);

const NamedRepository = z.object({ full_name: OptionalText, owner: OptionalAccount });
const Repositories = z.array(NamedRepository).optional().catch(undefined);

/** Rows of lists are read in one pass: a schema for every field costs ten times as much, and a sweep
 *  reads every row of every list (`npm run bench`, CPU of an unchanged record). */
const ListRow = z.custom<Readonly<Record<string, unknown>>>(isRecord, 'is no object');

/** One installation of a GitHub App (list row and webhook carry the same object). */
export const InstallationRow = ListRow.transform((row, context) => ({
  id: idOf(row.id) ?? missing(context, ['id']),
  app_id: idOf(row.app_id) ?? missing(context, ['app_id']),
  app_slug: textOf(row.app_slug),
  account: accountOf(row.account),
  target_id: idOf(row.target_id),
  repository_selection: textOf(row.repository_selection),
  permissions: permissionsOf(row.permissions),
  created_at: instantOf(row.created_at),
  updated_at: instantOf(row.updated_at),
  suspended_at: instantOf(row.suspended_at),
}));
export type InstallationRow = z.infer<typeof InstallationRow>;

/** What a fine-grained token may do, by group; undefined when the record does not tell. */
function tokenPermissionsOf(value: unknown) {
  if (!isRecord(value)) return undefined;
  return {
    organization: permissionsOf(value.organization),
    repository: permissionsOf(value.repository),
    other: permissionsOf(value.other),
  };
}
export type TokenPermissions = ReturnType<typeof tokenPermissionsOf>;

/** One fine-grained token with access to the organisation. */
export const TokenRow = ListRow.transform((row, context) => ({
  id: idOf(row.id) ?? missing(context, ['id']),
  owner: ownerOf(row.owner) ?? missing(context, ['owner', 'id']),
  token_id: idOf(row.token_id) ?? missing(context, ['token_id']),
  token_name: textOf(row.token_name),
  permissions: tokenPermissionsOf(row.permissions),
  repository_selection: textOf(row.repository_selection),
  repositories_url: textOf(row.repositories_url),
  access_granted_at: instantOf(row.access_granted_at),
  token_expires_at: instantOrNever(row.token_expires_at),
  token_last_used_at: instantOrNever(row.token_last_used_at),
}));
export type TokenRow = z.infer<typeof TokenRow>;

function ownerOf(value: unknown): { id: string; login: string | undefined } | undefined {
  const account = accountOf(value);
  return account?.id === undefined ? undefined : { id: account.id, login: account.login };
}

/** The request a member makes for a fine-grained token; `id` is the request's, not the grant's. */
export const TokenRequest = z.object({
  owner: z.object({ id: RequiredId, login: OptionalText }),
  token_id: RequiredId,
  token_name: OptionalText,
  permissions_result: z.unknown().optional().transform(tokenPermissionsOf),
});

/** One deploy key. The key itself is never read. */
export const DeployKeyRow = ListRow.transform((row, context) => ({
  id: idOf(row.id) ?? missing(context, ['id']),
  title: textOf(row.title),
  url: textOf(row.url),
  read_only: flagOf(row.read_only),
  enabled: flagOf(row.enabled),
  created_at: instantOf(row.created_at),
  added_by: textOf(row.added_by),
  last_used: instantOrNever(row.last_used),
}));
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
