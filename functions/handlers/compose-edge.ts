/** The receiver's ports: signature checks and two signed calls, no connector, no SDK client. */
import { createPayloadStore } from '#adapters/s3/payload-store.ts';
import { createSecretReader, createWebhookSecrets } from '#adapters/secrets-manager/secrets.ts';
import type { SignedCaller } from '#adapters/signed-call.ts';
import { createInbox } from '#adapters/sqs/queues.ts';
import { githubWebhook } from '#connectors/github/webhook.ts';
import { oktaWebhook } from '#connectors/okta/webhook.ts';
import { salesforceWebhook } from '#connectors/salesforce/webhook.ts';
import { slackWebhook } from '#connectors/slack/webhook.ts';
import type { EnvironmentOf } from '#platform/environment.ts';
import type { Clock, Log } from '#use-cases/ports.ts';
import type { ReceivePorts } from '#use-cases/receive-webhook.ts';

/** Ports of the public receiver. */
export function createEdge(
  environment: EnvironmentOf<'receive-webhook'>,
  using: { caller: SignedCaller; clock: Clock; log: Log },
): ReceivePorts {
  const { caller, clock, log } = using;
  const read = createSecretReader(caller, clock);
  return {
    edges: {
      github: githubWebhook,
      okta: oktaWebhook,
      salesforce: salesforceWebhook,
      slack: slackWebhook,
    },
    webhookSecrets: createWebhookSecrets(read, environment.SECRET_PREFIX),
    inbox: createInbox(caller, environment.INBOX_QUEUE_URL),
    payloads: createPayloadStore(caller, environment.PAYLOAD_BUCKET_NAME),
    clock,
    log,
  };
}
