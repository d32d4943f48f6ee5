/** Salesforce's scopes on the common scale (docs/risk.md). The user's own rights decide too. */

import { on, type ResourceKind, type ScopeRating } from '#domain/risk.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';

/** Everything but signing in is done with the rights of the person, which are not read. */
const crm = { ...on('crm'), rights: 'not-read' } as const;

const bulk = (allows: string, reach: 'R2' | 'R3' = 'R3'): ScopeRating => ({
  class: 'BULK',
  ...crm,
  reach,
  allows,
});
const read = (what: ResourceKind, allows: string): ScopeRating => ({
  class: 'READ',
  ...on(what),
  rights: 'not-read',
  reach: 'R2',
  allows,
});
const signIn = (allows: string): ScopeRating => ({
  class: 'SIGNIN',
  ...on('person'),
  reach: 'R1',
  allows,
});
const lasting: ScopeRating = {
  class: 'SIGNIN',
  ...on('none'),
  reach: 'R1',
  allows: 'go on without the person',
  lasting: true,
};

const RATINGS: ReadonlyMap<string, ScopeRating> = new Map(
  Object.entries<ScopeRating>({
    full: { class: 'ADMIN', ...crm, reach: 'R3', allows: 'do all the user can', narrower: 'api' },
    api: bulk('query and export the whole CRM'),
    web: { class: 'WRITE', ...crm, reach: 'R2', allows: 'act in the browser as the user' },
    cdp_query_api: bulk('query the data cloud'),
    cdp_ingest_api: { class: 'WRITE', ...crm, reach: 'R3', allows: 'write to the data cloud' },
    pardot_api: {
      class: 'WRITE',
      ...on('marketing'),
      rights: 'not-read',
      reach: 'R3',
      allows: 'change marketing data',
    },
    wave_api: bulk('query analytics', 'R2'),
    chatter_api: read('chat', 'read and post in Chatter'),
    content: read('files', 'read files'),
    mcp_api: { class: 'EXEC', ...crm, reach: 'R3', allows: 'run agent tools' },
    user_registration_api: {
      class: 'IAM',
      ...on('person'),
      reach: 'R2',
      allows: 'register users',
    },
    lightning: { class: 'WRITE', ...crm, reach: 'R1', allows: 'act in Lightning as the user' },
    visualforce: {
      class: 'WRITE',
      ...crm,
      reach: 'R1',
      allows: 'act in Visualforce as the user',
    },
    id: signIn('sign in'),
    openid: signIn('sign in'),
    profile: signIn('read the profile'),
    email: signIn('read the e-mail address'),
    refresh_token: lasting,
    // OAuth Tokens and Scopes, read 2026-03: two names of one scope.
    offline_access: { ...lasting, sameAs: 'refresh_token' },
  }),
);

/** Rates one scope. What is not mapped is UNKNOWN, never harmless. */
export function rateScope(scope: string, _kind: IntegrationKind): ScopeRating {
  return (
    RATINGS.get(scope) ?? {
      class: 'UNKNOWN',
      ...crm,
      reach: 'R3',
      allows: `do something unmapped (${scope})`,
    }
  );
}
