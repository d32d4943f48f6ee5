/**
 * The envelope around every lifecycle event. Ids are deterministic (entity, version, kind), so a
 * replayed event has the id of the first and consumers can deduplicate on it. No secret value and
 * no vendor payload has a field here.
 */
import * as z from 'zod';
import {
  InitiatingEntity,
  IntegrationKind,
  Reach,
  ScopeClass,
  Severity,
  SourceKind,
  State,
  Tier,
  Vendor,
} from './vocabulary.ts';

/** `Source` field of every entry on the bus. */
export const EVENT_SOURCE = 'grantline';

/** RFC 3339 UTC text with milliseconds, as all times at the edges. */
export const Timestamp = z.iso.datetime({ precision: 3 });
export type Timestamp = z.infer<typeof Timestamp>;

/** Where the fact came from and which record or run carried it. */
export const Cause = z.strictObject({
  kind: SourceKind,
  /** Sweep id, delivery id, task id, policy rule id or execution name. */
  ref: z.string().max(256),
  /** Policy version or rule that decided, when one did. */
  policy: z.string().max(128).optional(),
});
export type Cause = z.infer<typeof Cause>;

/** Who acted: a person's directory id or e-mail, or nothing when the vendor does not say. */
export const Actor = z.strictObject({
  type: InitiatingEntity,
  id: z.string().max(320).optional(),
});
export type Actor = z.infer<typeof Actor>;

/** The integration as it stands after the change: enough to route and word an alert unread. */
export const Subject = z.strictObject({
  integrationId: z.string(),
  vendor: Vendor,
  tenant: z.string(),
  kind: IntegrationKind,
  clientId: z.string(),
  clientName: z.string().optional(),
  principal: z.string().optional(),
  owner: z.string().optional(),
  /** First 50 canonical scopes; `scopesTotal` tells whether some are left out. */
  scopes: z.array(z.string()).max(50).optional(),
  scopesTotal: z.int().nonnegative().optional(),
  topClass: ScopeClass,
  reach: Reach,
  tier: Tier,
  /** What it can do at worst, after "it can": the same words in every vendor. */
  can: z.string().max(300).optional(),
  /** Version of the risk scale behind tier, class and words. */
  riskVersion: z.int().positive().optional(),
  state: State,
  version: z.int().positive(),
  incarnation: z.int().positive(),
  fingerprint: z.string(),
});
export type Subject = z.infer<typeof Subject>;

/** An incident at a vendor: `vendor` is the company named in public, not one of our platforms. */
export const IncidentRef = z.strictObject({
  incidentId: z.string(),
  vendor: z.string().max(128),
});
export type IncidentRef = z.infer<typeof IncidentRef>;

/** How many of the integrations of an incident came how far. */
export const IncidentTotals = z.strictObject({
  targets: z.int().nonnegative(),
  requested: z.int().nonnegative(),
  /** Proven dead: verified, or gone at the vendor. */
  proven: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type IncidentTotals = z.infer<typeof IncidentTotals>;

const base = {
  /** `evt_` + 32 hex digits of SHA-256(entity id, version, detail type). */
  id: z.string().regex(/^evt_[0-9a-f]{32}$/),
  schemaVersion: z.literal(1),
  severity: Severity,
  /** The vendor's time of the fact, when the vendor tells one. */
  occurredAt: Timestamp.optional(),
  /** When Grantline saw it. */
  observedAt: Timestamp,
  cause: Cause,
  actor: Actor,
  /** Ties all events of one case together (a leaver, an incident, a review). */
  correlationId: z.string().max(256),
};

/** Schema of an event about one integration. */
export function integrationEvent<
  const Type extends string,
  const Shape extends z.core.$ZodLooseShape,
>(type: Type, change: Shape) {
  return z.strictObject({
    type: z.literal(type),
    ...base,
    subject: Subject,
    change: z.strictObject(change),
  });
}

/** Schema of an event about a vendor tenant (sweeps, coverage). */
export function tenantEvent<const Type extends string, const Shape extends z.core.$ZodLooseShape>(
  type: Type,
  change: Shape,
) {
  return z.strictObject({
    type: z.literal(type),
    ...base,
    tenant: z.strictObject({ vendor: Vendor, tenant: z.string() }),
    change: z.strictObject(change),
  });
}

/** Schema of an event about a finding: in a vendor tenant, and about an integration if it is of one. */
export function findingEvent<const Type extends string, const Shape extends z.core.$ZodLooseShape>(
  type: Type,
  change: Shape,
) {
  return tenantEvent(type, change).extend({ subject: Subject.optional() });
}

/** Schema of an event about a task; it carries the integration it is about, if any. */
export function taskEvent<const Type extends string, const Shape extends z.core.$ZodLooseShape>(
  type: Type,
  change: Shape,
) {
  return z.strictObject({
    type: z.literal(type),
    ...base,
    subject: Subject.optional(),
    task: z.strictObject({
      taskId: z.string(),
      kind: z.enum(['decide', 'manual-revoke', 'attest']),
      assignee: z.string(),
    }),
    change: z.strictObject(change),
  });
}

/** Schema of an event about an incident at a vendor; it is about no single tenant or integration. */
export function incidentEvent<const Type extends string, const Shape extends z.core.$ZodLooseShape>(
  type: Type,
  change: Shape,
) {
  return z.strictObject({
    type: z.literal(type),
    ...base,
    incident: IncidentRef,
    change: z.strictObject(change),
  });
}
