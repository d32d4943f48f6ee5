/** The revocations of an incident in one tenant went on: said at the start, at every tenth and at the end. */
import * as z from 'zod';
import { IncidentTotals, incidentEvent, Timestamp } from './envelope.ts';
import { Vendor } from './vocabulary.ts';

export const VendorIncidentProgress = incidentEvent('vendor.incident-progress', {
  at: z.strictObject({ vendor: Vendor, tenant: z.string() }),
  totals: IncidentTotals,
  /** When the last revocation is asked for at the present pace. */
  requestedBy: Timestamp,
});
export type VendorIncidentProgress = z.infer<typeof VendorIncidentProgress>;
