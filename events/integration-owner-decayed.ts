/** The owner did not answer what they were asked, twice: they no longer own it, and the next in the chain is
 *  asked. */
import * as z from 'zod';
import { integrationEvent } from './envelope.ts';

export const IntegrationOwnerDecayed = integrationEvent('integration.owner-decayed', {
  person: z.string(),
  /** Requests without an answer, one after the other. */
  missed: z.int().positive(),
  taskId: z.string(),
});
export type IntegrationOwnerDecayed = z.infer<typeof IntegrationOwnerDecayed>;
