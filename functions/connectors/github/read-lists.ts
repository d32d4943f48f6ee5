/** Rows of GitHub's lists -> observations, with what could not be used counted. Pure. */
import type { Observation } from '#domain/observation.ts';
import type { CollectorPage, ListedRow, Recognise } from '#use-cases/vendor-port.ts';
import { isRecord } from '../reading.ts';
import type { ListPage } from './client.ts';
import {
  deployKeyObservation,
  installationObservation,
  tenantOfUrl,
  tokenObservation,
} from './normalise-rows.ts';
import { DeployKeyRow, InstallationRow, TokenRow } from './schema.ts';

/** Why a row is not among the observations. Any of these makes a sweep incomplete. */
type HeldBack =
  | 'the list has no rows'
  | 'a row could not be understood'
  | 'a row belongs to another organisation'
  | 'single sign-on hides rows from this credential'
  | 'the keys of a repository could not be listed'
  | 'a repository has more keys than are read'
  | 'our app is installed on chosen repositories only';

export type RowResult = { readonly seen: Observation } | { readonly heldBack: HeldBack };

/** How rows of one list are looked at. */
interface RowReader {
  readonly wireOf: (row: unknown) => ListedRow | undefined;
  readonly read: (row: unknown) => RowResult;
}

/** Rows that are not known as they are, read; each remembers the form it is known by from now on. */
export function unrecognised(
  rows: readonly unknown[],
  { wireOf, read }: RowReader,
  recognise: Recognise | undefined,
): RowResult[] {
  const results: RowResult[] = [];
  for (const row of rows) {
    const listed = wireOf(row);
    if (listed !== undefined && recognise?.(listed) === true) continue;
    const result = read(row);
    results.push(
      'seen' in result && listed !== undefined
        ? { seen: { ...result.seen, wire: listed.wire } }
        : result,
    );
  }
  return results;
}

const BROKEN: RowResult = { heldBack: 'a row could not be understood' };
const FOREIGN: RowResult = { heldBack: 'a row belongs to another organisation' };

/** One row of `GET /orgs/{org}/installations`. */
export function installationOf(row: unknown, tenant: string): RowResult {
  const parsed = InstallationRow.safeParse(row);
  if (!parsed.success) return BROKEN;
  const account = parsed.data.account?.id ?? parsed.data.target_id;
  if (account !== undefined && account !== tenant) return FOREIGN;
  return { seen: installationObservation(parsed.data, tenant) };
}

/** One row of `GET /orgs/{org}/personal-access-tokens`. */
export function tokenOf(row: unknown, where: { tenant: string; org: string }): RowResult {
  const parsed = TokenRow.safeParse(row);
  if (!parsed.success) return BROKEN;
  const stated = tenantOfUrl(parsed.data.repositories_url);
  if (stated !== undefined && stated !== where.tenant) return FOREIGN;
  return { seen: tokenObservation(parsed.data, where) };
}

/** One row of `GET /repos/{owner}/{repo}/keys`. */
export function deployKeyOf(row: unknown, where: { tenant: string; repo: string }): RowResult {
  const parsed = DeployKeyRow.safeParse(row);
  return parsed.success ? { seen: deployKeyObservation(parsed.data, where) } : BROKEN;
}

/** The rows of a bare array, or of `{ total_count, installations }`; undefined when it is neither. */
export function rowsOf(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body;
  return isRecord(body) && Array.isArray(body.installations) ? body.installations : undefined;
}

/** The vendor's count of the whole list. */
export function expectedOf(body: unknown): number | undefined {
  return isRecord(body) && typeof body.total_count === 'number' ? body.total_count : undefined;
}

/** Puts rows and what the page says of itself together. */
export function collectorPage(page: ListPage, results: readonly RowResult[]): CollectorPage {
  const counts = new Map<HeldBack, number>();
  const count = (reason: HeldBack) => counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const observations: Observation[] = [];
  for (const result of results) {
    if ('seen' in result) observations.push(result.seen);
    else count(result.heldBack);
  }
  if (page.partial) count('single sign-on hides rows from this credential');
  if (rowsOf(page.body) === undefined) count('the list has no rows');
  return {
    observations,
    next: page.next,
    expected: expectedOf(page.body),
    skipped: [...counts].map(([reason, times]) => ({ reason, count: times })),
  };
}
