/** A vendor was named in an incident: what it can reach here is listed. Nothing is revoked yet. */
import * as z from 'zod';
import { IncidentTotals, incidentEvent, Timestamp } from './envelope.ts';
import { Vendor } from './vocabulary.ts';

export const VendorIncidentOpened = incidentEvent('vendor.incident-opened', {
  aliases: z.array(z.string().max(128)).max(50),
  clientIds: z.array(z.string().max(512)).max(50),
  domains: z.array(z.string().max(253)).max(50),
  since: Timestamp.optional(),
  totals: IncidentTotals,
  /** Tenants whose newest sweep did not see everything: what is there besides is not known. */
  unseen: z.array(z.strictObject({ vendor: Vendor, tenant: z.string() })).max(50),
});
export type VendorIncidentOpened = z.infer<typeof VendorIncidentOpened>;
