/** Okta's lists page by page, and its log. Each list ends by itself; the log never does. */
import { VendorError } from '#domain/errors.ts';
import type { Observation } from '#domain/observation.ts';
import { toTimestamp } from '#domain/time.ts';
import type { Collector, CollectorPage, Feed, VendorSession } from '#use-cases/vendor-port.ts';
import { parsedRows } from '../parsed-rows.ts';
import { PERMISSIONS } from './capabilities.ts';
import { getPage } from './client.ts';
import { apiServiceOf, apiTokenOf, personOf, serviceAppOf } from './normalise-rows.ts';
import { ApiTokenRow, AppRow, GrantRow, ServiceRow, UserRow } from './schema.ts';

const PER_PAGE = 200;
/** Apps a page: each costs a call of its own, and a sweep stops and goes on between pages only. Even at
 *  half a second a call a page ends within the time that is kept back for it. */
const APPS_PER_PAGE = 20;

const apiTokens: Collector = {
  name: 'api-tokens',
  kinds: ['okta-api-token'],
  capability: 'discover',
  permission: PERMISSIONS.apiTokens,
  pagesMax: 100,
  async page(session, cursor): Promise<CollectorPage> {
    const { rows, next } = await getPage(session, cursor ?? '/api/v1/api-tokens');
    const { good, skipped } = parsedRows(rows, ApiTokenRow);
    return { observations: good.map((row) => apiTokenOf(row, session.tenant)), skipped, next };
  },
};

const serviceApps: Collector = {
  name: 'service-apps',
  kinds: ['okta-service-app'],
  capability: 'discover',
  permission: PERMISSIONS.apps,
  pagesMax: 5_000,
  async page(session, cursor): Promise<CollectorPage> {
    const first = `/api/v1/apps?limit=${APPS_PER_PAGE}`;
    const { rows, next } = await getPage(session, cursor ?? first);
    const { good, skipped } = parsedRows(rows, AppRow);
    const observations: Observation[] = [];
    let unread = 0;
    for (const row of good) {
      if (!row.settings?.oauthClient) continue;
      const scopes = await grantedScopes(session, row.id);
      if (scopes === undefined) {
        unread += 1;
        continue;
      }
      // An app that holds no scope of Okta's is a sign-in, not an integration with Okta.
      if (scopes.length > 0) observations.push(serviceAppOf(row, session.tenant, scopes));
    }
    const heldBack = { reason: 'the grants of an app could not be understood', count: unread };
    return { observations, skipped: unread === 0 ? skipped : [...skipped, heldBack], next };
  },
};

/** Scopes granted to an app; the list is not paged.
 *  @returns undefined when a grant could not be understood, or the list goes on after all: what it gives is unknown, not nothing */
export async function grantedScopes(
  session: VendorSession,
  appId: string,
): Promise<string[] | undefined> {
  const url = `/api/v1/apps/${encodeURIComponent(appId)}/grants`;
  const { rows, next } = await getPage(session, url);
  const { good, skipped } = parsedRows(rows, GrantRow);
  if (skipped.length > 0 || next !== undefined) return undefined;
  return good.flatMap((grant) => (grant.status === 'ACTIVE' ? [grant.scopeId] : []));
}

const apiServices: Collector = {
  name: 'api-services',
  kinds: ['okta-api-service'],
  capability: 'discover',
  permission: PERMISSIONS.services,
  pagesMax: 100,
  async page(session, cursor): Promise<CollectorPage> {
    const { rows, next } = await getPage(session, cursor ?? '/integrations/api/v1/api-services');
    const { good, skipped } = parsedRows(rows, ServiceRow);
    return { observations: good.map((row) => apiServiceOf(row, session.tenant)), skipped, next };
  },
};

/** Deactivated users are left out of the plain list, so they are a list of their own. */
function people(name: string, query: string): Collector {
  return {
    name,
    kinds: [],
    capability: 'directory',
    permission: PERMISSIONS.people,
    pagesMax: 5_000,
    async page(session, cursor): Promise<CollectorPage> {
      const { rows, next } = await getPage(session, cursor ?? `/api/v1/users?${query}`);
      const { good, skipped } = parsedRows(rows, UserRow);
      const found = good.map((row) => personOf(row, session.tenant));
      return { observations: [], people: found, skipped, next };
    },
  };
}

const DEPROVISIONED = encodeURIComponent('status eq "DEPROVISIONED"');

/** Lists of a sweep; people first, so that a leaver is known when their tokens are seen. */
export const oktaCollectors: readonly Collector[] = [
  people('people', `limit=${PER_PAGE}`),
  people('people-left', `limit=${PER_PAGE}&filter=${DEPROVISIONED}`),
  apiTokens,
  serviceApps,
  apiServices,
];

const LOG_PER_PAGE = 1_000;
const FIRST_LOOK_MS = 24 * 3_600_000;

/** Polling is ordered by Okta's own storage time and always names a next link, also on an empty
 *  page: that link is the cursor (Okta Developer: System Log API, polling requests, read 2026-11). */
const systemLog: Feed = {
  name: 'system-log',
  permission: PERMISSIONS.log,
  async page(session, cursor) {
    const since = encodeURIComponent(toTimestamp(session.now() - FIRST_LOOK_MS));
    const first = `/api/v1/logs?since=${since}&sortOrder=ASCENDING&limit=${LOG_PER_PAGE}`;
    const { rows, next } = await getPage(session, cursor ?? first);
    if (next === undefined) {
      throw new VendorError('vendor-malformed', 'Okta’s log names no next link');
    }
    return { records: rows, cursor: next, more: rows.length === LOG_PER_PAGE };
  },
};

/** Feeds of a connection. */
export const oktaFeeds: readonly Feed[] = [systemLog];
