/** The observed scopes or reach differ from what was known. Anything added or widened makes it `expanded`; only pure narrowing is `reduced`. Renames and order are no change. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';
import { Reach } from './vocabulary.ts';

export const IntegrationScopesChanged = integrationEvent('integration.scopes-changed', {
  direction: z.enum(['expanded', 'reduced']),
  added: z.array(z.string()).max(200),
  removed: z.array(z.string()).max(200),
  reachBefore: Reach,
  reachAfter: Reach,
  /** Whether a capability class above the former highest one appeared. */
  classRaised: z.boolean(),
  /** One sentence a person can decide on. */
  sentence: z.string().max(1000),
});
export type IntegrationScopesChanged = z.infer<typeof IntegrationScopesChanged>;
