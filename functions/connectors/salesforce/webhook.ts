/** Salesforce posts no signed webhooks; whatever arrives here is not Salesforce's. */
import type { WebhookEdge } from '#use-cases/webhook-port.ts';

/** The webhook half of the Salesforce connector: refuses everything. */
export const salesforceWebhook: WebhookEdge = {
  vendor: 'salesforce',
  verify: () => ({ verdict: 'refused', reason: 'signature-missing' }),
};
