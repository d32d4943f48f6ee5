/** What a credential is and may not do, found by trying every list once. Used before it is stored. */
import { VendorError } from '#domain/errors.ts';
import type { PermissionReport, VendorSession } from '#use-cases/vendor-port.ts';
import { isRecord } from '../reading.ts';
import {
  AUDIT_PERMISSION,
  DEPLOY_KEYS_PERMISSION,
  INSTALLATIONS_PERMISSION,
  TOKENS_PERMISSION,
} from './capabilities.ts';
import { getJson, getPage, settingsOf } from './client.ts';
import { rowsOf } from './read-lists.ts';
import { idOf, textOf } from './schema.ts';
import {
  orgPath,
  repoPath,
  repositoriesPath,
  repositoryName,
  seesChosenRepositoriesOnly,
} from './sweep.ts';

interface Attempt {
  readonly permission: string;
  readonly unseen: string;
  readonly works: (session: VendorSession) => Promise<boolean>;
}

const ATTEMPTS: readonly Attempt[] = [
  {
    permission: INSTALLATIONS_PERMISSION,
    unseen: 'installed GitHub Apps',
    works: (session) => lists(session, orgPath(session, 'installations?per_page=1')),
  },
  {
    permission: TOKENS_PERMISSION,
    unseen: 'fine-grained tokens',
    works: (session) => lists(session, orgPath(session, 'personal-access-tokens?per_page=1')),
  },
  { permission: DEPLOY_KEYS_PERMISSION, unseen: 'deploy keys', works: listsKeys },
  {
    permission: AUDIT_PERMISSION,
    unseen: 'who changed what between sweeps (audit log, Enterprise Cloud)',
    works: (session) => lists(session, orgPath(session, 'audit-log?per_page=1')),
  },
];

/** Says whose credential it is and what stays unseen with it.
 *  @throws VendorError vendor-unauthorised, vendor-not-found (no such organisation), vendor-malformed */
export async function checkCredential(session: VendorSession): Promise<PermissionReport> {
  const org = await getJson(session, `/orgs/${settingsOf(session).org}`);
  const tenant = isRecord(org) ? idOf(org.id) : undefined;
  if (tenant === undefined) {
    throw new VendorError('vendor-malformed', 'GitHub described the organisation without an id');
  }
  const missing: { permission: string; unseen: string }[] = [];
  for (const { permission, unseen, works } of ATTEMPTS) {
    if (!(await works(session))) missing.push({ permission, unseen });
  }
  return { tenant, tenantName: isRecord(org) ? textOf(org.login) : undefined, missing };
}

async function lists(session: VendorSession, url: string): Promise<boolean> {
  try {
    await getPage(session, url);
    return true;
  } catch (error) {
    if (error instanceof VendorError && error.code === 'vendor-forbidden') return false;
    throw error;
  }
}

/** Tried on the first repository; an organisation without any has no deploy keys to miss. */
async function listsKeys(session: VendorSession): Promise<boolean> {
  if (await seesChosenRepositoriesOnly(session)) return false;
  const repositories = repositoriesPath(session, 1);
  if (!(await lists(session, repositories))) return false;
  const page = await getPage(session, repositories);
  const repo = repositoryName(rowsOf(page.body)?.[0]);
  return repo === undefined || lists(session, repoPath(repo, 'keys?per_page=1'));
}
