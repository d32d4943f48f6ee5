/** Slack's lists page by page. No list shows what is installed: it is the union of the integration
 *  log, of bots and, in an organisation, of the audit log. */
import type { Collector } from '#use-cases/vendor-port.ts';
import { PERMISSIONS } from './capabilities.ts';
import { readsAuditLog } from './client.ts';
import { isOrganisation } from './normalise-rows.ts';
import { auditedPage } from './read-audit.ts';
import {
  adminUsersPage,
  approvalsPage,
  decisionStops,
  integrationLogPage,
  mcpServersPage,
  membersPage,
} from './read-pages.ts';
import { type Walk, walked } from './walk.ts';

const collector = (about: Omit<Collector, 'page'>, walk: Walk): Collector => ({
  ...about,
  page: (session, cursor) => walked(walk, session, cursor),
});

const ofOrganisation: Walk['stopsOf'] = (place) => (isOrganisation(place) ? [place] : []);

/** Members first, so that a leaver is known when what they own is seen. */
const members = collector(
  {
    name: 'members',
    kinds: [],
    capability: 'directory',
    permission: PERMISSIONS.members,
    pagesMax: 5_000,
  },
  {
    stopsOf: (place) => [place],
    workspaces: false,
    read: (session, stop) =>
      isOrganisation(session.tenant) ? adminUsersPage(session, stop) : membersPage(session, stop),
  },
);

/** One list, because one thing may be in the audit log and in the integration log of its workspace:
 *  the audit log comes first and decides what it tells of. */
const installedApps = collector(
  {
    name: 'installed-apps',
    kinds: [
      'slack-app-installation',
      'slack-org-app',
      'slack-incoming-webhook',
      'slack-legacy-integration',
    ],
    capability: 'discover',
    permission: PERMISSIONS.installed,
    pagesMax: 2_000,
  },
  {
    stopsOf: (place, session) => (isOrganisation(place) && !readsAuditLog(session) ? [] : [place]),
    workspaces: true,
    read: (session, stop) =>
      isOrganisation(stop.name) ? auditedPage(session, stop) : integrationLogPage(session, stop),
  },
);

/** Approvals and MCP servers exist in organisations only: a workspace by itself has none to list. */
const approvals = collector(
  {
    name: 'approvals',
    kinds: ['slack-app-approval'],
    capability: 'discover',
    permission: PERMISSIONS.apps,
    pagesMax: 2_000,
  },
  {
    stopsOf: (place, { tenant }) => (isOrganisation(tenant) ? decisionStops(place) : []),
    workspaces: true,
    read: approvalsPage,
  },
);

const mcpServers = collector(
  {
    name: 'mcp-servers',
    kinds: ['slack-mcp-server'],
    capability: 'discover',
    permission: PERMISSIONS.apps,
    pagesMax: 100,
  },
  { stopsOf: ofOrganisation, workspaces: false, read: mcpServersPage },
);

/** Lists of a sweep. */
export const slackCollectors: readonly Collector[] = [
  members,
  installedApps,
  approvals,
  mcpServers,
];
