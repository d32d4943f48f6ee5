/**
 * The wire form of a list row: every field its observation is made of, and nothing else. A sweep
 * compares it with what it stored the last time before it reads the row at all. Two rows with the
 * same wire form must give the same observation (last use aside): a test holds it to that.
 */
import type { ListedRow } from '#use-cases/vendor-port.ts';
import { isRecord } from '../reading.ts';
import { lastUsedOf } from './normalise-rows.ts';
import { instantOrNever } from './schema.ts';

type Row = Readonly<Record<string, unknown>>;

function wire(kind: string, values: readonly unknown[]): string {
  return `${kind}${JSON.stringify(values)}`;
}

/** One row of the installations list; undefined when it is no object. */
export function installationWire(row: unknown): ListedRow | undefined {
  if (!isRecord(row)) return undefined;
  const account: Row = isRecord(row.account) ? row.account : {};
  return {
    wire: wire('github-app-installation', [
      row.id,
      row.app_id,
      row.app_slug,
      account.id,
      account.login,
      row.target_id,
      row.repository_selection,
      row.permissions,
      row.created_at,
      row.suspended_at,
    ]),
  };
}

/** One row of the fine-grained tokens list; undefined when it is no object. */
export function tokenWire(row: unknown): ListedRow | undefined {
  if (!isRecord(row)) return undefined;
  const owner: Row = isRecord(row.owner) ? row.owner : {};
  return {
    wire: wire('github-fine-grained-token', [
      row.id,
      owner.id,
      owner.login,
      row.token_id,
      row.token_name,
      row.permissions,
      row.repository_selection,
      row.repositories_url,
      row.access_granted_at,
      row.token_expires_at,
    ]),
    lastUsed: lastUsedOf(instantOrNever(row.token_last_used_at)),
  };
}
