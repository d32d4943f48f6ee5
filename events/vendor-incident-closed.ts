/** Every integration of the incident is proven dead and a person closed it. Never said while one is left. */
import type * as z from 'zod';
import { IncidentTotals, incidentEvent, Timestamp } from './envelope.ts';

export const VendorIncidentClosed = incidentEvent('vendor.incident-closed', {
  openedAt: Timestamp,
  confirmedAt: Timestamp.optional(),
  totals: IncidentTotals,
});
export type VendorIncidentClosed = z.infer<typeof VendorIncidentClosed>;
