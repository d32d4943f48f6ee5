/** Acting on Salesforce and looking back. A DeleteToken is fetched, used and forgotten within one call. */
import type {
  ActOutcome,
  ActTarget,
  PointRead,
  Probe,
  VendorSession,
} from '#use-cases/vendor-port.ts';
import { salesforceCapabilities } from './capabilities.ts';
import { query, queryAll, quoted, revokeToken } from './client.ts';
import { clientIdOf, connectedAppOf, tokensOf } from './normalise-rows.ts';
import { AppRow, DeleteTokenRow, TokenRow } from './schema.ts';
import { TOKEN_FIELDS } from './sweep.ts';

/** Rows of one user for one app name. */
function whereOf({ handle, key }: ActTarget): string {
  const userId = handle.userId ?? key.principalId.replace('user:', '');
  return `WHERE UserId = ${quoted(userId)} AND AppName = ${quoted(handle.appName ?? '')}`;
}

/** Reads one integration back by a query that must be empty when it is gone. */
export async function readOne(session: VendorSession, target: ActTarget): Promise<PointRead> {
  if (target.key.kind === 'salesforce-connected-app') return readApp(session, target);
  if (target.handle.appName === undefined)
    return { found: 'unknown', reason: 'no app name is known' };
  const rows = await queryAll(session, `SELECT ${TOKEN_FIELDS} FROM OauthToken ${whereOf(target)}`);
  if (rows.length === 0) return { found: 'absent', from: 'list' };
  const parsed = rows.flatMap((row) => TokenRow.safeParse(row).data ?? []);
  const mine = parsed.filter((row) => clientIdOf(row) === target.key.clientId);
  const [observation] = tokensOf(mine, session.tenant);
  if (observation !== undefined) return { found: 'present', observation };
  return parsed.length === rows.length
    ? { found: 'absent', from: 'list' }
    : { found: 'unknown', reason: 'a row could not be understood' };
}

async function readApp(session: VendorSession, { key }: ActTarget): Promise<PointRead> {
  const { rows } = await query(
    session,
    `SELECT Id, Name, CreatedDate, LastModifiedDate FROM ConnectedApplication WHERE Id = ${quoted(key.clientId)}`,
  );
  const [first] = rows;
  if (first === undefined) return { found: 'absent', from: 'list' };
  const row = AppRow.safeParse(first);
  if (!row.success) return { found: 'unknown', reason: 'a row could not be understood' };
  return { found: 'present', observation: connectedAppOf(row.data, session.tenant) };
}

const POLL_SECONDS = 2;

/** Climbs one rung: every token of this user for this app. Up to five live side by side. */
export async function revoke(
  session: VendorSession,
  target: ActTarget,
  rung: string,
): Promise<ActOutcome> {
  if (rung !== 'revoke-tokens') return manualSteps(target);
  if (target.handle.appName === undefined)
    return { outcome: 'refused', reason: 'no app name is known' };
  const soql = `SELECT DeleteToken FROM OauthToken ${whereOf(target)}`;
  const rows = await queryAll(session, soql);
  if (rows.length === 0) return { outcome: 'already-gone' };
  let unsure = 0;
  for (const row of rows) {
    const parsed = DeleteTokenRow.safeParse(row);
    if (!parsed.success)
      return { outcome: 'refused', reason: 'Salesforce hides the tokens of others' };
    const status = await revokeToken(session, parsed.data.DeleteToken);
    // 400 means already dead or of the wrong type: the read-back tells which.
    if (status >= 500) unsure += 1;
  }
  return unsure === 0
    ? { outcome: 'accepted', pollAfterSeconds: POLL_SECONDS }
    : { outcome: 'unknown', reason: `${unsure} revocations were not answered` };
}

function manualSteps(target: ActTarget): ActOutcome {
  const ladder = salesforceCapabilities.kinds[target.key.kind]?.revoke ?? [];
  return { outcome: 'manual', steps: ladder.find((rung) => rung.how === 'manual')?.steps ?? [] };
}

/** Nothing of Salesforce can be stopped and started again without harm to others. */
export async function suspend(): Promise<ActOutcome> {
  return { outcome: 'refused', reason: 'Salesforce offers no reversible stop' };
}

/** As `suspend`. */
export async function resume(): Promise<ActOutcome> {
  return { outcome: 'refused', reason: 'Salesforce offers no reversible stop' };
}

/** Nobody but the holder can try a token. */
export async function probe(): Promise<Probe> {
  return 'unavailable';
}
