/**
 * Setup audit trail: what happened is an action name, to what is inside an English sentence. Actions
 * are matched, names and scopes are taken out where the sentence has the known form. Pure.
 */
import type { Reading, RecordOrigin, Signal } from '#use-cases/vendor-port.ts';
import { AuditRow } from './schema.ts';

interface Meaning {
  readonly class: Signal['class'];
  readonly reason: string;
  /** Takes the app's (or person's) name out of the sentence. Linear, bounded input. */
  readonly name?: RegExp;
  readonly collector: 'oauth-tokens' | 'connected-apps' | 'people';
}

const APP_NAME = /^\w+ [Cc]onnected [Aa]pp (.+?)(?: to Salesforce)?$/;
const SCOPE_CHANGE = /^Changed connected app (.+?) scopes from (.+?) to (.+)$/;
const PACKAGE_NAME = /^\w+ AppExchange package: (.+)$/;
const PERSON_NAME = /^Deactivated user (.+)$/;

const observedApp = (reason: string, name: RegExp = APP_NAME): Meaning => ({
  class: 'integration.observed',
  reason,
  name,
  collector: 'connected-apps',
});

/** Action -> meaning (action names as listed by the community, read 2026-11; others are noise). */
const ACTIONS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries<Meaning>({
    insertConnectedApplication: observedApp('a connected app was installed'),
    insertApplication: observedApp('a connected app was created'),
    unblockConnectedApplication: observedApp('a connected app was unblocked'),
    installedpackagingapp: observedApp('a package was installed', PACKAGE_NAME),
    blockConnectedApplication: {
      ...observedApp('a connected app was blocked'),
      class: 'app_blocked',
    },
    deleteConnectedApplication: {
      ...observedApp('a connected app was uninstalled'),
      class: 'removed',
    },
    deleteApplication: { ...observedApp('a connected app was deleted'), class: 'removed' },
    uninstalledpackagingapp: {
      ...observedApp('a package was removed', PACKAGE_NAME),
      class: 'removed',
    },
    changeOauthDefaultScope: {
      class: 'scopes_changed',
      reason: 'the scopes of a connected app changed',
      name: SCOPE_CHANGE,
      collector: 'connected-apps',
    },
    generateOauthStagedCredential: {
      class: 'credential_issued',
      reason: 'a consumer secret was staged',
      collector: 'connected-apps',
    },
    insertApplicationCertificate: {
      class: 'credential_issued',
      reason: 'a certificate was added to an app',
      collector: 'connected-apps',
    },
    namedCredentialInsert: {
      class: 'credential_issued',
      reason: 'a named credential was created',
      name: /^Created a new named credential: (.+)$/,
      collector: 'connected-apps',
    },
    deactivateduser: {
      class: 'owner_deactivated',
      reason: 'a user was deactivated',
      name: PERSON_NAME,
      collector: 'people',
    },
  }),
);

const SENTENCE_MAX = 2_000;

/** Reads one row of the trail. */
export function readAudit(record: unknown, { tenant }: RecordOrigin): Reading {
  const parsed = AuditRow.safeParse(record);
  if (!parsed.success) return { outcome: 'rejected', reason: 'an audit row without action' };
  const row = parsed.data;
  const meaning = ACTIONS.get(row.Action);
  if (meaning === undefined) {
    return { outcome: 'ignored', reason: `action ${row.Action} is not about an integration` };
  }
  const sentence = row.Display?.slice(0, SENTENCE_MAX) ?? '';
  const found = meaning.name?.exec(sentence);
  const name = found?.[1];
  const isPerson = meaning.class === 'owner_deactivated';
  return {
    outcome: 'observed',
    signal: {
      class: meaning.class,
      reason: meaning.reason,
      tenant,
      app: isPerson || name === undefined ? undefined : { name },
      actor: row.CreatedBy?.Username?.toLowerCase() ?? row.CreatedById,
      owner: isPerson ? name : undefined,
      scopes: scopesIn(found?.[3]),
      occurredAt: row.CreatedDate,
      followUp: { kind: 'collect', collector: meaning.collector },
    },
  };
}

function scopesIn(list: string | undefined): string[] | undefined {
  return list?.split(',').map((scope) => scope.trim());
}
