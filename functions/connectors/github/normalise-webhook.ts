/**
 * Webhook bodies -> readings. Pure. The event name travels in a header and may be missing or wrong
 * in what people hand over, so the shape decides where it can; the name only where it must.
 */
import type { Observation } from '#domain/observation.ts';
import type { Reading, RecordOrigin, Signal } from '#use-cases/vendor-port.ts';
import { ignored, isRecord, observed, rejected } from '../reading.ts';
import { brokenParts, idWithin, type Tenancy, tenancyOf } from './normalise-reading.ts';
import {
  deployKeyKey,
  deployKeyObservation,
  deployKeyScopes,
  tokenKey,
  tokenScopes,
} from './normalise-rows.ts';
import { readInstallation, readRepositories } from './normalise-webhook-installation.ts';
import { DeployKeyRow, TokenRequest, WebhookFrame } from './schema.ts';

type Body = Readonly<Record<string, unknown>>;

/** Event a body is about, by its shape, else by the name from the header. */
export function webhookEvent(body: Body, named: string | undefined): string | undefined {
  if (isRecord(body.personal_access_token_request)) return 'personal_access_token_request';
  if ('repositories_added' in body && isRecord(body.installation)) {
    return 'installation_repositories';
  }
  if (isRecord(body.key) && 'read_only' in body.key) return 'deploy_key';
  if (isWholeInstallation(body)) return 'installation';
  if (isRecord(body.membership) && isRecord(body.organization)) return 'organization';
  if (isOnlySender(body)) return 'github_app_authorization';
  return named;
}

/** Noise carries an `installation` too, but only its id: the app that receives the webhook. */
function isWholeInstallation(body: Body): boolean {
  return isRecord(body.installation) && isRecord(body.installation.permissions);
}

function isOnlySender(body: Body): boolean {
  return (
    body.action === 'revoked' &&
    Object.keys(body).every((key) => key === 'action' || key === 'sender' || key === 'installation')
  );
}

/** Events of the product's concern; every other one is noise. */
const READERS: Readonly<Record<string, (body: Body, origin: RecordOrigin) => Reading>> = {
  installation: readInstallation,
  // Enterprise Server's old names for the same content.
  integration_installation: readInstallation,
  installation_repositories: readRepositories,
  integration_installation_repositories: readRepositories,
  personal_access_token_request: readTokenRequest,
  deploy_key: readDeployKey,
  organization: readOrganization,
  github_app_authorization: readAuthorization,
  meta: () => ignored('our own webhook was deleted: a health alarm, not a grant'),
  ping: () => ignored('ping'),
};

/** Reads one webhook body. */
export function readWebhook(body: Body, event: string, origin: RecordOrigin): Reading {
  const reader = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  return reader === undefined
    ? ignored(`event ${event} is not about an integration`)
    : reader(body, origin);
}

