/** The Slack connector, assembled. No logic. */
import type { VendorConnector } from '#use-cases/vendor-port.ts';
import { slackCapabilities } from './capabilities.ts';
import { checkCredential } from './check.ts';
import { slackFeeds } from './feed.ts';
import { read } from './normalise.ts';
import { readOne, readPerson } from './read-one.ts';
import { probe, resume, revoke, suspend } from './revoke.ts';
import { rateScope } from './scopes.ts';
import { slackCollectors } from './sweep.ts';
import { slackWebhook } from './webhook.ts';

export const slack: VendorConnector = {
  vendor: 'slack',
  capabilities: slackCapabilities,
  webhook: slackWebhook,
  collectors: slackCollectors,
  feeds: slackFeeds,
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
