/** Events API deliveries: about our own app, and people (Slack: Events API, read 2026-11). Pure. */
import { integrationId } from '#domain/integration-id.ts';
import type { IntegrationKey, Observation } from '#domain/observation.ts';
import type { FollowUp, Reading, RecordOrigin } from '#use-cases/vendor-port.ts';
import { ignored, observed } from '../reading.ts';
import {
  installationHandle,
  installationKey,
  memberOf,
  orgAppKey,
  userTokenKey,
} from './normalise-rows.ts';
import { EventBody, type EventEnvelope } from './schema.ts';

type Reader = (envelope: EventEnvelope, origin: RecordOrigin) => readonly Reading[];

function tenantOf(envelope: EventEnvelope, origin: RecordOrigin): string | undefined {
  return origin.tenant ?? envelope.team_id ?? envelope.enterprise_id;
}

/** The receiving app where it is installed: app and workspace stand in the envelope only. */
function ownApp(envelope: EventEnvelope, origin: RecordOrigin) {
  const tenant = tenantOf(envelope, origin);
  const { api_app_id: appId, team_id: teamId } = envelope;
  const about = { tenant, app: { id: appId }, occurredAt: envelope.event_time };
  const wide = envelope.authorizations?.some((one) => one.is_enterprise_install === true) ?? false;
  if (tenant === undefined || appId === undefined || (teamId === undefined && !wide)) {
    const followUp: FollowUp = { kind: 'collect', collector: 'installed-apps' };
    return { about: { ...about, followUp } };
  }
  const key: IntegrationKey =
    wide || teamId === undefined
      ? orgAppKey(tenant, appId)
      : installationKey(tenant, appId, teamId);
  const handle = wide || teamId === undefined ? { appId } : installationHandle(appId, teamId);
  return {
    key,
    handle,
    about: {
      ...about,
      kind: key.kind,
      integrationId: integrationId(key),
      followUp: { kind: 'read' as const, key, handle },
    },
  };
}

function gone(key: IntegrationKey, occurredAt: number | undefined): Observation {
  return { key, presence: { status: 'removed', cause: 'unknown' }, occurredAt };
}

const uninstalled: Reader = (envelope, origin) => {
  const { key, about } = ownApp(envelope, origin);
  const { followUp, ...rest } = about;
  const signal = { ...rest, class: 'removed', reason: 'the app was uninstalled' } as const;
  if (key === undefined) return [observed({ ...signal, followUp })];
  return [observed({ ...signal, observation: gone(key, envelope.event_time) })];
};

/** Ids of the people and bots whose tokens ended, not the tokens. The end of one person's token leaves
 *  the app and everybody else's token alive; so does the end of the bot's leave the people's. */
const tokensRevoked: Reader = (envelope, origin) => {
  const { tokens } = EventBody.parse(envelope.event);
  const { about } = ownApp(envelope, origin);
  const { tenant, app } = about;
  const ofPeople = (tokens?.oauth ?? []).map((userId) => {
    const key =
      tenant === undefined || app.id === undefined
        ? undefined
        : userTokenKey(tenant, app.id, userId);
    return observed({
      tenant,
      app,
      occurredAt: envelope.event_time,
      class: 'removed',
      reason: 'a person’s token of the app was revoked',
      kind: 'slack-user-token',
      integrationId: key && integrationId(key),
      owner: userId,
      observation: key && gone(key, envelope.event_time),
    });
  });
  const ofBots = (tokens?.bot ?? []).map(() =>
    observed({ ...about, class: 'removed', reason: 'the bot token of the app was revoked' }),
  );
  const all = [...ofPeople, ...ofBots];
  return all.length > 0
    ? all
    : [observed({ ...about, class: 'removed', reason: 'tokens of the app were revoked' })];
};

const scopesGranted: Reader = (envelope, origin) => {
  const { scopes } = EventBody.parse(envelope.event);
  const { about } = ownApp(envelope, origin);
  const reason = 'the app was given further scopes or resources';
  const told = scopes === undefined || scopes.length === 0 ? undefined : scopes;
  return [observed({ ...about, class: 'scopes_changed', reason, scopes: told })];
};

/** Access to one workspace of an organisation app; elsewhere it is as it was. */
const teamAccess =
  (signalClass: 'integration.observed' | 'removed', reason: string): Reader =>
  (envelope, origin) => {
    const tenant = tenantOf(envelope, origin);
    const { api_app_id: id, event_time: occurredAt } = envelope;
    const key = tenant === undefined || id === undefined ? undefined : orgAppKey(tenant, id);
    const followUp: FollowUp =
      key === undefined || id === undefined
        ? { kind: 'collect', collector: 'installed-apps' }
        : { kind: 'read', key, handle: { appId: id } };
    const about = { tenant, app: { id }, occurredAt, followUp };
    return [observed({ ...about, class: signalClass, reason, kind: 'slack-org-app' })];
  };

/** A member changed. Only a deactivation is news; it is looked up in an organisation, where one
 *  workspace may have let them go. */
const memberChanged: Reader = (envelope, origin) => {
  const { user } = EventBody.parse(envelope.event);
  const tenant = tenantOf(envelope, origin);
  if (user?.deleted !== true) return [ignored('the member is not deactivated')];
  if (user.is_bot === true) return [ignored('a bot user, not a person')];
  if (user.id === undefined || tenant === undefined) {
    return [{ outcome: 'rejected', reason: 'a deactivated member without an id' }];
  }
  const person = memberOf(user, tenant);
  const known = envelope.enterprise_id === undefined && person !== undefined;
  const { event_time: occurredAt } = envelope;
  return [
    observed({
      class: 'owner_deactivated',
      reason: 'the member was deactivated',
      tenant,
      owner: person?.email ?? user.id,
      occurredAt,
      ...(known
        ? { person: { ...person, occurredAt } }
        : { followUp: { kind: 'person', personId: user.id } as const }),
    }),
  ];
};

/** Event type -> reader. What is not here is noise. */
const EVENTS: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    app_uninstalled: uninstalled,
    tokens_revoked: tokensRevoked,
    scope_granted: scopesGranted,
    resources_added: scopesGranted,
    team_access_granted: teamAccess('integration.observed', 'the app was let into a workspace'),
    team_access_revoked: teamAccess('removed', 'the app was taken out of a workspace'),
    user_change: memberChanged,
    user_profile_changed: memberChanged,
    team_join: memberChanged,
    app_requested: () => [ignored('an app is asked for: nothing is granted')],
  }),
);

/** One delivery. */
export function readEvent(envelope: EventEnvelope, origin: RecordOrigin): readonly Reading[] {
  const { type } = envelope.event;
  return (
    EVENTS.get(type)?.(envelope, origin) ?? [ignored(`event ${type} is not about an integration`)]
  );
}
