/** The review cadence of the tier is reached. */
import type * as z from 'zod';
import { integrationEvent, Timestamp } from './envelope.ts';

export const IntegrationReviewDue = integrationEvent('integration.review-due', {
  dueAt: Timestamp,
  lastReviewedAt: Timestamp.optional(),
});
export type IntegrationReviewDue = z.infer<typeof IntegrationReviewDue>;
