/** The Salesforce connector, assembled. No logic. */
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import { salesforceCapabilities } from './capabilities.ts';
import { checkCredential } from './check.ts';
import { read } from './normalise.ts';
import { probe, readOne, resume, revoke, suspend } from './revoke.ts';
import { rateScope } from './scopes.ts';
import { salesforceCollectors, salesforceFeeds } from './sweep.ts';
import { salesforceWebhook } from './webhook.ts';

export const salesforce: VendorConnector = {
  vendor: 'salesforce',
  capabilities: salesforceCapabilities,
  webhook: salesforceWebhook,
  collectors: salesforceCollectors,
  feeds: salesforceFeeds,
  read,
  rateScope,
  readOne,
  suspend,
  resume,
  revoke,
  probe,
  checkCredential,
};
