/** The evidence of a tenant was read back and is whole up to this record. Said once a day when it grew; keep `root` where nobody who may write to the vault can change it. */
import * as z from 'zod';
import { tenantEvent } from './envelope.ts';

export const EvidenceSealed = tenantEvent('evidence.sealed', {
  chain: z.string().max(512),
  /** First and last record that this seal adds. */
  from: z.int().positive(),
  to: z.int().positive(),
  /** Hash of the last record; `grantline evidence verify --root` takes it. */
  root: z.string().regex(/^[0-9a-f]{64}$/),
});
export type EvidenceSealed = z.infer<typeof EvidenceSealed>;
