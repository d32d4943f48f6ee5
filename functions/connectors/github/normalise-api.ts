/** Rows of GitHub's admin lists -> readings. Pure. Told apart by their shape, never by a guess. */
import type { Reading, RecordOrigin } from '#use-cases/vendor-port.ts';
import { ignored, isRecord, observed, rejected } from '../reading.ts';
import { brokenParts, idWithin, tenancyOf } from './normalise-reading.ts';
import {
  deployKeyKey,
  deployKeyObservation,
  deployKeyScopes,
  installationKey,
  installationObservation,
  installationScopes,
  repoOfUrl,
  tenantOfUrl,
  tokenKey,
  tokenObservation,
  tokenScopes,
} from './normalise-rows.ts';
import {
  DeployKeyRow,
  InstallationRow,
  instantOf,
  SsoCredentialRow,
  TokenRow,
  textOf,
} from './schema.ts';

type Row = Readonly<Record<string, unknown>>;
type RowReader = (row: Row, origin: RecordOrigin) => Reading;

/** First shape that fits decides; more telling shapes stand first. */
const SHAPES: readonly { readonly fits: (row: Row) => boolean; readonly read: RowReader }[] = [
  {
    fits: (row) => 'token' in row && 'expires_at' in row && 'permissions' in row,
    read: () => ignored('use, not a grant: an installation token was minted'),
  },
  { fits: (row) => isRecord(row.app) && isRecord(row.user), read: readAuthorization },
  { fits: (row) => 'credential_id' in row, read: readSsoCredential },
  { fits: (row) => 'token_id' in row && 'access_granted_at' in row, read: readToken },
  {
    fits: (row) => 'token_id' in row && isRecord(row.owner),
    read: () => ignored('a token request waits for an answer; nothing is granted'),
  },
  { fits: (row) => 'app_id' in row && isRecord(row.permissions), read: readInstallation },
  { fits: (row) => 'read_only' in row && 'key' in row, read: readDeployKey },
  { fits: (row) => isRecord(row.config) && Array.isArray(row.events), read: readHook },
  { fits: (row) => 'requester' in row, read: () => ignored('an installation request waits') },
  { fits: (row) => 'guid' in row, read: () => ignored('delivery log of a webhook') },
  { fits: (row) => 'stream_type' in row, read: () => ignored('audit stream configuration') },
  { fits: (row) => 'key_id' in row, read: () => ignored('public key of the audit stream') },
  {
    fits: (row) => 'slug' in row && 'permissions' in row,
    read: () => ignored('description of an app, not a grant'),
  },
];

/** Reads one row of a list; `undefined` when it has no shape of a known list. */
export function readRow(row: Row, origin: RecordOrigin): Reading | undefined {
  return SHAPES.find((shape) => shape.fits(row))?.read(row, origin);
}

function readInstallation(record: Row, origin: RecordOrigin): Reading {
  const parsed = InstallationRow.safeParse(record);
  if (!parsed.success) return rejected(`installation without ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const tenancy = tenancyOf(origin, [row.account?.id ?? row.target_id]);
  const { tenant, foreign } = tenancy;
  return observed({
    class: 'integration.observed',
    reason: 'app installation listed',
    tenant,
    kind: 'github-app-installation',
    integrationId: idWithin(tenancy, (id) => installationKey(id, row.app_id)),
    app: { id: row.app_id, name: row.app_slug },
    owner: row.account?.login,
    scopes: installationScopes(row),
    occurredAt: row.created_at,
    observation: tenant === undefined || foreign ? undefined : installationObservation(row, tenant),
  });
}

function readToken(record: Row, origin: RecordOrigin): Reading {
  const parsed = TokenRow.safeParse(record);
  if (!parsed.success) return rejected(`token row without ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const tenancy = tenancyOf(origin, [tenantOfUrl(row.repositories_url)]);
  const { tenant, foreign } = tenancy;
  return observed({
    class: 'credential_issued',
    reason: 'fine-grained token listed',
    tenant,
    kind: 'github-fine-grained-token',
    integrationId: idWithin(tenancy, (id) => tokenKey(id, row.token_id, row.owner.id)),
    app: { id: row.token_id, name: row.token_name },
    owner: row.owner.login,
    scopes: tokenScopes(row.permissions),
    occurredAt: row.access_granted_at,
    observation: tenant === undefined || foreign ? undefined : tokenObservation(row, { tenant }),
  });
}

function readDeployKey(record: Row, origin: RecordOrigin): Reading {
  const parsed = DeployKeyRow.safeParse(record);
  if (!parsed.success) return rejected(`deploy key without ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const repo = repoOfUrl(row.url);
  const tenancy = tenancyOf(origin, []);
  const { tenant } = tenancy;
  const known = tenant !== undefined && repo !== undefined;
  return observed({
    class: 'credential_issued',
    reason: 'deploy key listed',
    tenant,
    kind: 'github-deploy-key',
    integrationId: idWithin(tenancy, (id) =>
      repo === undefined ? undefined : deployKeyKey(id, row.id, repo),
    ),
    app: { id: row.id, name: row.title },
    owner: row.added_by,
    scopes: deployKeyScopes(row),
    occurredAt: row.created_at,
    observation: known ? deployKeyObservation(row, { tenant, repo }) : undefined,
  });
}

function readSsoCredential(record: Row, origin: RecordOrigin): Reading {
  const parsed = SsoCredentialRow.safeParse(record);
  if (!parsed.success) return rejected('credential row that is no credential');
  const row = parsed.data;
  return observed({
    class: 'credential_issued',
    reason: `${row.credential_type ?? 'credential'} authorised for single sign-on; not inventoried`,
    tenant: tenancyOf(origin, []).tenant,
    app: {
      id: row.authorized_credential_id,
      name: row.authorized_credential_note ?? row.authorized_credential_title,
    },
    owner: row.login,
    scopes: row.scopes,
    occurredAt: row.credential_authorized_at,
  });
}

/** A webhook list row: an outbound feed. Its kind is not inventoried; only the host is read. */
function readHook(row: Row, origin: RecordOrigin): Reading {
  const url = isRecord(row.config) ? textOf(row.config.url) : undefined;
  return observed({
    class: 'integration.observed',
    reason: 'outbound webhook listed; not inventoried',
    tenant: tenancyOf(origin, []).tenant,
    app: {
      id: textOf(row.id),
      name: url !== undefined && URL.canParse(url) ? new URL(url).host : undefined,
    },
  });
}

/** The answer an app's owner gets about one user's authorisation. The token in it is not read. */
function readAuthorization(row: Row, origin: RecordOrigin): Reading {
  const app = isRecord(row.app) ? row.app : {};
  const user = isRecord(row.user) ? row.user : {};
  const scopes = Array.isArray(row.scopes)
    ? row.scopes.flatMap((one) => textOf(one) ?? [])
    : undefined;
  return observed({
    class: 'integration.observed',
    reason: 'a user authorised an app; not inventoried',
    tenant: tenancyOf(origin, []).tenant,
    app: { id: textOf(app.client_id), name: textOf(app.name) },
    owner: textOf(user.login),
    scopes,
    occurredAt: instantOf(row.created_at),
  });
}
