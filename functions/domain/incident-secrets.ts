/**
 * What secrets of ours a vendor holds, or could have read: what the run ends by itself, and what
 * people have to replace elsewhere. Told from what is recorded; nobody knows what was copied.
 */
import type { IntegrationKind } from '#events/vocabulary.ts';
import type { IncidentTarget } from './incident.ts';
import type { ScopeRating } from './risk.ts';

/** What whoever holds an integration of this kind holds of us. */
const CREDENTIAL: Readonly<Record<IntegrationKind, string>> = {
  'github-app-installation': 'installation tokens, made with the private key of the app',
  'github-fine-grained-token': 'a personal access token of a member',
  'github-deploy-key': 'the private half of a deploy key',
  'okta-api-token': 'an API token that acts as its admin',
  'okta-service-app': 'a client secret or a private key',
  'okta-api-service': 'a client secret',
  'salesforce-oauth-token': 'a refresh token of a user',
  'salesforce-connected-app': 'the consumer secret of the app',
  'slack-app-installation': 'a bot token and the tokens of people who installed it',
  'slack-org-app': 'a bot token and tokens of people, for the whole organisation',
  'slack-app-approval': 'nothing yet: an app that may be installed',
  'slack-user-token': 'a token that acts as a person',
  'slack-incoming-webhook': 'an address that posts to a channel',
  'slack-legacy-integration': 'a token or an address of a custom integration',
  'slack-mcp-server': 'a token of the server',
};

export interface SecretsThere {
  readonly integrationId: string;
  readonly name: string;
  /** Dies with the integration. */
  readonly revoke: string;
  /** Where secrets may lie that were within reach, to be replaced there. */
  readonly rotate: readonly string[];
}

/** Secrets left at a vendor by one integration; what is gone could have read too, while it lived.
 *  @param ratings of its scopes; none when the vendor does not tell them */
export function secretsThere(
  target: IncidentTarget,
  ratings: readonly ScopeRating[],
): SecretsThere {
  const { integrationId, name, kind, scopes } = target;
  const within = ratings.filter(holdsSecrets).map(({ allows }) => allows);
  const rotate = scopes === undefined ? ['unknown: the vendor does not tell its scopes'] : within;
  return { integrationId, name, revoke: CREDENTIAL[kind], rotate };
}

/** Where people keep secrets: source, settings, identity, whole exports, and what nobody has rated. */
function holdsSecrets({ class: kind, sensitivity }: ScopeRating): boolean {
  switch (kind) {
    case 'SIGNIN':
    case 'META':
    case 'DIR':
    case 'SEND':
      return false;
    case 'READ':
    case 'WRITE':
      return sensitivity === 'critical';
    default:
      return true;
  }
}
