/** One record as Salesforce sends it -> what it means. Pure; never throws. */
import { integrationId } from '#domain/integration-id.ts';
import type { Reading, RecordOrigin } from '#use-cases/vendor-port.ts';
import { ignored, isRecord, rejected } from '../reading.ts';
import { readAudit } from './normalise-audit.ts';
import { appKey, clientIdOf, personOf, tokenKey } from './normalise-rows.ts';
import { AppRow, AuthorisationRow, TokenRow, UserRow } from './schema.ts';

const ROWS_MAX = 10_000;

/** Reads a row, a page of rows, or an answer of a query. */
export function read(record: unknown, origin: RecordOrigin): readonly Reading[] {
  if (Array.isArray(record)) {
    return record.slice(0, ROWS_MAX).flatMap((one) => read(one, origin));
  }
  if (!isRecord(record)) return [rejected('is no JSON object')];
  if (Array.isArray(record.records)) return read(record.records, origin);
  return [readRow(record, origin)];
}

type Row = Record<string, unknown>;

/** Kinds of rows, told apart by `attributes.type` or by what only they have; the first fit counts. */
const ROWS: readonly {
  readonly fits: (row: Row, type: unknown) => boolean;
  readonly read: (row: Row, origin: RecordOrigin) => Reading;
}[] = [
  {
    fits: (row, type) => type === 'SetupAuditTrail' || ('Action' in row && 'Display' in row),
    read: readAudit,
  },
  {
    fits: (row, type) => type === 'LoginHistory' || 'LoginType' in row,
    read: () => ignored('a login: use, not a grant'),
  },
  { fits: (row) => AuthorisationRow.safeParse(row).success, read: readAuthorisation },
  {
    fits: (row) => 'EVENT_TYPE' in row,
    read: (row) => ignored(`event log ${String(row.EVENT_TYPE).slice(0, 64)}: use, not a grant`),
  },
  {
    fits: (row, type) => type === 'EventLogFile' || 'LogFile' in row,
    read: () => ignored('index of an event log file'),
  },
  { fits: (row) => 'AppName' in row && 'UserId' in row, read: readToken },
  {
    fits: (row, type) =>
      type === 'ConnectedApplication' || 'OptionsAllowAdminApprovedUsersOnly' in row,
    read: readApp,
  },
  { fits: (row) => 'IsActive' in row && 'Username' in row, read: readUser },
];

function readRow(record: Row, origin: RecordOrigin): Reading {
  const type = isRecord(record.attributes) ? record.attributes.type : undefined;
  const kind = ROWS.find(({ fits }) => fits(record, type));
  return kind?.read(record, origin) ?? ignored('not a record of an integration');
}

/** Log rows are a hint: the list of tokens tells what there is. */
function readAuthorisation(record: unknown, origin: RecordOrigin): Reading {
  const row = AuthorisationRow.safeParse(record);
  if (!row.success) return rejected('an authorisation without its app');
  const user = row.data.USER_NAME?.toLowerCase();
  return {
    outcome: 'observed',
    signal: {
      class: 'integration.observed',
      reason: 'a user authorised an app (a log that Salesforce does not document)',
      tenant: origin.tenant ?? row.data.ORGANIZATION_ID,
      app: { id: row.data.CONNECTED_APP_ID, name: row.data.CONNECTED_APP_NAME },
      actor: user,
      owner: user,
      scopes: row.data.OAUTH_SCOPES?.split(' ').filter((scope) => scope !== ''),
      occurredAt: row.data.TIMESTAMP_DERIVED,
      followUp: { kind: 'collect', collector: 'oauth-tokens' },
    },
  };
}

function readToken(record: unknown, { tenant }: RecordOrigin): Reading {
  const row = TokenRow.safeParse(record);
  if (!row.success) return rejected('a token without app or user');
  const clientId = clientIdOf(row.data);
  return {
    outcome: 'observed',
    signal: {
      class: 'integration.observed',
      reason: 'an app is authorised by a user',
      tenant,
      kind: 'salesforce-oauth-token',
      integrationId: tenant && integrationId(tokenKey(tenant, clientId, row.data.UserId)),
      app: { id: row.data.AppMenuItem?.ApplicationId, name: row.data.AppName },
      owner: row.data.User?.Username?.toLowerCase() ?? row.data.UserId,
      occurredAt: row.data.CreatedDate,
      followUp: { kind: 'collect', collector: 'oauth-tokens' },
    },
  };
}

function readApp(record: unknown, { tenant }: RecordOrigin): Reading {
  const row = AppRow.safeParse(record);
  if (!row.success) return rejected('an app without id or name');
  return {
    outcome: 'observed',
    signal: {
      class: 'integration.observed',
      reason: 'a connected app is listed',
      tenant,
      kind: 'salesforce-connected-app',
      integrationId: tenant && integrationId(appKey(tenant, row.data.Id)),
      app: { id: row.data.Id, name: row.data.Name },
      occurredAt: row.data.CreatedDate,
      followUp: { kind: 'collect', collector: 'connected-apps' },
    },
  };
}

function readUser(record: unknown, { tenant }: RecordOrigin): Reading {
  const row = UserRow.safeParse(record);
  if (!row.success) return rejected('a user without id');
  const person = personOf(row.data, tenant ?? 'unknown');
  if (person.active) return ignored('a user who is active');
  return {
    outcome: 'observed',
    signal: {
      class: 'owner_deactivated',
      reason: 'the user is inactive',
      tenant,
      owner: person.email,
      occurredAt: person.occurredAt,
      followUp: { kind: 'collect', collector: 'people' },
    },
  };
}
