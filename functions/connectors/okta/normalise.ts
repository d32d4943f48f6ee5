/** One record as Okta sends it -> what it means. Pure; never throws, never keeps a secret. */
import { integrationId } from '#domain/integration-id.ts';
import type { DirectoryPerson } from '#domain/observation.ts';
import type { Reading, RecordOrigin, Signal } from '#use-cases/vendor-port.ts';
import { ignored, isRecord, rejected } from '../reading.ts';
import { EVENTS } from './normalise-events.ts';
import { apiTokenKey, personOf, serviceAppKey } from './normalise-rows.ts';
import { ApiTokenRow, AppRow, HookEnvelope, LogEvent, UserRow } from './schema.ts';

const ROWS_MAX = 10_000;

/** Reads a log event, a hook delivery, a page of either, or a row of a list. */
export function read(record: unknown, origin: RecordOrigin): readonly Reading[] {
  if (Array.isArray(record)) {
    return record.slice(0, ROWS_MAX).flatMap((one) => read(one, origin));
  }
  if (!isRecord(record)) return [rejected('is no JSON object')];
  if (isRecord(record.data) && Array.isArray(record.data.events)) return readHook(record, origin);
  if (Array.isArray(record.logs)) return read(record.logs, origin);
  if ('eventType' in record || 'eventtype' in record) return [readEvent(record, origin)];
  return [readRow(record, origin)];
}

function readHook(record: unknown, origin: RecordOrigin): readonly Reading[] {
  const parsed = HookEnvelope.safeParse(record);
  if (!parsed.success) return [rejected('is no event hook delivery')];
  const { source, data } = parsed.data;
  const tenant = origin.tenant ?? hostOf(source);
  return data.events.slice(0, ROWS_MAX).map((event) => readEvent(event, { ...origin, tenant }));
}

function hostOf(source: string | undefined): string | undefined {
  return source !== undefined && URL.canParse(source)
    ? new URL(source).host.toLowerCase()
    : undefined;
}

const DONE: ReadonlySet<string | undefined> = new Set(['SUCCESS', 'ALLOW', undefined]);

function readEvent(record: unknown, origin: RecordOrigin): Reading {
  const parsed = LogEvent.safeParse(record);
  // Lower-case keys come from a log product, not from Okta: what they hold is not Okta's word.
  if (!parsed.success) return ignored('not a system log event as Okta sends it');
  const event = parsed.data;
  const reader = EVENTS.get(event.eventType);
  if (reader === undefined) return ignored(`event ${event.eventType} is not about an integration`);
  const result = event.outcome?.result;
  if (!DONE.has(result)) return ignored(`outcome ${result}`);
  return reader(event, origin);
}

/** Rows of the lists, told apart by what only they have. */
function readRow(record: Record<string, unknown>, origin: RecordOrigin): Reading {
  const { tenant } = origin;
  if ('tokenWindow' in record || 'clientName' in record) return readTokenRow(record, tenant);
  if ('signOnMode' in record) return readAppRow(record, tenant);
  if ('profile' in record && 'status' in record) return readUserRow(record, tenant);
  return ignored('not a record of an integration');
}

function readTokenRow(record: unknown, tenant: string | undefined): Reading {
  const row = ApiTokenRow.safeParse(record);
  if (!row.success) return rejected('an API token without id or user');
  const { id, userId, name, created } = row.data;
  const signal: Signal = {
    class: 'credential_issued',
    reason: 'an API token is listed',
    tenant,
    kind: 'okta-api-token',
    integrationId: tenant && integrationId(apiTokenKey(tenant, id, userId)),
    app: { id, name },
    owner: userId,
    occurredAt: created,
    followUp: { kind: 'collect', collector: 'api-tokens' },
  };
  return { outcome: 'observed', signal };
}

function readAppRow(record: unknown, tenant: string | undefined): Reading {
  const row = AppRow.safeParse(record);
  if (!row.success) return rejected('an app without id');
  const { id, label, name, created, settings } = row.data;
  if (!settings?.oauthClient) return ignored('an app that is no OAuth client');
  const signal: Signal = {
    class: 'integration.observed',
    reason: 'an OAuth app is listed',
    tenant,
    kind: 'okta-service-app',
    integrationId: tenant && integrationId(serviceAppKey(tenant, id)),
    app: { id, name: label ?? name },
    occurredAt: created,
    followUp: { kind: 'collect', collector: 'service-apps' },
  };
  return { outcome: 'observed', signal };
}

function readUserRow(record: unknown, tenant: string | undefined): Reading {
  const row = UserRow.safeParse(record);
  if (!row.success) return rejected('a user without id or status');
  const person: DirectoryPerson = personOf(row.data, tenant ?? 'unknown');
  if (person.active) return ignored('a user who is active');
  return {
    outcome: 'observed',
    signal: {
      class: 'owner_deactivated',
      reason: `the user is ${person.status}`,
      tenant,
      owner: person.email,
      occurredAt: person.occurredAt,
      followUp: { kind: 'person', personId: person.personId },
    },
  };
}
