/** A credential before it is stored: whose it is, at which level it sees, and what it cannot see. */
import { VendorError } from '#domain/errors.ts';
import type { PermissionReport, VendorSession } from '#use-cases/vendor-port.ts';
import { PERMISSIONS } from './capabilities.ts';
import { ask, auditPage, post, readsAuditLog } from './client.ts';
import { isOrganisation } from './normalise-rows.ts';

interface Try {
  readonly permission: string;
  readonly unseen: string;
  readonly call: (session: VendorSession) => Promise<unknown>;
}

const ONE = { limit: '1' };

const LOGS: Try = {
  permission: PERMISSIONS.logs,
  unseen: 'custom integrations, webhooks, and apps without a bot',
  call: (session) => ask(session, 'team.integrationLogs', { count: '1', page: '1' }),
};

const OF_WORKSPACE: readonly Try[] = [
  {
    permission: 'users:read and users:read.email',
    unseen: 'members who left, and bots',
    call: (session) => ask(session, 'users.list', ONE),
  },
  LOGS,
];

const OF_ORGANISATION: readonly Try[] = [
  {
    permission: 'admin.users:read',
    unseen: 'members who left',
    call: (session) => post(session, 'admin.users.list', ONE),
  },
  {
    permission: 'admin.teams:read',
    unseen: 'every workspace: its apps, approvals and custom integrations',
    call: (session) => post(session, 'admin.teams.list', ONE),
  },
  {
    permission: 'admin.apps:read',
    unseen: 'approved apps and MCP servers',
    call: (session) =>
      ask(session, 'admin.apps.approved.list', { ...ONE, enterprise_id: session.tenant }),
  },
  {
    permission: PERMISSIONS.audit,
    unseen: 'who installed what and when; organisation apps; changes between sweeps',
    call: async (session) => {
      if (readsAuditLog(session)) return auditPage(session, ONE);
      throw new VendorError('vendor-forbidden', 'no auditToken was given');
    },
  },
];

/** What a workspace by itself never shows, whatever its credential. */
const PLAN_LIMIT = {
  permission: 'the Enterprise plan, with our app installed on the organisation',
  unseen: 'approvals, the audit log, organisation apps, MCP servers; apps are removed by hand',
} as const;

/** Says whose credential it is and tries every list once with one row. */
export async function checkCredential(session: VendorSession): Promise<PermissionReport> {
  const who = await ask(session, 'auth.test');
  const tenant = tenantOf(who);
  const known = { ...session, tenant };
  const wide = isOrganisation(tenant);
  const missing: { permission: string; unseen: string }[] = wide ? [] : [PLAN_LIMIT];
  const tries = wide ? OF_ORGANISATION : OF_WORKSPACE;
  let refused = 0;
  for (const { permission, unseen, call } of tries) {
    try {
      await call(known);
    } catch (error) {
      if (!(error instanceof VendorError) || error.code !== 'vendor-forbidden') throw error;
      refused += 1;
      missing.push({ permission, unseen });
    }
  }
  if (refused === tries.length) {
    throw new VendorError('vendor-forbidden', 'the credential may see nothing of this Slack');
  }
  return { tenant, tenantName: textAt(who, 'team'), missing };
}

function textAt(answer: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = answer[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An app installed on the organisation belongs to it; any other to its workspace.
 *  @throws VendorError when Slack names neither */
function tenantOf(who: Readonly<Record<string, unknown>>): string {
  const organisation = textAt(who, 'enterprise_id');
  const wide = who.is_enterprise_install === true ? organisation : undefined;
  const tenant = wide ?? textAt(who, 'team_id');
  if (tenant !== undefined) return tenant;
  throw new VendorError('vendor-malformed', 'Slack does not say whose the credential is');
}
