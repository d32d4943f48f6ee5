/** The aggregate: one integration as it is known now. Changed only through transitions. */
import * as z from 'zod';
import {
  ConsentKind,
  CredentialKind,
  IntegrationKind,
  Reach,
  RevocationReason,
  ScopeClass,
  State,
  Tier,
  Vendor,
} from '#events/vocabulary.ts';
import type { IntegrationKey } from './observation.ts';

const Instant = z.int();

/** Something the clock will say about an integration; at most one is next. */
export const DEADLINE_KINDS = [
  'owner-needed',
  'token-ageing',
  'dormant',
  'review-due',
  'expired',
  'orphan-end',
] as const;
export const DeadlineKind = z.enum(DEADLINE_KINDS);
export type DeadlineKind = z.infer<typeof DeadlineKind>;

/** The accountable person. `resource-owner` is the one who consented: asked first, but accountable
 *  only once they accepted. */
export const Owner = z.strictObject({
  email: z.string(),
  source: z.enum(['resource-owner', 'accepted', 'connection-default']),
  /** When the directory said they left. */
  leftAt: Instant.optional(),
});
export type Owner = z.infer<typeof Owner>;

/** Who vouched for which fingerprint, and until when. */
export const Approval = z.strictObject({
  fingerprint: z.string(),
  approver: z.string(),
  at: Instant,
  reviewAt: Instant,
  validUntil: Instant,
  taskId: z.string().optional(),
});
export type Approval = z.infer<typeof Approval>;

/** A revocation under way or done. */
export const Revocation = z.strictObject({
  id: z.string(),
  reason: RevocationReason,
  requestedAt: Instant,
  requestedBy: z.string(),
  /** Rung in use or last used, with the attempts made in all. */
  rung: z.string().optional(),
  attempt: z.int().nonnegative(),
  rungsTried: z.array(z.string()),
  acceptedAt: Instant.optional(),
  residualUntil: Instant.optional(),
});
export type Revocation = z.infer<typeof Revocation>;

/** A stop that can be lifted, and the state to go back to. */
export const Suspension = z.strictObject({
  by: z.enum(['grantline', 'source']),
  at: Instant,
  resumeTo: State,
  rung: z.string().optional(),
});
export type Suspension = z.infer<typeof Suspension>;

export const Integration = z.strictObject({
  id: z.string(),
  vendor: Vendor,
  tenant: z.string(),
  kind: IntegrationKind,
  clientId: z.string(),
  principalId: z.string(),
  clientName: z.string().optional(),
  publisher: z.string().optional(),
  principalName: z.string().optional(),
  consentKind: ConsentKind,
  /** Counts lives of the same key; a decision names the incarnation it was made for. */
  incarnation: z.int().positive(),
  version: z.int().positive(),
  state: State,
  stateSince: Instant,
  stateReason: z.string().optional(),
  /** Canonical set; absent = the vendor does not tell. */
  scopes: z.array(z.string()).optional(),
  reach: Reach,
  redirectHosts: z.array(z.string()).optional(),
  credentialKinds: z.array(CredentialKind).optional(),
  ipLimited: z.boolean().optional(),
  fingerprint: z.string(),
  tier: Tier,
  points: z.int(),
  topClass: ScopeClass,
  owner: Owner.optional(),
  approval: Approval.optional(),
  /** Since when nobody is known to answer for it; by our clock, so that it never ends before anybody
   *  could be asked. Kept through the question and a stop, gone with an approval. */
  orphanedAt: Instant.optional(),
  /** Task of the newest question about it. */
  asked: z.string().optional(),
  suspension: Suspension.optional(),
  revocation: Revocation.optional(),
  grantedAt: Instant.optional(),
  credentialIssuedAt: Instant.optional(),
  expiresAt: z.union([Instant, z.literal('never')]).optional(),
  /** UTC day number; `never` when the vendor says so; absent = unknown. */
  lastUsedDay: z.union([z.int(), z.literal('never')]).optional(),
  handle: z.record(z.string(), z.string()).optional(),
  firstSeenAt: Instant,
  /** Time of the newest fact applied: the vendor's where it tells one, else ours. */
  factAt: Instant,
  /** Digest of the newest observation applied; an equal one changes nothing. */
  digest: z.string(),
  /** Deadlines already said in this cycle, with when. */
  said: z.partialRecord(DeadlineKind, Instant),
  /** The next thing the clock will say. */
  deadline: z.strictObject({ kind: DeadlineKind, at: Instant }).optional(),
});
export type Integration = z.infer<typeof Integration>;

/** Number of shards of the due index. */
export const DUE_SHARDS = 16;

/** Address of an integration in the store. */
export interface IntegrationRef {
  readonly vendor: Vendor;
  readonly tenant: string;
  readonly id: string;
}

const LIVE_STATES: ReadonlySet<State> = new Set([
  'discovered',
  'pending-approval',
  'approved',
  'due',
  'suspended',
  'orphaned',
  'quarantined',
  'rejected',
  'revoking',
  'revoke-failed',
  'reappeared',
]);

/** Whether the integration is, as far as known, still there at the vendor. */
export function isLive(state: State): boolean {
  return LIVE_STATES.has(state);
}

const GONE_STATES: ReadonlySet<State> = new Set(['verified', 'removed-at-source']);

/** Whether it is known to be gone, so that a new sighting is a reappearance. */
export function isGone(state: State): boolean {
  return GONE_STATES.has(state);
}

const ENDING_STATES: ReadonlySet<State> = new Set([
  'rejected',
  'revoking',
  'revoked',
  'revoke-failed',
]);

/** Whether a revocation has been decided; nothing but its proof or its failure comes next. */
export function isEnding(state: State): boolean {
  return ENDING_STATES.has(state);
}

/** Whether a workflow of ours is ending it: what becomes of it is proven there. One that failed is no
 *  longer looked at by anybody. */
export function isBeingEnded(state: State): boolean {
  return isEnding(state) && state !== 'revoke-failed';
}

/** The key of a stored integration. */
export function keyOf(integration: Integration): IntegrationKey {
  const { vendor, tenant, kind, clientId, principalId } = integration;
  return { vendor, tenant, kind, clientId, principalId };
}
