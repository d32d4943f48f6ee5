/** Shapes of what Slack sends, of the credential and of time. Loose: only what is read. */
import * as z from 'zod';
import { fromTimestamp, type Instant } from '#domain/time.ts';

/** A text; `undefined` for an empty one. Numbers are ids that somebody wrote without quotes. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Earliest second that is a time and no placeholder (2001-09-09). */
const SECONDS_MIN = 1_000_000_000;

/** Epoch milliseconds from seconds as number or text (`1700001891.279278`), or from a log product's
 *  `2022-07-28 16:48:14` (UTC). */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(value)) {
    return fromTimestamp(`${value.slice(0, 19).replace(' ', 'T')}Z`);
  }
  const seconds = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !(seconds >= SECONDS_MIN)) return undefined;
  return Math.round(seconds * 1000);
}

const Text = z.unknown().optional().transform(textOf);
const Time = z.unknown().optional().transform(instantOf);
const Flag = z.boolean().optional().catch(undefined);
const Texts = z
  .array(z.unknown())
  .optional()
  .catch(undefined)
  .transform((all) => all?.flatMap((one) => textOf(one) ?? []));

/** An object whose absence, null or wrong type all mean "not told". */
const told = <Shape extends z.ZodType>(shape: Shape) => shape.nullish().catch(undefined);

const AuditUser = told(z.object({ id: Text, email: Text, name: Text }));
const AuditApp = told(z.object({ id: Text, name: Text, scopes: Texts, bot_scopes: Texts }));

/** One entry of the audit log (`GET /audit/v1/logs`). */
export const AuditEntry = z.object({
  action: z.string(),
  date_create: Time,
  actor: told(z.object({ user: AuditUser })),
  entity: told(z.object({ type: Text, app: AuditApp, user: AuditUser })),
  context: told(z.object({ location: told(z.object({ type: Text, id: Text })), app: AuditApp })),
  details: told(
    z.object({
      new_scopes: Texts,
      previous_scopes: Texts,
      old_scopes: Texts,
      installer_user_id: Text,
      is_token_rotation_enabled_app: Flag,
    }),
  ),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

const MemberProfile = told(
  z.object({ email: Text, real_name: Text, api_app_id: Text, bot_id: Text }),
);

/** `users.list` and `users.info` row, also the `user` of an event. */
export const MemberRow = z.object({
  id: Text,
  team_id: Text,
  name: Text,
  real_name: Text,
  deleted: Flag,
  is_bot: Flag,
  profile: MemberProfile,
});
export type MemberRow = z.infer<typeof MemberRow>;

/** `admin.users.list` row. */
export const AdminUserRow = z.object({
  id: z.string().min(1),
  email: Text,
  full_name: Text,
  is_active: z.boolean(),
  is_bot: Flag,
});
export type AdminUserRow = z.infer<typeof AdminUserRow>;

/** Envelope of the Events API. The `token` in it is a deprecated secret and is not read. */
export const EventEnvelope = z.object({
  team_id: Text,
  enterprise_id: Text,
  api_app_id: Text,
  event_time: Time,
  authorizations: told(z.array(z.object({ is_enterprise_install: Flag }))),
  event: z.looseObject({ type: z.string() }),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** What single events carry. */
export const EventBody = z.object({
  user: told(MemberRow),
  tokens: told(z.object({ oauth: Texts, bot: Texts })),
  scopes: Texts,
});
export type EventBody = z.infer<typeof EventBody>;

const ListedApp = z.object({
  id: z.string().min(1),
  name: Text,
  app_homepage_url: Text,
  is_internal: Flag,
});

/** `admin.apps.approved.list` and `admin.apps.restricted.list` row. */
export const DecisionRow = z.object({
  app: ListedApp,
  scopes: told(z.array(z.object({ name: z.string().min(1), token_type: Text }))),
  date_updated: Time,
});
export type DecisionRow = z.infer<typeof DecisionRow>;

/** `team.integrationLogs` row: apps carry `app_id`, what is older a `service_id`. */
export const IntegrationLogRow = z
  .object({
    app_id: Text,
    app_type: Text,
    service_id: Text,
    service_type: Text,
    user_id: Text,
    user_name: Text,
    date: Time,
    change_type: z.string(),
    scope: Text,
    channel: Text,
  })
  .refine((row) => row.app_id !== undefined || row.service_id !== undefined);
export type IntegrationLogRow = z.infer<typeof IntegrationLogRow>;

/** `admin.apps.mcp.servers.list` row. */
export const McpServerRow = z.object({
  server_id: z.string().min(1),
  server_name: Text,
  url: Text,
  app_id: Text,
  app_name: Text,
});
export type McpServerRow = z.infer<typeof McpServerRow>;

/** Answer of `oauth.v2.access` and `oauth.access`. The tokens in it are not read. */
export const TokenAnswer = z.object({
  app_id: Text,
  scope: Text,
  team: told(z.object({ id: Text })),
  team_id: Text,
  enterprise: told(z.object({ id: Text })),
  authed_user: told(z.object({ id: Text, scope: Text })),
});
export type TokenAnswer = z.infer<typeof TokenAnswer>;

/** What `grantline connect slack` stores. The audit log takes the token of an organisation owner only,
 *  so it may have one of its own. */
export const Credential = z.object({
  token: z.string().min(1),
  auditToken: z.string().min(1).optional(),
});
export type Credential = z.infer<typeof Credential>;
