/** Audit log actions that matter, each with what it says (Slack: Audit Logs API, read 2026-11). Pure. */
import { integrationId } from '#domain/integration-id.ts';
import type { IntegrationKey, Observation } from '#domain/observation.ts';
import type {
  FollowUp,
  Reading,
  RecordOrigin,
  Signal,
  SignalClass,
} from '#use-cases/vendor-port.ts';
import { ignored, observed } from '../reading.ts';
import {
  approvalKey,
  installationHandle,
  installationKey,
  isOrganisation,
  orgAppKey,
} from './normalise-rows.ts';
import type { AuditEntry } from './schema.ts';

type Reader = (entry: AuditEntry, origin: RecordOrigin) => Reading;

/** Organisation or workspace the entry happened in. */
function placeOf(entry: AuditEntry): string | undefined {
  return entry.context?.location?.id;
}

function base(entry: AuditEntry, origin: RecordOrigin) {
  const user = entry.actor?.user;
  return {
    tenant: origin.tenant ?? placeOf(entry),
    actor: user?.email ?? user?.id,
    occurredAt: entry.date_create,
  };
}

/** The app an entry is about: its entity, else the app in its context. */
function appOf(entry: AuditEntry): { id?: string; name?: string } | undefined {
  const app = entry.entity?.app?.id === undefined ? entry.context?.app : entry.entity.app;
  return app?.id === undefined ? undefined : { id: app.id, name: app.name };
}

/** Where an app acts: one workspace, or the whole organisation. */
function whereOf(
  entry: AuditEntry,
  tenant: string,
  appId: string,
): Pick<Observation, 'key'> & { readonly handle: Record<string, string> } {
  const place = placeOf(entry);
  const wide = entry.action.startsWith('org_app_') || place === undefined || isOrganisation(place);
  return wide
    ? { key: orgAppKey(tenant, appId), handle: { appId } }
    : {
        key: installationKey(tenant, appId, place),
        handle: installationHandle(appId, place),
      };
}

/** The member list names e-mails; an entry names one only of its actor. */
function installerOf(entry: AuditEntry): string | undefined {
  const actor = entry.actor?.user;
  const installer = entry.details?.installer_user_id;
  const isActor = installer === undefined || installer === actor?.id;
  return isActor ? actor?.email?.toLowerCase() : undefined;
}

function scopesAt(entry: AuditEntry): string[] | undefined {
  const app = entry.entity?.app;
  if (app?.scopes === undefined && app?.bot_scopes === undefined) return undefined;
  return [...new Set([...(app.scopes ?? []), ...(app.bot_scopes ?? [])])];
}

/** A signal about one app, with its address as far as the entry says it. */
function appSignal(
  entry: AuditEntry,
  origin: RecordOrigin,
  says: { class: SignalClass; reason: string; observation?: Partial<Observation> },
): Signal {
  const about = base(entry, origin);
  const app = appOf(entry);
  const collect: FollowUp = { kind: 'collect', collector: 'installed-apps' };
  const { observation, ...rest } = says;
  if (app?.id === undefined || about.tenant === undefined || entry.context?.location == null) {
    return { ...about, ...rest, app, followUp: collect };
  }
  const { key, handle } = whereOf(entry, about.tenant, app.id);
  const facts: Observation | undefined = observation && {
    key,
    presence: { status: 'active' },
    clientName: app.name,
    reach: 'R3',
    handle,
    occurredAt: about.occurredAt,
    actor: about.actor,
    ...observation,
  };
  return {
    ...about,
    ...rest,
    kind: key.kind,
    integrationId: integrationId(key),
    app,
    scopes: facts?.scopes,
    observation: facts,
    followUp: facts === undefined ? { kind: 'read', key, handle } : undefined,
  };
}

const installed: Reader = (entry, origin) => {
  const owner = installerOf(entry);
  const rotates = entry.details?.is_token_rotation_enabled_app === true;
  const observation: Partial<Observation> = {
    principal: { name: owner, consentKind: owner === undefined ? 'organisation' : 'person' },
    scopes: scopesAt(entry),
    credentialKinds: rotates ? ['access-token', 'refresh-token'] : ['access-token'],
    grantedAt: entry.date_create,
  };
  const says = {
    class: 'integration.observed',
    reason: 'an app was installed',
    observation,
  } as const;
  return observed({ ...appSignal(entry, origin, says), owner });
};

const sameSet = (a: readonly string[], b: readonly string[]) =>
  [...new Set(a)].sort().join() === [...new Set(b)].sort().join();

/** The whole new set is told; the app often is not (the one public sample names the workspace). */
const scopesExpanded: Reader = (entry, origin) => {
  const scopes = entry.details?.new_scopes;
  const before = entry.details?.previous_scopes ?? entry.details?.old_scopes;
  if (scopes !== undefined && before !== undefined && sameSet(scopes, before)) {
    return ignored('the scopes are the same as before');
  }
  const observation = scopes === undefined ? undefined : { scopes };
  const says = { class: 'scopes_changed', reason: 'scopes of an app grew', observation } as const;
  return observed({ ...appSignal(entry, origin, says), scopes });
};

const removed =
  (reason: string): Reader =>
  (entry, origin) => {
    const observation = { presence: { status: 'removed', cause: 'unknown' } } as const;
    return observed(appSignal(entry, origin, { class: 'removed', reason, observation }));
  };

