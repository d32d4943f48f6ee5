/** An incident at a vendor: who is named, what of it is here, and how far its end is. */
import * as z from 'zod';
import { IntegrationKind, Reach, State, Tier, Vendor } from '#events/vocabulary.ts';

const Instant = z.int();
const Text = z.string().trim().min(1);

/** Who is meant. `vendor` and `aliases` are names as people write them. */
export const Indicators = z.strictObject({
  vendor: Text.max(128),
  aliases: z.array(Text.max(128)).max(50),
  clientIds: z.array(Text.max(512)).max(50),
  domains: z.array(Text.max(253)).max(50),
  /** Platforms named as a whole: everything there is meant. */
  platforms: z.array(Vendor),
  /** What was gone before this instant is not meant. */
  since: Instant.optional(),
});
export type Indicators = z.infer<typeof Indicators>;

/** One integration of the incident, as it was when the incident was opened. */
export const IncidentTarget = z.strictObject({
  integrationId: z.string(),
  vendor: Vendor,
  tenant: z.string(),
  kind: IntegrationKind,
  incarnation: z.int().positive(),
  name: z.string(),
  matched: z.enum(['client-id', 'domain', 'name', 'platform']),
  owner: z.string().optional(),
  tier: Tier,
  reach: Reach,
  stateAtOpening: State,
  scopes: z.array(z.string()).max(50).optional(),
  lastUsedDay: z.union([z.int(), z.literal('never')]).optional(),
  firstSeenAt: Instant,
  /** When it was gone, for what is history. */
  goneAt: Instant.optional(),
});
export type IncidentTarget = z.infer<typeof IncidentTarget>;

/** A vendor tenant with targets; each has a pace of its own. */
export const LaneRef = z.strictObject({ vendor: Vendor, tenant: z.string() });
export type LaneRef = z.infer<typeof LaneRef>;

/** What is to be revoked in one tenant, and how far that is. */
export const IncidentLane = LaneRef.extend({
  incidentId: z.string(),
  incidentVendor: z.string(),
  version: z.int().positive(),
  /** Targets in the order of the plan; those already gone are history and come last. */
  total: z.int().nonnegative(),
  live: z.int().nonnegative(),
  /** Targets asked for so far: the next one has this index. */
  next: z.int().nonnegative(),
  tokens: z.number().nonnegative(),
  /** When `tokens` was counted; absent = the run has not started. */
  countedAt: Instant.optional(),
  /** Nothing is asked for before: the vendor said so or does not answer. */
  pausedUntil: Instant.optional(),
  requestedAt: Instant.optional(),
  endedAt: Instant.optional(),
});
export type IncidentLane = z.infer<typeof IncidentLane>;

export const Incident = z.strictObject({
  id: z.string(),
  version: z.int().positive(),
  state: z.enum(['open', 'running', 'closed']),
  indicators: Indicators,
  /** When somebody asked; `openedAt` is when everything was listed. */
  askedAt: Instant,
  openedAt: Instant,
  openedBy: z.string(),
  confirmedAt: Instant.optional(),
  confirmedBy: z.string().optional(),
  closedAt: Instant.optional(),
  closedBy: z.string().optional(),
  /** Tenants that no complete sweep saw since it was opened, named by whoever closed it. */
  closedUnseen: z.array(LaneRef).optional(),
  lanes: z.array(LaneRef.extend({ total: z.int(), live: z.int() })),
  /** Tiers of the live targets. */
  tiers: z.array(Tier),
  /** Tenants whose newest sweep did not see everything. */
  unseen: z.array(LaneRef),
});
export type Incident = z.infer<typeof Incident>;

/** Name of a lane in ids. */
export function laneName({ vendor, tenant }: LaneRef): string {
  return `${vendor}:${tenant}`;
}
