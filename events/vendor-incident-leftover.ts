/** Every revocation of an incident in one tenant has ended and some did not prove their integration dead. A person must act on each. */
import * as z from 'zod';
import { IncidentTotals, incidentEvent } from './envelope.ts';
import { Vendor } from './vocabulary.ts';

export const VendorIncidentLeftover = incidentEvent('vendor.incident-leftover', {
  at: z.strictObject({ vendor: Vendor, tenant: z.string() }),
  totals: IncidentTotals,
  /** The first 50; `grantline incident show` lists all. */
  leftovers: z
    .array(z.strictObject({ integrationId: z.string(), why: z.string().max(128) }))
    .max(50),
});
export type VendorIncidentLeftover = z.infer<typeof VendorIncidentLeftover>;