/** Something about an app moved and the entry does not say how it is now. */
const moved =
  (signalClass: SignalClass, reason: string): Reader =>
  (entry, origin) =>
    observed(appSignal(entry, origin, { class: signalClass, reason }));

function approvalPart(entry: AuditEntry, origin: RecordOrigin) {
  const about = base(entry, origin);
  const app = appOf(entry);
  const place = placeOf(entry);
  const key: IntegrationKey | undefined =
    app?.id === undefined || about.tenant === undefined || place === undefined
      ? undefined
      : approvalKey(about.tenant, app.id, place);
  const followUp: FollowUp = { kind: 'collect', collector: 'approvals' };
  return {
    key,
    about: {
      ...about,
      app,
      kind: 'slack-app-approval' as const,
      integrationId: key && integrationId(key),
      followUp,
    },
  };
}

/** Scopes of an approval are read from its list, which says for which kind of token each is. */
const approved: Reader = (entry, origin) =>
  observed({
    ...approvalPart(entry, origin).about,
    class: 'integration.observed',
    reason: 'an administrator approved an app',
    scopes: scopesAt(entry),
  });

/** An approval ended; what is installed stays installed. */
const approvalEnded =
  (signalClass: SignalClass, reason: string): Reader =>
  (entry, origin) => {
    const { key, about } = approvalPart(entry, origin);
    const observation: Observation | undefined = key && {
      key,
      presence: { status: 'removed', cause: 'admin' },
      occurredAt: about.occurredAt,
      actor: about.actor,
    };
    return observed({ ...about, class: signalClass, reason, observation });
  };

const mcpServer =
  (signalClass: SignalClass, reason: string): Reader =>
  (entry, origin) =>
    observed({
      ...base(entry, origin),
      class: signalClass,
      reason,
      kind: 'slack-mcp-server',
      app: appOf(entry),
      followUp: { kind: 'collect', collector: 'mcp-servers' },
    });

const leaver =
  (reason: string): Reader =>
  (entry, origin) => {
    const user = entry.entity?.user;
    const about = base(entry, origin);
    if (user?.id === undefined) {
      return { outcome: 'rejected', reason: 'a user entry without a user' };
    }
    return observed({
      ...about,
      class: 'owner_deactivated',
      reason,
      owner: user.email?.toLowerCase() ?? user.id,
      // One workspace of an organisation may have let them go: the person is looked up.
      followUp: { kind: 'person', personId: user.id },
    });
  };

/** Action -> reader. What is not here is noise. */
export const ACTIONS: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    app_installed: installed,
    org_app_installed: installed,
    org_app_upgraded_to_org_install: installed,
    child_app_auto_installed: moved('integration.observed', 'a child app was installed by itself'),
    cli_app_install: moved('integration.observed', 'an app was installed from the command line'),
    app_scopes_expanded: scopesExpanded,
    app_resources_added: moved('scopes_changed', 'an app was given further resources'),
    app_resources_granted: moved('scopes_changed', 'an app was given further resources'),
    bot_token_upgraded: moved(
      'scopes_changed',
      'a bot token was replaced by one with other scopes',
    ),
    bot_token_downgraded: moved(
      'scopes_changed',
      'a bot token was replaced by one with other scopes',
    ),
    org_app_workspace_added: moved(
      'integration.observed',
      'an organisation app has a workspace more',
    ),
    org_app_workspace_removed: moved(
      'integration.observed',
      'an organisation app has a workspace less',
    ),
    org_app_future_workspace_install_enabled: moved(
      'scopes_changed',
      'an organisation app will be on every new workspace',
    ),
    app_uninstalled: removed('an app was uninstalled'),
    org_app_uninstalled: removed('an app was uninstalled from the organisation'),
    app_deleted: removed('an app was deleted'),
    cli_app_delete: removed('an app was deleted from the command line'),
    app_token_preserved: moved('integration.observed', 'a token was kept after its owner left'),
    workflow_app_token_preserved: moved(
      'integration.observed',
      'a token was kept after its owner left',
    ),
    app_approved: approved,
    app_restricted: approvalEnded('app_blocked', 'an administrator restricted an app'),
    app_removed_from_whitelist: approvalEnded('removed', 'an approval was taken back'),
    app_mcp_server_added: mcpServer('integration.observed', 'an MCP server was added'),
    app_mcp_server_updated: mcpServer('scopes_changed', 'an MCP server was changed'),
    app_mcp_server_acl_changed: mcpServer('scopes_changed', 'who may use an MCP server changed'),
    app_mcp_server_auth_strategy_set: mcpServer(
      'scopes_changed',
      'how an MCP server is signed in to changed',
    ),
    app_mcp_server_removed: mcpServer('removed', 'an MCP server was removed'),
    user_deactivated: leaver('the member was deactivated'),
    guest_deactivated: leaver('the guest was deactivated'),
    guest_expired: leaver('the guest’s time is over'),
  }),
);

/** One entry of the audit log. */
export function readAuditEntry(entry: AuditEntry, origin: RecordOrigin): Reading {
  const reader = ACTIONS.get(entry.action);
  if (entry.action === '') return ignored('an entry without an action');
  if (reader === undefined) return ignored(`action ${entry.action} is not about an integration`);
  return reader(entry, origin);
}
