/** Salesforce's scopes on the common scale (docs/risk.md). The user's own rights decide too. */

import type { ScopeRating } from '#domain/risk.ts';
import type { IntegrationKind } from '#events/vocabulary.ts';

const business = { sensitivity: 'business' } as const;

const bulk = (allows: string, reach: 'R2' | 'R3' = 'R3'): ScopeRating => ({
  class: 'BULK',
  ...business,
  reach,
  allows,
});
const read = (allows: string): ScopeRating => ({ class: 'READ', ...business, reach: 'R2', allows });
const signIn = (allows: string): ScopeRating => ({
  class: 'SIGNIN',
  sensitivity: 'internal',
  reach: 'R1',
  allows,
});
const lasting: ScopeRating = {
  class: 'SIGNIN',
  sensitivity: 'none',
  reach: 'R1',
  allows: 'go on without the person',
};

const RATINGS: ReadonlyMap<string, ScopeRating> = new Map(
  Object.entries<ScopeRating>({
    full: { class: 'ADMIN', ...business, reach: 'R3', allows: 'do all the user can' },
    api: bulk('query and export the whole CRM'),
    web: { class: 'WRITE', ...business, reach: 'R2', allows: 'act in the browser as the user' },
    cdp_query_api: bulk('query the data cloud'),
    cdp_ingest_api: { class: 'WRITE', ...business, reach: 'R3', allows: 'write to the data cloud' },
    pardot_api: {
      class: 'WRITE',
      sensitivity: 'internal',
      reach: 'R3',
      allows: 'change marketing data',
    },
    wave_api: bulk('query analytics', 'R2'),
    chatter_api: read('read and post in Chatter'),
    content: read('read files'),
    mcp_api: { class: 'EXEC', ...business, reach: 'R3', allows: 'run agent tools' },
    user_registration_api: {
      class: 'IAM',
      sensitivity: 'internal',
      reach: 'R2',
      allows: 'register users',
    },
    lightning: { class: 'WRITE', ...business, reach: 'R1', allows: 'act in Lightning as the user' },
    visualforce: {
      class: 'WRITE',
      ...business,
      reach: 'R1',
      allows: 'act in Visualforce as the user',
    },
    id: signIn('sign in'),
    openid: signIn('sign in'),
    profile: signIn('read the profile'),
    email: signIn('read the e-mail address'),
    refresh_token: lasting,
    offline_access: lasting,
  }),
);

/** Rates one scope. What is not mapped is UNKNOWN, never harmless. */
export function rateScope(scope: string, _kind: IntegrationKind): ScopeRating {
  return (
    RATINGS.get(scope) ?? {
      class: 'UNKNOWN',
      ...business,
      reach: 'R3',
      allows: `do something unmapped (${scope})`,
    }
  );
}
