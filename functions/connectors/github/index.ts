/** The GitHub connector, assembled. No logic. */
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import { githubCapabilities } from './capabilities.ts';
import { read } from './normalise.ts';
import { readOne } from './read-one.ts';
import { checkCredential } from './read-permissions.ts';
import { probe, resume, revoke, suspend } from './revoke.ts';
import { rateScope } from './scopes.ts';
import { githubCollectors, githubFeeds } from './sweep.ts';
import { githubWebhook } from './webhook.ts';

/** GitHub: app installations, fine-grained tokens and deploy keys of one organisation. */
export const github: VendorConnector = {
  vendor: 'github',
  capabilities: githubCapabilities,
  webhook: githubWebhook,
  collectors: githubCollectors,
  feeds: githubFeeds,
  read,
  rateScope,
  readOne,
  suspend,
  resume,
  revoke,
  probe,
  checkCredential,
};
