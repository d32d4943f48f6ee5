/** System Log events that matter, each with what it says (Okta event types, read 2026-11). Pure. */
import { integrationId } from '#domain/integration-id.ts';
import type {
  FollowUp,
  Reading,
  RecordOrigin,
  Signal,
  SignalClass,
} from '#use-cases/vendor-port.ts';
import { observed, rejected } from '../reading.ts';
import { apiServiceKey, apiTokenKey, serviceAppKey } from './normalise-rows.ts';
import type { LogEvent, Target } from './schema.ts';

type Reader = (event: LogEvent, origin: RecordOrigin) => Reading;

function targetOf(event: LogEvent, type: string): Target | undefined {
  return event.target?.find((one) => one.type === type && one.id !== undefined);
}

function base(
  event: LogEvent,
  origin: RecordOrigin,
): Pick<Signal, 'tenant' | 'actor' | 'occurredAt'> {
  return {
    tenant: origin.tenant,
    actor: event.actor?.alternateId ?? event.actor?.id,
    occurredAt: event.published,
  };
}

/** API token made or revoked. The maker is its owner; a revoker need not be. */
const apiToken =
  (signalClass: SignalClass, reason: string): Reader =>
  (event, origin) => {
    const token = targetOf(event, 'Token');
    if (token?.id === undefined) return rejected('a token event without a token');
    const made = signalClass === 'credential_issued';
    const owner = made ? event.actor?.id : undefined;
    const key = origin.tenant && owner ? apiTokenKey(origin.tenant, token.id, owner) : undefined;
    return observed({
      ...base(event, origin),
      class: signalClass,
      reason,
      kind: 'okta-api-token',
      integrationId: key && integrationId(key),
      app: { id: token.id, name: token.displayName },
      owner: made ? event.actor?.alternateId?.toLowerCase() : undefined,
      followUp:
        key === undefined
          ? { kind: 'collect', collector: 'api-tokens' }
          : { kind: 'read', key, handle: { tokenId: token.id } },
    });
  };

/** Scopes given to or taken from a client; every ConsentGrant target is one scope. */
const consent =
  (signalClass: SignalClass, reason: string): Reader =>
  (event, origin) => {
    const grants = (event.target ?? []).filter((one) => one.type === 'ConsentGrant');
    const client = grants
      .map((one) => one.detailEntry?.publicclientapp)
      .find((one) => typeof one === 'string');
    if (typeof client !== 'string') return rejected('a consent event without a client');
    const scopes = grants.flatMap((one) =>
      one.displayName === undefined ? [] : [one.displayName],
    );
    const user = grants.map((one) => one.detailEntry?.user).find((one) => typeof one === 'string');
    return observed({
      ...base(event, origin),
      ...appPart(origin, client, undefined),
      class: signalClass,
      reason,
      owner: typeof user === 'string' ? user : undefined,
      scopes,
    });
  };

function appPart(origin: RecordOrigin, id: string, name: string | undefined) {
  const key = origin.tenant === undefined ? undefined : serviceAppKey(origin.tenant, id);
  const followUp: FollowUp =
    key === undefined
      ? { kind: 'collect', collector: 'service-apps' }
      : { kind: 'read', key, handle: { appId: id } };
  return {
    kind: 'okta-service-app' as const,
    integrationId: key && integrationId(key),
    app: { id, name },
    followUp,
  };
}

/** An app was made, changed state or went away. */
const app =
  (signalClass: SignalClass, reason: string): Reader =>
  (event, origin) => {
    const target = targetOf(event, 'AppInstance') ?? targetOf(event, 'PublicClientApp');
    if (target?.id === undefined) return rejected('an app event without an app');
    return observed({
      ...base(event, origin),
      ...appPart(origin, target.id, target.displayName),
      class: signalClass,
      reason,
    });
  };

/** A secret or key was added to a client. The secret itself stands in the event and is not read. */
const credential: Reader = (event, origin) => {
  const id = event.debugContext?.debugData?.clientId ?? targetOf(event, 'PublicClientApp')?.id;
  if (typeof id !== 'string') return rejected('a credential event without a client');
  return observed({
    ...base(event, origin),
    ...appPart(origin, id, undefined),
    class: 'credential_issued',
    reason: 'a secret or key was added to a client',
  });
};

