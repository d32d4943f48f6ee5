/** A credential before it is stored: whose organisation it is and what it cannot see. */
import { VendorError } from '#domain/errors.ts';
import type { PermissionReport, VendorSession } from '#use-cases/vendor-port.ts';
import { PERMISSIONS } from './capabilities.ts';
import { query } from './client.ts';
import { OrganizationRow } from './schema.ts';
import { seesTokensOfOthers } from './token-access.ts';

/** Asks for the organisation, then tries every list once.
 *  @throws VendorError vendor-unauthorised, vendor-forbidden (not even the organisation is shown) */
export async function checkCredential(session: VendorSession): Promise<PermissionReport> {
  const { rows } = await query(session, 'SELECT Id, Name FROM Organization');
  const organization = OrganizationRow.safeParse(rows[0]);
  if (!organization.success) {
    throw new VendorError(
      'vendor-malformed',
      'Salesforce does not tell whose organisation this is',
    );
  }
  const missing: { permission: string; unseen: string }[] = [];
  const tries = [
    { object: 'OauthToken', permission: PERMISSIONS.tokens, unseen: 'tokens of other users' },
    { object: 'ConnectedApplication', permission: PERMISSIONS.apps, unseen: 'connected apps' },
    { object: 'SetupAuditTrail', permission: PERMISSIONS.audit, unseen: 'the setup audit trail' },
  ];
  for (const { object, permission, unseen } of tries) {
    if (await isHidden(session, object)) missing.push({ permission, unseen });
  }
  return {
    tenant: organization.data.Id,
    tenantName: organization.data.Name,
    missing,
  };
}

/** Hidden, or shown in part only. */
async function isHidden(session: VendorSession, object: string): Promise<boolean> {
  try {
    await query(session, `SELECT COUNT() FROM ${object}`);
    return object === 'OauthToken' && !(await seesTokensOfOthers(session));
  } catch (error) {
    if (error instanceof VendorError && error.code === 'vendor-forbidden') return true;
    throw error;
  }
}
