/** First sight of an integration, by sweep or push. Not sent when a removed one comes back: that is `integration.reappeared`. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';

export const IntegrationDiscovered = integrationEvent('integration.discovered', {
  /** Whether the vendor told the scopes; `false` means unknown, never none. */
  scopesKnown: z.boolean(),
  /** Score parts in plain words, highest first. */
  reasons: z.array(z.string()).max(20),
});
export type IntegrationDiscovered = z.infer<typeof IntegrationDiscovered>;