/** A client revoked its own tokens: the grant may stand, so the app is looked at. */
const tokenRevoked: Reader = (event, origin) => {
  const id = event.actor?.type === 'PublicClientApp' ? event.actor.id : undefined;
  if (id === undefined) return rejected('a token revocation without a client');
  return observed({
    ...base(event, origin),
    ...appPart(origin, id, event.actor?.displayName),
    class: 'removed',
    reason: 'a token of the app was revoked',
  });
};

const service =
  (signalClass: SignalClass, reason: string): Reader =>
  (event, origin) => {
    const target = event.target?.find((one) => one.id !== undefined);
    if (target?.id === undefined) return rejected('an integration event without an integration');
    const key = origin.tenant === undefined ? undefined : apiServiceKey(origin.tenant, target.id);
    return observed({
      ...base(event, origin),
      class: signalClass,
      reason,
      kind: 'okta-api-service',
      integrationId: key && integrationId(key),
      app: { id: target.id, name: target.displayName },
      followUp: { kind: 'collect', collector: 'api-services' },
    });
  };

/** A person left or was stopped. The log stream tells it; a hook only says whom to look up. */
const leaver =
  (reason: string): Reader =>
  (event, origin) => {
    const user = targetOf(event, 'User');
    if (user?.id === undefined) return rejected('a user event without a user');
    return observed({
      ...base(event, origin),
      class: 'owner_deactivated',
      reason,
      owner: user.alternateId?.toLowerCase(),
      followUp: { kind: 'person', personId: user.id },
    });
  };

/** Event type -> reader. What is not here is noise. A map: a vendor's word may be `constructor`. */
export const EVENTS: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    'system.api_token.create': apiToken('credential_issued', 'an API token was created'),
    'system.api_token.revoke': apiToken('removed', 'an API token was revoked'),
    'app.oauth2.admin.consent.grant': consent('scopes_changed', 'scopes were granted to an app'),
    'app.oauth2.as.consent.grant': consent('integration.observed', 'an app was authorised'),
    'app.oauth2.consent.grant': consent('integration.observed', 'an app was authorised'),
    'app.oauth2.admin.consent.revoke': consent('removed', 'granted scopes were revoked'),
    'app.oauth2.as.consent.revoke': consent('removed', 'an authorisation was revoked'),
    'app.oauth2.as.token.revoke': tokenRevoked,
    'app.oauth2.token.revoke': tokenRevoked,
    'app.oauth2.client.lifecycle.create': app(
      'integration.observed',
      'an OAuth client was created',
    ),
    'app.oauth2.client.lifecycle.activate': app(
      'integration.observed',
      'an OAuth client was activated',
    ),
    'app.oauth2.client.lifecycle.deactivate': app('app_blocked', 'an OAuth client was deactivated'),
    'app.oauth2.client.lifecycle.delete': app('removed', 'an OAuth client was deleted'),
    'app.oauth2.client.privilege.grant': app('scopes_changed', 'a role was given to a client'),
    'app.oauth2.client.privilege.revoke': app('scopes_changed', 'a role was taken from a client'),
    'app.oauth2.credentials.lifecycle.create': credential,
    'app.oauth2.credentials.lifecycle.activate': credential,
    'application.lifecycle.create': app('integration.observed', 'an app was created'),
    'application.lifecycle.activate': app('integration.observed', 'an app was activated'),
    'application.lifecycle.deactivate': app('app_blocked', 'an app was deactivated'),
    'application.lifecycle.delete': app('removed', 'an app was deleted'),
    'integration.api_service.lifecycle.authorize': service(
      'integration.observed',
      'an API service was authorised',
    ),
    'integration.api_service.lifecycle.revoke': service('removed', 'an API service was revoked'),
    'user.lifecycle.deactivate': leaver('the user was deactivated'),
    'user.lifecycle.suspend': leaver('the user was suspended'),
    'user.lifecycle.delete.initiated': leaver('the user is being deleted'),
    'user.lifecycle.delete.completed': leaver('the user was deleted'),
  }),
);
