/**
 * Whether the running user sees the tokens of others. Without both permissions OauthToken answers with
 * own tokens only and no error, so no answer of that list says anything before this one.
 */
import { VendorError } from '#domain/errors.ts';
import type { VendorSession } from '#use-cases/vendor-port.ts';
import { query } from './client.ts';
import { TokenAccessRow } from './schema.ts';

/** Permissions in force for the caller, profile and permission sets together (Salesforce Object
 *  Reference: UserPermissionAccess, read 2026-11). */
const ACCESS =
  'SELECT PermissionsManageUsers, PermissionsCustomizeApplication FROM UserPermissionAccess';

/** Says no too when Salesforce does not tell.
 *  @throws VendorError by status, but vendor-forbidden */
export async function seesTokensOfOthers(session: VendorSession): Promise<boolean> {
  try {
    const { rows } = await query(session, ACCESS);
    const access = TokenAccessRow.safeParse(rows[0]);
    if (!access.success) return false;
    return access.data.PermissionsManageUsers && access.data.PermissionsCustomizeApplication;
  } catch (error) {
    if (error instanceof VendorError && error.code === 'vendor-forbidden') return false;
    throw error;
  }
}

/** @throws VendorError vendor-forbidden when only own tokens would be shown */
export async function assertSeesTokensOfOthers(session: VendorSession): Promise<void> {
  if (await seesTokensOfOthers(session)) return;
  throw new VendorError('vendor-forbidden', 'Salesforce shows only own tokens to this user', {
    remedy: 'Give the connector’s user Manage Users and Customize Application.',
  });
}
