/** Gone at the vendor without our doing; backed by a complete sweep or by the vendor naming the removal. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';
import { RemovalCause } from './vocabulary.ts';

export const IntegrationRemovedAtSource = integrationEvent('integration.removed-at-source', {
  cause: RemovalCause,
  /** Manifest of the complete sweep, when a sweep concluded it. */
  sweepId: z.string().optional(),
});
export type IntegrationRemovedAtSource = z.infer<typeof IntegrationRemovedAtSource>;
