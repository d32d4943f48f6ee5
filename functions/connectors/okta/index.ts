/** The Okta connector, assembled. No logic. */
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import { oktaCapabilities } from './capabilities.ts';
import { checkCredential, readPerson } from './check.ts';
import { read } from './normalise.ts';
import { probe, readOne, resume, revoke, suspend } from './revoke.ts';
import { rateScope } from './scopes.ts';
import { oktaCollectors, oktaFeeds } from './sweep.ts';
import { oktaWebhook } from './webhook.ts';

export const okta: VendorConnector = {
  vendor: 'okta',
  capabilities: oktaCapabilities,
  webhook: oktaWebhook,
  collectors: oktaCollectors,
  feeds: oktaFeeds,
  read,
  rateScope,
  readOne,
  readPerson,
  suspend,
  resume,
  revoke,
  probe,
  checkCredential,
};
