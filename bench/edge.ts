/** The public edge with counting ports. */
import { createHmac } from 'node:crypto';
import {
  createSecretReader,
  createWebhookSecrets,
} from '../functions/adapters/secrets-manager/secrets.ts';
import { githubWebhook } from '../functions/connectors/github/webhook.ts';
import { oktaWebhook } from '../functions/connectors/okta/webhook.ts';
import { salesforceWebhook } from '../functions/connectors/salesforce/webhook.ts';
import { slackWebhook } from '../functions/connectors/slack/webhook.ts';
import { type ReceivePorts, receiveWebhook } from '../functions/use-cases/receive-webhook.ts';

const BODY = Buffer.from('{"action":"created","installation":{"id":1}}');

function request() {
  const signature = createHmac('sha256', 'secret').update(BODY).digest('hex');
  return {
    vendor: 'github',
    tenant: '9001',
    method: 'POST' as const,
    headers: { 'x-hub-signature-256': `sha256=${signature}`, 'x-github-delivery': 'd' },
    body: BODY,
  };
}

function edge() {
  const counts = { sends: 0, secretReads: 0, reads: 0 };
  let now = 0;
  const clock = { now: () => now };
  const caller = {
    async json() {
      counts.secretReads += 1;
      return { SecretString: '{"current":"secret"}' };
    },
    async rest() {
      throw new TypeError('the receiver writes no mail');
    },
    async object() {
      counts.reads += 1;
      return new Uint8Array();
    },
  };
  const ports: ReceivePorts = {
    edges: {
      github: githubWebhook,
      okta: oktaWebhook,
      salesforce: salesforceWebhook,
      slack: slackWebhook,
    },
    webhookSecrets: createWebhookSecrets(createSecretReader(caller, clock), 'grantline'),
    inbox: {
      async send() {
        counts.sends += 1;
      },
    },
    payloads: {
      async save() {
        counts.reads += 1;
      },
    },
    clock,
    log: { info() {}, warn() {}, error() {}, count() {} },
  };
  const advance = (ms: number) => {
    now += ms;
  };
  return { ports, counts, advance };
}

/** One accepted delivery. */
export async function receiveOnce(): Promise<{ sends: number; reads: number }> {
  const { ports, counts } = edge();
  await receiveWebhook(ports, request());
  return { sends: counts.sends, reads: counts.reads };
}

/** Deliveries spread over just under five minutes.
 *  @returns secret reads */
export async function readSecretOften(deliveries: number): Promise<number> {
  const { ports, counts, advance } = edge();
  for (let one = 0; one < deliveries; one += 1) {
    await receiveWebhook(ports, request());
    advance(Math.floor(299_000 / deliveries));
  }
  return counts.secretReads;
}
