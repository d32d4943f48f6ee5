/**
 * The policy document: data a security team edits, not code. Defaults in default-policy.yaml, the
 * deployer's own file laid over them; validated at synth, so a wrong field never reaches a Lambda.
 */
import * as z from 'zod';
import { isDetailType } from '#events/catalogue.ts';
import { VoidedWhy } from '#events/integration-approval-voided.ts';
import {
  IntegrationKind,
  ReauthorisationReason,
  RevocationReason,
  Severity,
  State,
  Tier,
  Vendor,
} from '#events/vocabulary.ts';
import { ConfigurationError } from './errors.ts';
import { Duration } from './time.ts';

/** Limits that depend on the risk tier. */
export const TierLimits = z
  .strictObject({
    /** How long a discovered integration may be without an accountable owner. */
    'owner-within': Duration,
    /** Oldest a live credential may be. */
    'credential-age': Duration,
    /** Unused for longer is dormant. */
    'dormant-after': Duration,
    /** From approval to the next review. */
    'review-every': Duration,
    /** From approval to its end. */
    'approval-valid': Duration,
    /** From owner-left or orphaned to revocation, when nobody takes over. */
    'orphan-grace': Duration,
    /** The only people who may approve; absent = whoever the deployer lets answer. */
    approvers: z.array(z.email()).min(1).optional(),
    /** How many different people must vouch (dual authorization, NIST SP 800-53 AC-3(2)). */
    'approvals-needed': z.union([z.literal(1), z.literal(2)]),
  })
  .refine(
    (limits) =>
      new Set(limits.approvers).size >= limits['approvals-needed'] ||
      limits.approvers === undefined,
    {
      path: ['approvers'],
      error: 'fewer people may approve than are needed for an approval',
    },
  );
export type TierLimits = z.infer<typeof TierLimits>;

/** What a rule does, in this order, when it matches. */
export const RuleAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('reauthorise'), reason: ReauthorisationReason }),
  z.strictObject({ action: z.literal('revoke'), reason: RevocationReason }),
  /** Deliberately nothing; the rule documents why. */
  z.strictObject({ action: z.literal('none') }),
]);
export type RuleAction = z.infer<typeof RuleAction>;

/** First matching rule wins. A condition left out matches everything. */
export const PolicyRule = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{3,64}$/),
  on: z.string().refine(isDetailType, { error: 'is no lifecycle event of the catalogue' }),
  when: z
    .strictObject({
      tiers: z.array(Tier).min(1).optional(),
      vendors: z.array(Vendor).min(1).optional(),
      states: z.array(State).min(1).optional(),
      direction: z.enum(['expanded', 'reduced']).optional(),
      /** Why an approval was voided; other events have no such why. */
      why: z.array(VoidedWhy).min(1).optional(),
    })
    .optional(),
  do: z.array(RuleAction).min(1),
});
export type PolicyRule = z.infer<typeof PolicyRule>;

export const Policy = z.strictObject({
  /** Named in every decision made with it. */
  name: z.string().regex(/^[a-z0-9-]{1,64}$/),
  version: z.int().positive(),
  tiers: z.strictObject({
    '0': TierLimits,
    '1': TierLimits,
    '2': TierLimits,
    '3': TierLimits,
    '4': TierLimits,
  }),
  reauthorisation: z.strictObject({
    /** Waits of the question, one after the other. */
    'remind-after': Duration,
    'escalate-after': Duration,
    'suspend-after': Duration,
    'revoke-after': Duration,
    /** Who is asked when an integration has no owner, and last in every chain. */
    'fallback-owner': z.email(),
  }),
  revocation: z.strictObject({
    /** Between two read-backs. */
    'confirm-every': Duration,
    /** How often a rung is read back before the next one is tried. */
    'confirmations-per-rung': z.int().min(1).max(50),
    /** How long a person has for a manual step before it fails and pages. */
    'manual-within': Duration,
    /** Longest life of an access token in your tenants, where it is shorter than the vendor's default. */
    'token-life': z.partialRecord(IntegrationKind, Duration).optional(),
    /** How long after a change lists may still be as before, where it is not the connector's margin. */
    'list-settles': z.partialRecord(IntegrationKind, Duration).optional(),
  }),
  absence: z.strictObject({
    /** More than this many and more than this share vanishing at once asks a person. */
    'breaker-count': z.int().min(0),
    'breaker-share': z.number().min(0).max(1),
  }),
  alerts: z.strictObject({
    page: z.strictObject({ severities: z.array(Severity).min(1) }),
    notify: z.strictObject({ severities: z.array(Severity).min(1) }),
  }),
  incident: z
    .strictObject({
      /** An incident whose integrations are all of these tiers needs no second person. */
      'pre-authorised-tiers': z.array(Tier),
    })
    .optional(),
  rules: z.array(PolicyRule).min(1),
});
export type Policy = z.infer<typeof Policy>;
export type TokenLife = NonNullable<Policy['revocation']['token-life']>;

type Json = { readonly [key: string]: unknown };

function isPlainObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lays one document over another: objects merge by key, everything else (lists too) is replaced. */
export function overlay(base: unknown, top: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(top)) return top === undefined ? base : top;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(top)) {
    if (key === '__proto__') continue;
    merged[key] = Object.hasOwn(base, key) ? overlay(base[key], value) : value;
  }
  return merged;
}

/** Validates the merged document.
 *  @throws ConfigurationError naming every wrong field */
export function parsePolicy(document: unknown): Policy {
  const parsed = Policy.safeParse(document);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigurationError(`the policy is wrong: ${fields.join('; ')}`, {
    remedy: 'Mend the named fields; docs/policy.md lists them all.',
  });
}
