/** Acting on Okta and looking back: every outcome is what Okta answered, none is taken as proof. */
import { VendorError } from '#domain/errors.ts';
import type {
  ActOutcome,
  ActTarget,
  PointRead,
  Probe,
  VendorRequest,
  VendorSession,
} from '#use-cases/vendor-port.ts';
import { oktaCapabilities } from './capabilities.ts';
import { act, getJson, getPage } from './client.ts';
import { apiServiceOf, apiTokenOf, serviceAppOf } from './normalise-rows.ts';
import { ApiTokenRow, AppRow, GrantRow, ServiceRow } from './schema.ts';
import { grantedScopes } from './sweep.ts';

const path = encodeURIComponent;

/** Reads one integration. An app without granted scopes is no integration any more. */
export async function readOne(session: VendorSession, target: ActTarget): Promise<PointRead> {
  try {
    return await find(session, target);
  } catch (error) {
    if (!(error instanceof VendorError) || error.code !== 'vendor-not-found') throw error;
    return { found: 'absent' };
  }
}

async function find(session: VendorSession, { key, handle }: ActTarget): Promise<PointRead> {
  const { tenant } = session;
  switch (key.kind) {
    case 'okta-api-token': {
      const id = path(handle.tokenId ?? key.clientId);
      const row = ApiTokenRow.safeParse(await getJson(session, `/api/v1/api-tokens/${id}`));
      return row.success ? present(apiTokenOf(row.data, tenant)) : unreadable();
    }
    case 'okta-service-app':
      return findApp(session, handle.appId ?? key.clientId);
    case 'okta-api-service': {
      const id = path(handle.serviceId ?? key.clientId);
      const url = `/integrations/api/v1/api-services/${id}`;
      const row = ServiceRow.safeParse(await getJson(session, url));
      return row.success ? present(apiServiceOf(row.data, tenant)) : unreadable();
    }
    default:
      return { found: 'unknown', reason: 'not a kind of Okta' };
  }
}

async function findApp(session: VendorSession, id: string): Promise<PointRead> {
  const row = AppRow.safeParse(await getJson(session, `/api/v1/apps/${path(id)}`));
  if (!row.success) return unreadable();
  const scopes = await grantedScopes(session, id);
  if (scopes === undefined) return unreadable();
  return scopes.length === 0
    ? { found: 'absent' }
    : present(serviceAppOf(row.data, session.tenant, scopes));
}

function present(observation: Extract<PointRead, { found: 'present' }>['observation']): PointRead {
  return { found: 'present', observation };
}

function unreadable(): PointRead {
  return { found: 'unknown', reason: 'the row could not be understood' };
}

const POLL_SECONDS = 2;

/** Sends one change and says what Okta made of it. */
async function attempt(session: VendorSession, request: VendorRequest): Promise<ActOutcome> {
  const { status } = await act(session, request);
  if (status >= 200 && status < 300) return { outcome: 'accepted', pollAfterSeconds: POLL_SECONDS };
  if (status === 404) return { outcome: 'already-gone' };
  if (status >= 500) return { outcome: 'unknown', reason: `Okta answered ${status}` };
  return { outcome: 'refused', reason: `Okta answered ${status}` };
}

function manualSteps(target: ActTarget): ActOutcome {
  const ladder = oktaCapabilities.kinds[target.key.kind]?.revoke ?? [];
  return { outcome: 'manual', steps: ladder.find((rung) => rung.how === 'manual')?.steps ?? [] };
}

function lifecycle(target: ActTarget, verb: 'activate' | 'deactivate'): VendorRequest {
  const id = path(target.handle.appId ?? target.key.clientId);
  return { method: 'POST', url: `/api/v1/apps/${id}/lifecycle/${verb}` };
}

/** Stops an app; the only kind Okta can stop and start again. */
export async function suspend(session: VendorSession, target: ActTarget): Promise<ActOutcome> {
  if (target.key.kind !== 'okta-service-app')
    return { outcome: 'refused', reason: 'not reversible' };
  return attempt(session, lifecycle(target, 'deactivate'));
}

/** Starts an app that was stopped. */
export async function resume(session: VendorSession, target: ActTarget): Promise<ActOutcome> {
  if (target.key.kind !== 'okta-service-app')
    return { outcome: 'refused', reason: 'not reversible' };
  return attempt(session, lifecycle(target, 'activate'));
}

/** Climbs one rung. */
export async function revoke(
  session: VendorSession,
  target: ActTarget,
  rung: string,
): Promise<ActOutcome> {
  const { handle, key } = target;
  switch (rung) {
    case 'revoke-token': {
      const id = path(handle.tokenId ?? key.clientId);
      return attempt(session, { method: 'DELETE', url: `/api/v1/api-tokens/${id}` });
    }
    case 'remove-service': {
      const id = path(handle.serviceId ?? key.clientId);
      return attempt(session, { method: 'DELETE', url: `/integrations/api/v1/api-services/${id}` });
    }
    case 'revoke-grants':
      return revokeGrants(session, target);
    default:
      return manualSteps(target);
  }
}

const GRANTS_MAX = 500;

/** Every scope, then the refresh tokens, then the app itself: what is left is access tokens already
 *  issued, up to an hour. */
async function revokeGrants(session: VendorSession, target: ActTarget): Promise<ActOutcome> {
  const id = path(target.handle.appId ?? target.key.clientId);
  const { rows } = await getPage(session, `/api/v1/apps/${id}/grants`);
  for (const row of rows.slice(0, GRANTS_MAX)) {
    const grant = GrantRow.safeParse(row);
    if (!grant.success) return { outcome: 'unknown', reason: 'a grant could not be understood' };
    const url = `/api/v1/apps/${id}/grants/${path(grant.data.id)}`;
    const answer = await attempt(session, { method: 'DELETE', url });
    if (answer.outcome === 'refused' || answer.outcome === 'unknown') return answer;
  }
  await attempt(session, { method: 'DELETE', url: `/api/v1/apps/${id}/tokens` });
  await attempt(session, lifecycle(target, 'deactivate'));
  return { outcome: 'accepted', pollAfterSeconds: POLL_SECONDS };
}

/** Nobody but the holder can try a token or a secret. */
export async function probe(): Promise<Probe> {
  return 'unavailable';
}
