/** Answers of the Web API and rows of its lists -> what they mean. Pure; tokens in them are not read. */
import { integrationId } from '#domain/integration-id.ts';
import type { IntegrationKey } from '#domain/observation.ts';
import type { Reading, RecordOrigin, Signal } from '#use-cases/vendor-port.ts';
import { ignored, observed, rejected } from '../reading.ts';
import {
  approvalOf,
  botOf,
  installationKey,
  isEnded,
  loggedOf,
  memberOf,
  typedScope,
  userTokenKey,
} from './normalise-rows.ts';
import { DecisionRow, IntegrationLogRow, MemberRow, TokenAnswer } from './schema.ts';

type Fields = Readonly<Record<string, unknown>>;
type RowReader = (row: unknown, origin: RecordOrigin) => Reading;

const decision =
  (approved: boolean): RowReader =>
  (row, { tenant }) => {
    const parsed = DecisionRow.safeParse(row);
    if (!parsed.success) return rejected('a decision without an app');
    const { app, scopes, date_updated: occurredAt } = parsed.data;
    const seen = tenant === undefined ? undefined : approvalOf(parsed.data, tenant, tenant);
    return observed({
      class: approved ? 'integration.observed' : 'app_blocked',
      reason: approved ? 'an app is approved' : 'an app is restricted',
      tenant,
      kind: 'slack-app-approval',
      integrationId: seen && integrationId(seen.key),
      app: { id: app.id, name: app.name },
      scopes: scopes?.map(typedScope),
      occurredAt,
      followUp: { kind: 'collect', collector: 'approvals' },
    });
  };

const member: RowReader = (row, origin) => {
  const parsed = MemberRow.safeParse(row);
  if (!parsed.success) return rejected('a member that could not be understood');
  const tenant = origin.tenant ?? parsed.data.team_id;
  if (tenant === undefined) return ignored('a member of no workspace that is named');
  const bot = botOf(parsed.data, { tenant, teamId: parsed.data.team_id ?? tenant });
  if (bot !== undefined) {
    return observed({
      class: 'integration.observed',
      reason: 'the bot user of an app is a member',
      tenant,
      kind: bot.key.kind,
      integrationId: integrationId(bot.key),
      app: { id: bot.key.clientId, name: bot.clientName },
      followUp: { kind: 'collect', collector: 'installed-apps' },
    });
  }
  const person = memberOf(parsed.data, tenant);
  if (person === undefined || person.active) return ignored('a member who is active');
  return observed({
    class: 'owner_deactivated',
    reason: 'the member is deactivated',
    tenant,
    owner: person.email ?? person.personId,
    followUp: { kind: 'person', personId: person.personId },
  });
};

const CHANGES: ReadonlyMap<string, readonly [Signal['class'], string]> = new Map(
  Object.entries({
    added: ['integration.observed', 'an integration was added'],
    enabled: ['integration.observed', 'an integration was enabled'],
    updated: ['scopes_changed', 'an integration was updated'],
    disabled: ['app_blocked', 'an integration was disabled'],
    removed: ['removed', 'an integration was removed'],
  } satisfies Record<string, readonly [Signal['class'], string]>),
);

const logRow: RowReader = (row, { tenant }) => {
  const parsed = IntegrationLogRow.safeParse(row);
  if (!parsed.success) return rejected('a log row without an app');
  const { data } = parsed;
  const change = CHANGES.get(data.change_type);
  if (change === undefined) return ignored(`change ${data.change_type} is not known`);
  const where = { tenant: tenant ?? '', teamId: tenant ?? '' };
  const seen = loggedOf(data, where);
  return observed({
    class: change[0],
    reason: change[1],
    tenant,
    kind: seen.key.kind,
    integrationId: tenant === undefined ? undefined : integrationId(seen.key),
    app: { id: seen.key.clientId, name: seen.clientName },
    actor: data.user_name ?? data.user_id,
    scopes: isEnded(data.change_type) ? undefined : seen.scopes,
    occurredAt: data.date,
    followUp: { kind: 'collect', collector: 'installed-apps' },
  });
};

/** A token was handed out: one of the bot, one of the person, each a permission of its own. */
function issued(record: unknown, origin: RecordOrigin): readonly Reading[] {
  const parsed = TokenAnswer.safeParse(record);
  if (!parsed.success) return [rejected('a token answer that could not be understood')];
  const { app_id: id, scope, team, team_id, authed_user: user } = parsed.data;
  const teamId = team?.id ?? team_id;
  const tenant = origin.tenant ?? teamId;
  const base = { tenant, app: { id } } as const;
  const known = tenant !== undefined && id !== undefined && teamId !== undefined;
  const ofApp = known ? installationKey(tenant, id, teamId) : undefined;
  const ofPerson = known && user?.id !== undefined ? userTokenKey(tenant, id, user.id) : undefined;
  const token = (reason: string, key: IntegrationKey | undefined, scopes: string | undefined) =>
    observed({
      ...base,
      class: 'credential_issued',
      reason,
      kind: key?.kind,
      integrationId: key && integrationId(key),
      scopes: scopes?.split(','),
      followUp: { kind: 'collect', collector: 'installed-apps' },
    });
  const readings = [token('a token was issued to an app', ofApp, scope)];
  if (user?.scope !== undefined) {
    readings.push(token('a token of a person was issued to an app', ofPerson, user.scope));
  }
  return readings;
}

const ROWS_MAX = 10_000;

const LISTS: readonly (readonly [string, RowReader])[] = [
  ['approved_apps', decision(true)],
  ['restricted_apps', decision(false)],
  ['members', member],
  ['logs', logRow],
  ['app_requests', () => ignored('an app is asked for: nothing is granted')],
];

/** Anything that is neither an audit entry nor a delivery. */
export function readAnswer(record: Fields, origin: RecordOrigin): readonly Reading[] {
  for (const [name, reader] of LISTS) {
    const rows = record[name];
    if (Array.isArray(rows)) return rows.slice(0, ROWS_MAX).map((row) => reader(row, origin));
  }
  if (record.ok === false) return [ignored('an error that Slack answered')];
  if (typeof record.access_token === 'string') return issued(record, origin);
  if ('change_type' in record) return [logRow(record, origin)];
  if (typeof record.user === 'object' && record.user !== null && record.ok === true) {
    return [member(record.user, origin)];
  }
  return [ignored('not a record of an integration')];
}
