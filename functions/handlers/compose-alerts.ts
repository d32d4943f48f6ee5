/** Ports of alerting. */
import { createAlertSink } from '#adapters/sns/alert-sink.ts';
import type { EnvironmentOf } from '#platform/environment.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import type { Log } from '#use-cases/ports.ts';
import { openStore } from './compose-store.ts';

/** Topics, the mark of what was sent, and the policy that routes. */
export function createAlerting(environment: EnvironmentOf<'route-alert'>, log: Log) {
  const { deliveries, clock } = openStore(environment.TABLE_NAME);
  const alerts = createAlertSink({
    page: environment.PAGE_TOPIC_ARN,
    notify: environment.NOTIFY_TOPIC_ARN,
  });
  return { alerts, deliveries, clock, log, policy: readPolicyFile(environment.POLICY_FILE) };
}
