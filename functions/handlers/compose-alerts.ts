/** Ports of alerting. */
import { createMessenger } from '#adapters/channels/messenger.ts';
import { createSecretReader } from '#adapters/secrets-manager/secrets.ts';
import { createAlertSink } from '#adapters/sns/alert-sink.ts';
import type { EnvironmentOf } from '#platform/environment.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import type { Log } from '#use-cases/ports.ts';
import { signedCaller } from './compose.ts';
import { openStore } from './compose-store.ts';

/** Topics, channels, the mark of what was sent, and the policy that routes. */
export function createAlerting(environment: EnvironmentOf<'route-alert'>, log: Log) {
  const { deliveries, clock } = openStore(environment.TABLE_NAME);
  const alerts = createAlertSink({
    page: environment.PAGE_TOPIC_ARN,
    notify: environment.NOTIFY_TOPIC_ARN,
  });
  const read = createSecretReader(signedCaller(), clock);
  const messenger = createMessenger(read, environment.SECRET_PREFIX, { fetch, clock });
  const policy = readPolicyFile(environment.POLICY_FILE);
  return { alerts, messenger, deliveries, clock, log, policy };
}
