/**
 * Audit-log rows (REST, stream, Enterprise Server syslog) -> readings. Pure. A row names neither app
 * id nor scopes, so it never carries an observation: it says which list to read again.
 */
import type { DirectoryPerson } from '#domain/observation.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';
import type { FollowUp, Reading, RecordOrigin, SignalClass } from '#use-cases/vendor-port.ts';
import { ignored, observed, rejected } from '../reading.ts';
import { brokenParts, type Tenancy, tenancyOf } from './normalise-reading.ts';
import { AuditRow } from './schema.ts';

interface Meaning {
  readonly class: SignalClass;
  readonly reason: string;
  readonly kind?: IntegrationKind;
  /** List that shows the effect; the nearest one for kinds that are not inventoried. */
  readonly collector: 'installations' | 'fine-grained-tokens' | 'deploy-keys';
}

function installation(signal: SignalClass, reason: string): Meaning {
  return { class: signal, reason, kind: 'github-app-installation', collector: 'installations' };
}

function token(signal: SignalClass, reason: string): Meaning {
  return {
    class: signal,
    reason,
    kind: 'github-fine-grained-token',
    collector: 'fine-grained-tokens',
  };
}

function app(signal: SignalClass, reason: string): Meaning {
  return { class: signal, reason, collector: 'installations' };
}

function leaver(reason: string): Meaning {
  return { class: 'owner_deactivated', reason, collector: 'fine-grained-tokens' };
}

/** Audit actions that mean something (GitHub audit log events, read 2026-11). All others are noise. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['integration_installation.create', installation('integration.observed', 'app installed')],
  ['integration_installation.destroy', installation('removed', 'app uninstalled')],
  ['integration_installation.suspend', installation('app_blocked', 'installation suspended')],
  ['integration_installation.unsuspend', installation('integration.observed', 'suspension lifted')],
  [
    'integration_installation.repositories_added',
    installation('scopes_changed', 'repositories added to an installation'),
  ],
  [
    'integration_installation.repositories_removed',
    installation('scopes_changed', 'repositories removed from an installation'),
  ],
  [
    'integration_installation.version_updated',
    installation('scopes_changed', 'permissions of an installation changed'),
  ],
  ['personal_access_token.access_granted', token('credential_issued', 'token got access')],
  ['personal_access_token.create', token('credential_issued', 'token created')],
  ['personal_access_token.access_revoked', token('removed', 'token lost access')],
  ['personal_access_token.destroy', token('removed', 'token deleted')],
  ['integration.create', app('integration.observed', 'app registered by the organisation')],
  ['integration.destroy', app('removed', 'own app deleted')],
  ['integration.generate_client_secret', app('credential_issued', 'client secret of an own app')],
  ['integration.revoke_tokens', app('removed', 'tokens of an own app revoked')],
  ['integration.revoke_all_tokens', app('removed', 'tokens of an own app revoked')],
  ['oauth_application.create', app('integration.observed', 'OAuth app registered')],
  ['oauth_application.destroy', app('removed', 'OAuth app deleted')],
  ['oauth_application.generate_client_secret', app('credential_issued', 'OAuth client secret')],
  ['oauth_application.reset_secret', app('credential_issued', 'OAuth client secret reset')],
  ['oauth_application.revoke_tokens', app('removed', 'tokens of an OAuth app revoked')],
  ['oauth_application.revoke_all_tokens', app('removed', 'tokens of an OAuth app revoked')],
  ['oauth_authorization.create', app('integration.observed', 'a user authorised an OAuth app')],
  ['oauth_authorization.destroy', app('removed', 'a user revoked an OAuth app')],
  ['oauth_access.create', app('credential_issued', 'OAuth token issued')],
  ['oauth_access.regenerate', app('credential_issued', 'OAuth token issued anew')],
  ['oauth_access.destroy', app('removed', 'OAuth token ended')],
  ['oauth_access.revoke', app('removed', 'OAuth token ended')],
  ['org.oauth_app_access_approved', app('integration.observed', 'OAuth app approved')],
  ['org.oauth_app_access_unblocked', app('integration.observed', 'OAuth app unblocked')],
  ['org.oauth_app_access_denied', app('app_blocked', 'OAuth app denied')],
  ['org.oauth_app_access_blocked', app('app_blocked', 'OAuth app blocked')],
  [
    'org_credential_authorization.grant',
    { ...token('credential_issued', 'credential authorised for single sign-on'), kind: undefined },
  ],
  [
    'org_credential_authorization.deauthorize',
    { ...token('removed', 'single sign-on credential taken back'), kind: undefined },
  ],
  [
    'org_credential_authorization.revoke',
    { ...token('removed', 'single sign-on credential revoked'), kind: undefined },
  ],
  ['org.remove_member', leaver('member removed from the organisation')],
  ['org.remove_outside_collaborator', leaver('outside collaborator removed')],
  ['business.remove_member', leaver('member removed from the enterprise')],
  ['user.suspend', leaver('user suspended')],
  ['hook.create', app('integration.observed', 'outbound webhook created; not inventoried')],
]);

/** Near misses that deserve their own words. */
const IGNORED: ReadonlyMap<string, string> = new Map([
  ['personal_access_token.request_created', 'a token request waits; nothing is granted'],
  ['personal_access_token.request_denied', 'a token request was denied; nothing is granted'],
  ['personal_access_token.request_cancelled', 'a token request was cancelled; nothing is granted'],
  ['integration_installation_request.create', 'an installation request waits'],
  ['integration_installation_request.close', 'an installation request was closed'],
  ['org.oauth_app_access_requested', 'an approval request waits; nothing is granted'],
  ['org.block_user', 'a user was blocked, which removes no member'],
  ['org.disable_oauth_app_restrictions', 'organisation policy, not a grant'],
  ['org.enable_oauth_app_restrictions', 'organisation policy, not a grant'],
  ['hook.destroy', 'outbound webhooks are not inventoried'],
]);

