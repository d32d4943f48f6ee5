/** Shapes of what Salesforce sends and of the credential. Loose: only what is read. */
import * as z from 'zod';
import { fromTimestamp, type Instant } from '#domain/time.ts';
import { toLongId } from './record-id.ts';

const ABSENT: ReadonlySet<string> = new Set(['', 'N/A', 'null', '-1']);

/** A text; `undefined` for every spelling of absent. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && !ABSENT.has(value) ? value : undefined;
}

/** Epoch milliseconds of `2026-02-03T09:26:38.000+0000` (offset without a colon), of the
 *  `20250918160017.614` of event log files, and of ISO texts. */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value !== 'string') return undefined;
  const compact = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?$/.exec(value);
  if (compact !== null) {
    const [, year, month, day, hour, minute, second, rest = ''] = compact;
    return fromTimestamp(`${year}-${month}-${day}T${hour}:${minute}:${second}${rest}Z`);
  }
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return undefined;
  const iso = value.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  return fromTimestamp(/(?:Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

const Text = z.unknown().optional().transform(textOf);
const Time = z.unknown().optional().transform(instantOf);
const Id = z.string().min(1).transform(toLongId);

/** Answer of a query. */
export const QueryAnswer = z.object({
  totalSize: z.number(),
  done: z.boolean(),
  nextRecordsUrl: z.string().optional(),
  records: z.array(z.unknown()),
});

/** OauthToken row. DeleteToken has no place here: it is a secret, read only to revoke. */
export const TokenRow = z.object({
  AppName: z.string().min(1),
  AppMenuItem: z.object({ ApplicationId: Text }).nullish().catch(undefined),
  UserId: Id,
  User: z.object({ Username: Text, IsActive: z.boolean().optional() }).nullish().catch(undefined),
  CreatedDate: Time,
  LastUsedDate: z.unknown().optional(),
});
export type TokenRow = z.infer<typeof TokenRow>;

/** OauthToken row as the revocation reads it. */
export const DeleteTokenRow = z.object({ DeleteToken: z.string().min(1) });

/** UserPermissionAccess row: what decides whose tokens are shown. */
export const TokenAccessRow = z.object({
  PermissionsManageUsers: z.boolean(),
  PermissionsCustomizeApplication: z.boolean(),
});

/** ConnectedApplication row. */
export const AppRow = z.object({
  Id,
  Name: z.string().min(1),
  CreatedDate: Time,
  LastModifiedDate: Time,
});
export type AppRow = z.infer<typeof AppRow>;

/** User row. */
export const UserRow = z.object({
  Id,
  Username: Text,
  Email: Text,
  Name: Text,
  IsActive: z.boolean(),
  LastModifiedDate: Time,
  Manager: z.object({ Email: Text }).nullish().catch(undefined),
});
export type UserRow = z.infer<typeof UserRow>;

/** SetupAuditTrail row. */
export const AuditRow = z.object({
  Id: Text,
  Action: z.string(),
  Display: Text,
  CreatedDate: Time,
  CreatedById: Text,
  CreatedBy: z.object({ Username: Text }).nullish().catch(undefined),
});
export type AuditRow = z.infer<typeof AuditRow>;

/** An authorisation in the usage log of connected apps. No documentation names this log; rows were
 *  seen at a log product. */
export const AuthorisationRow = z.object({
  EVENT_TYPE: z.literal('ConnectedAppUsageEventStore'),
  CONNECTION_TYPE: z.literal('oauth_authorization'),
  ORGANIZATION_ID: Id.optional().catch(undefined),
  CONNECTED_APP_ID: Text,
  CONNECTED_APP_NAME: Text,
  USER_NAME: Text,
  OAUTH_SCOPES: Text,
  TIMESTAMP_DERIVED: Time,
});

export const OrganizationRow = z.object({ Id, Name: Text });

/** What `grantline connect salesforce` stores. */
export const Credential = z.union([
  z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
  z.object({ accessToken: z.string().min(1) }),
]);
export type Credential = z.infer<typeof Credential>;
