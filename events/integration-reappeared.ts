/** Something removed or revoked is back under the same key. A new incarnation, unapproved whatever it was before. */
import * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';
import { State } from './vocabulary.ts';

export const IntegrationReappeared = integrationEvent('integration.reappeared', {
  previousState: State,
  previousReason: z.string().max(256).optional(),
  goneSince: Timestamp,
  daysBetween: z.int().nonnegative(),
});
export type IntegrationReappeared = z.infer<typeof IntegrationReappeared>;