/** Only an approval grants something; it carries no grant id, so the list is read again. */
function readTokenRequest(body: Body, origin: RecordOrigin): Reading {
  const frame = WebhookFrame.parse(body);
  if (frame.action !== 'approved') {
    return ignored(`token request ${frame.action ?? 'without action'}: nothing is granted`);
  }
  const parsed = TokenRequest.safeParse(body.personal_access_token_request);
  if (!parsed.success) return rejected(`token request without ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const tenancy = tenancyOf(origin, [frame.organization?.id]);
  return observed({
    class: 'credential_issued',
    reason: 'fine-grained token approved',
    tenant: tenancy.tenant,
    kind: 'github-fine-grained-token',
    integrationId: idWithin(tenancy, (id) => tokenKey(id, row.token_id, row.owner.id)),
    app: { id: row.token_id, name: row.token_name },
    actor: frame.sender?.login,
    owner: row.owner.login,
    scopes: tokenScopes(row.permissions_result),
    followUp: { kind: 'collect', collector: 'fine-grained-tokens' },
  });
}

function readDeployKey(body: Body, origin: RecordOrigin): Reading {
  const frame = WebhookFrame.parse(body);
  if (frame.action !== 'created' && frame.action !== 'deleted') {
    return ignored(`deploy key action ${frame.action ?? 'missing'}`);
  }
  const parsed = DeployKeyRow.safeParse(body.key);
  if (!parsed.success) return rejected(`deploy key without ${brokenParts(parsed.error)}`);
  const row = parsed.data;
  const repo = frame.repository?.full_name;
  if (repo === undefined) return rejected('deploy key without its repository');
  const tenancy = tenancyOf(origin, [frame.organization?.id ?? frame.repository?.owner?.id]);
  const gone = frame.action === 'deleted';
  const occurredAt = gone ? undefined : row.created_at;
  const observation = keySighting(row, { tenancy, repo, frame });
  return observed({
    class: gone ? 'removed' : 'credential_issued',
    reason: gone ? 'deploy key deleted' : 'deploy key created',
    tenant: tenancy.tenant,
    kind: 'github-deploy-key',
    integrationId: idWithin(tenancy, (id) => deployKeyKey(id, row.id, repo)),
    app: { id: row.id, name: row.title },
    actor: frame.sender?.login,
    owner: row.added_by,
    scopes: deployKeyScopes(row),
    occurredAt,
    observation,
    followUp: observation === undefined ? { kind: 'collect', collector: 'deploy-keys' } : undefined,
  });
}

/** The key as the body shows it. A deletion has no time of its own: `created_at` is the birth. */
function keySighting(
  row: DeployKeyRow,
  about: { tenancy: Tenancy; repo: string; frame: WebhookFrame },
): Observation | undefined {
  const { tenancy, repo, frame } = about;
  if (tenancy.tenant === undefined || tenancy.foreign) return undefined;
  const seen = deployKeyObservation(row, { tenant: tenancy.tenant, repo });
  const actor = frame.sender?.login;
  return frame.action === 'deleted'
    ? { ...seen, actor, presence: { status: 'removed', cause: 'unknown' } }
    : { ...seen, actor, occurredAt: row.created_at };
}

const MEMBERSHIPS: Readonly<
  Record<string, Pick<Signal, 'class' | 'reason'> & { active: boolean; status: string }>
> = {
  member_removed: {
    class: 'owner_deactivated',
    reason: 'member removed from the organisation',
    active: false,
    status: 'removed from the organisation',
  },
  member_added: {
    class: 'owner_active',
    reason: 'member added to the organisation',
    active: true,
    status: 'member of the organisation',
  },
};

/** Who left the organisation, and who came or came back; an invitation alone makes nobody a member. */
function readOrganization(body: Body, origin: RecordOrigin): Reading {
  const frame = WebhookFrame.parse(body);
  const action = frame.action ?? 'event';
  const change = Object.hasOwn(MEMBERSHIPS, action) ? MEMBERSHIPS[action] : undefined;
  if (change === undefined) return ignored(`organization ${action} ends no ownership`);
  const { tenant, foreign } = tenancyOf(origin, [frame.organization?.id]);
  const user = frame.membership?.user;
  return observed({
    class: change.class,
    reason: change.reason,
    tenant,
    actor: frame.sender?.login,
    owner: user?.login,
    person:
      tenant === undefined || foreign || user?.id === undefined
        ? undefined
        : {
            vendor: 'github',
            tenant,
            personId: user.id,
            name: user.login,
            active: change.active,
            status: change.status,
          },
    followUp: { kind: 'collect', collector: 'fine-grained-tokens' },
  });
}

/** One user took back an authorisation; the app's installation is something else and stays. */
function readAuthorization(body: Body, origin: RecordOrigin): Reading {
  const frame = WebhookFrame.parse(body);
  if (frame.action !== 'revoked') return ignored('app authorization event that revokes nothing');
  return observed({
    class: 'removed',
    reason: 'a user revoked an app; its installation stays',
    tenant: tenancyOf(origin, []).tenant,
    actor: frame.sender?.login,
    owner: frame.sender?.login,
    followUp: { kind: 'collect', collector: 'installations' },
  });
}
