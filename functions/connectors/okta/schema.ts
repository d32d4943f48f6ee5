/** Shapes of what Okta sends, of the credential and of time. Loose: only what is read. */
import * as z from 'zod';
import { fromTimestamp, type Instant } from '#domain/time.ts';

const ABSENT: ReadonlySet<string> = new Set(['', 'null', '<null>', 'unknown']);

/** A text; `undefined` for every spelling of absent that Okta and log products use. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && !ABSENT.has(value) ? value : undefined;
}

/** Epoch milliseconds; log products drop the T and the zone (UTC). */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return undefined;
  const iso = value.replace(' ', 'T');
  return fromTimestamp(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

const Text = z.unknown().optional().transform(textOf);
const Time = z.unknown().optional().transform(instantOf);
const Loose = z.record(z.string(), z.unknown()).nullish().catch(undefined);

/** One entity an event is about. `details` stands for `detailEntry` in one log product. */
const Target = z.object({
  id: Text,
  type: Text,
  alternateId: Text,
  displayName: Text,
  detailEntry: Loose,
});
export type Target = z.infer<typeof Target>;

/** System Log event, as in the poll, the hook and the log stream. */
export const LogEvent = z.object({
  uuid: Text,
  published: Time,
  eventType: z.string(),
  actor: z
    .object({ id: Text, alternateId: Text, displayName: Text, type: Text })
    .nullish()
    .catch(undefined),
  outcome: z.object({ result: Text }).nullish().catch(undefined),
  target: z.array(Target).nullish().catch(undefined),
  debugContext: z.object({ debugData: Loose }).nullish().catch(undefined),
});
export type LogEvent = z.infer<typeof LogEvent>;

/** Envelope of an event hook delivery. */
export const HookEnvelope = z.object({
  source: Text,
  data: z.object({ events: z.array(z.unknown()) }),
});

/** `GET /api/v1/api-tokens` row. */
export const ApiTokenRow = z.object({
  id: z.string(),
  name: Text,
  userId: z.string(),
  created: Time,
  expiresAt: Time,
  tokenWindow: Text,
  network: z.object({ connection: Text }).nullish().catch(undefined),
});
export type ApiTokenRow = z.infer<typeof ApiTokenRow>;

const OauthClient = z.object({
  application_type: Text,
  redirect_uris: z.array(z.string()).nullish().catch(undefined),
});

/** `GET /api/v1/apps` row. */
export const AppRow = z.object({
  id: z.string(),
  name: Text,
  label: Text,
  status: Text,
  created: Time,
  settings: z.object({ oauthClient: OauthClient.nullish() }).nullish().catch(undefined),
  credentials: z
    .object({ oauthClient: z.object({ token_endpoint_auth_method: Text }).nullish() })
    .nullish()
    .catch(undefined),
});
export type AppRow = z.infer<typeof AppRow>;

/** `GET /api/v1/apps/{id}/grants` row. */
export const GrantRow = z.object({ id: z.string(), status: Text, scopeId: z.string() });

/** `GET /integrations/api/v1/api-services` row. */
export const ServiceRow = z.object({
  id: z.string(),
  name: Text,
  type: Text,
  createdAt: Time,
  createdBy: Text,
  grantedScopes: z.array(z.string()).optional(),
});
export type ServiceRow = z.infer<typeof ServiceRow>;

/** `GET /api/v1/users` row. */
export const UserRow = z.object({
  id: z.string(),
  status: z.string(),
  statusChanged: Time,
  profile: z.object({
    email: Text,
    login: Text,
    displayName: Text,
    manager: Text,
    managerId: Text,
  }),
});
export type UserRow = z.infer<typeof UserRow>;

/** What `grantline connect okta` stores. `client_secret` has no place here: Okta takes none. */
export const Credential = z.union([
  z.object({ token: z.string().min(1) }),
  z.object({
    clientId: z.string().min(1),
    /** Private JWK of the service app, RSA. */
    privateKey: z.record(z.string(), z.unknown()),
    scopes: z.array(z.string()).min(1),
  }),
]);
export type Credential = z.infer<typeof Credential>;
