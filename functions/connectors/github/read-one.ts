/**
 * Read-back: is this one integration still there? "Absent" is said only of a list seen to its end;
 * everything else is unknown, which is neither there nor gone.
 */
import { VendorError } from '#domain/errors.ts';
import type { Observation } from '#domain/observation.ts';
import type { ActTarget, PointRead, VendorSession } from '#use-cases/vendor-port.ts';
import { getJson, getPage, isNotFound, settingsOf } from './client.ts';
import { deployKeyOf, expectedOf, installationOf, rowsOf, tokenOf } from './read-lists.ts';
import {
  installationsPath,
  orgPath,
  repoPath,
  repositoriesPath,
  repositoryName,
  seesChosenRepositoriesOnly,
} from './sweep.ts';

/** Most pages one read-back walks; beyond them the answer is unknown. */
const PAGES_MAX = 100;

/** Errors that are an answer of the vendor, not a reason to try the step again at once. */
const UNKNOWN_CODES: ReadonlySet<string> = new Set([
  'vendor-forbidden',
  'vendor-not-found',
  'vendor-unavailable',
  'vendor-malformed',
  'vendor-refused',
]);

/** Reads one integration back.
 *  @throws VendorError vendor-rate-limited, vendor-unauthorised, vendor-foreign-link */
export async function readOne(session: VendorSession, target: ActTarget): Promise<PointRead> {
  try {
    switch (target.key.kind) {
      case 'github-app-installation':
        return await readInstallation(session, target);
      case 'github-fine-grained-token':
        return await readToken(session, target);
      case 'github-deploy-key':
        return await readDeployKey(session, target);
      default:
        return unknown(`${target.key.kind} is no kind of GitHub`);
    }
  } catch (error) {
    if (error instanceof VendorError && UNKNOWN_CODES.has(error.code)) {
      return unknown(`${error.code}: ${error.message}`);
    }
    throw error;
  }
}

function unknown(reason: string): PointRead {
  return { found: 'unknown', reason };
}

/** No call shows one installation to others than the app: the list is read. */
function readInstallation(session: VendorSession, { key }: ActTarget): Promise<PointRead> {
  return findIn(session, installationsPath(session), (row) => {
    const result = installationOf(row, key.tenant);
    if (!('seen' in result)) return 'unreadable';
    return result.seen.key.clientId === key.clientId ? result.seen : undefined;
  });
}

/** The list, filtered by the token; the filter is checked, not trusted. */
function readToken(session: VendorSession, { key }: ActTarget): Promise<PointRead> {
  const where = { tenant: key.tenant, org: settingsOf(session).org };
  const filter = `token_id%5B%5D=${encodeURIComponent(key.clientId)}`;
  const url = orgPath(session, `personal-access-tokens?per_page=100&${filter}`);
  return findIn(session, url, (row) => {
    const result = tokenOf(row, where);
    if (!('seen' in result)) return 'unreadable';
    return result.seen.key.clientId === key.clientId ? result.seen : undefined;
  });
}

/** A 404 of the key may mean "not allowed": the list of the repository, and if that is hidden too the
 *  list of repositories, has to show that it is gone. */
async function readDeployKey(
  session: VendorSession,
  { key, handle }: ActTarget,
): Promise<PointRead> {
  const repo = handle.repo ?? key.principalId.replace(/^repo:/, '');
  const keyId = handle.keyId ?? key.clientId.replace(/^key:/, '');
  const where = { tenant: key.tenant, repo };
  try {
    const row = await getJson(session, repoPath(repo, `keys/${encodeURIComponent(keyId)}`));
    const result = deployKeyOf(row, where);
    return 'seen' in result
      ? { found: 'present', observation: result.seen }
      : unknown('the key could not be understood');
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    const listed = await findIn(session, repoPath(repo, 'keys?per_page=100'), (row) => {
      const result = deployKeyOf(row, where);
      if (!('seen' in result)) return 'unreadable';
      return result.seen.key.clientId === key.clientId ? result.seen : undefined;
    });
    // The key itself answered 404 before: two answers, not one list twice.
    return listed.found === 'absent' ? { found: 'absent' } : listed;
  } catch (error) {
    if (!(error instanceof VendorError) || !isNotFound(error.cause)) throw error;
    return goneWithRepository(session, repo);
  }
}

/** Absent when the whole list of repositories does not hold the key's repository any more. */
async function goneWithRepository(session: VendorSession, repo: string): Promise<PointRead> {
  const listed = await walk(session, repositoriesPath(session, 100), (row) => {
    const name = repositoryName(row);
    if (name === undefined) return 'unreadable';
    return name.toLowerCase() === repo.toLowerCase() ? { name } : undefined;
  });
  if (listed.end === 'found') return unknown('the repository is there but hides its keys');
  if (listed.end === 'partly') return unknown(listed.reason);
  return (await seesChosenRepositoriesOnly(session))
    ? unknown('the repository is hidden from our app, or gone')
    : { found: 'absent' };
}

async function findIn(
  session: VendorSession,
  url: string,
  match: Match<Observation>,
): Promise<PointRead> {
  const walked = await walk(session, url, match);
  switch (walked.end) {
    case 'found':
      return { found: 'present', observation: walked.row };
    case 'whole':
      return { found: 'absent', from: 'list' };
    case 'partly':
      return unknown(walked.reason);
  }
}

type Walked<Row> =
  | { readonly end: 'found'; readonly row: Row }
  /** Seen to the end, nothing held back, and it is not there. */
  | { readonly end: 'whole' }
  | { readonly end: 'partly'; readonly reason: string };

type Match<Row extends object> = (row: unknown) => Row | 'unreadable' | undefined;

/** Walks a list until a row matches or the list ends; bounded. */
async function walk<Row extends object>(
  session: VendorSession,
  first: string,
  match: Match<Row>,
): Promise<Walked<Row>> {
  let next: string | undefined = first;
  // A row that is listed twice is one row: doubled ones must not make up for those left out.
  const received = new Set<string>();
  let heldBack = 0;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await getPage(session, next);
    const rows = rowsOf(page.body);
    if (rows === undefined) return { end: 'partly', reason: 'GitHub sent no list' };
    const scanned = scan(rows, match);
    if (scanned.hit !== undefined) return { end: 'found', row: scanned.hit };
    for (const row of rows) received.add(JSON.stringify(row));
    heldBack += scanned.unreadable + (page.partial ? 1 : 0);
    next = page.next;
    if (next === undefined) {
      return endOf({ received: received.size, heldBack, expected: expectedOf(page.body) });
    }
  }
  return { end: 'partly', reason: `not found in ${PAGES_MAX} pages` };
}

function scan<Row extends object>(
  rows: readonly unknown[],
  match: Match<Row>,
): { hit?: Row; unreadable: number } {
  let unreadable = 0;
  for (const row of rows) {
    const hit = match(row);
    if (hit === 'unreadable') unreadable += 1;
    else if (hit !== undefined) return { hit, unreadable };
  }
  return { unreadable };
}

function endOf(list: {
  received: number;
  heldBack: number;
  expected: number | undefined;
}): { end: 'whole' } | { end: 'partly'; reason: string } {
  if (list.heldBack > 0) return { end: 'partly', reason: 'GitHub held back part of the list' };
  if (list.expected !== undefined && list.received < list.expected) {
    return { end: 'partly', reason: `GitHub counts ${list.expected} but listed ${list.received}` };
  }
  return { end: 'whole' };
}