/** Reads one audit row by its action.
 *  @param record the row; `action` is a text with a dot */
export function readAudit(
  record: Readonly<Record<string, unknown>>,
  action: string,
  origin: RecordOrigin,
): Reading {
  const why = IGNORED.get(action);
  if (why !== undefined) return ignored(why);
  const meaning = action.startsWith('public_key.') ? undefined : MEANINGS.get(action);
  if (meaning === undefined && !action.startsWith('public_key.')) {
    return ignored(`audit action ${action} is not about an integration`);
  }
  const parsed = AuditRow.safeParse(record);
  if (!parsed.success) return rejected(`audit row with a broken ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const known = meaning ?? keyMeaning(action, row);
  if (typeof known === 'string') return ignored(known);
  return observed({
    ...signalOf(row, known, origin),
    class: known.class,
    reason: `${known.reason} (${action})`,
  });
}

function signalOf(row: AuditRow, meaning: Meaning, origin: RecordOrigin) {
  const tenancy = tenancyOf(origin, row.org_id);
  const followUp: FollowUp = { kind: 'collect', collector: meaning.collector };
  return {
    tenant: tenancy.tenant,
    kind: meaning.kind,
    app: appOf(row),
    actor: row.actor,
    owner: row.user,
    occurredAt: row['@timestamp'] ?? row.created_at,
    person: meaning.class === 'owner_deactivated' ? leaverOf(row, meaning, tenancy) : undefined,
    followUp,
  };
}

function appOf(row: AuditRow): { id?: string; name?: string } | undefined {
  const name =
    row.name ??
    row.integration ??
    row.oauth_application_name ??
    row.oauth_application ??
    row.user_programmatic_access_name ??
    row.title;
  const id = row.oauth_application_id;
  return name === undefined && id === undefined ? undefined : { id, name };
}

function leaverOf(row: AuditRow, meaning: Meaning, tenancy: Tenancy): DirectoryPerson | undefined {
  const { tenant, foreign } = tenancy;
  if (tenant === undefined || foreign || row.user_id === undefined) return undefined;
  return {
    vendor: 'github',
    tenant,
    personId: row.user_id,
    name: row.user,
    active: false,
    status: meaning.reason,
    occurredAt: row['@timestamp'] ?? row.created_at,
  };
}

/** `public_key.*` is a deploy key when it names a repository, else a person's own SSH key. A deletion
 *  that names no key removes nothing that could be told apart; the next sweep sees it. */
function keyMeaning(action: string, row: AuditRow): Meaning | string {
  const kind = (row.repo ?? row.repository) === undefined ? undefined : 'github-deploy-key';
  if (action === 'public_key.create') {
    return {
      class: 'credential_issued',
      reason: kind === undefined ? 'SSH key of a user created' : 'deploy key created',
      kind,
      collector: 'deploy-keys',
    };
  }
  if (action !== 'public_key.delete') return `audit action ${action} changes no grant`;
  if (row.fingerprint === undefined && row.title === undefined) {
    return 'a key was deleted, but the row names none';
  }
  return { class: 'removed', reason: 'key deleted', kind, collector: 'deploy-keys' };
}
