/**
 * Closed word lists of everything Grantline says. One list, one meaning; adding a word is a
 * compatible change, removing or redefining one needs a new schema version (events/README.md).
 */
import * as z from 'zod';

z.config({ jitless: true });

/** SaaS platforms with a connector. A vendor here without a connector does not compile. */
export const VENDORS = ['github', 'okta', 'salesforce', 'slack'] as const;
export const Vendor = z.enum(VENDORS);
export type Vendor = z.infer<typeof Vendor>;

/** What kind of standing permission an integration is; one kind belongs to one vendor. */
export const INTEGRATION_KINDS = [
  'github-app-installation',
  'github-fine-grained-token',
  'github-deploy-key',
  'okta-api-token',
  'okta-service-app',
  'okta-api-service',
  'salesforce-oauth-token',
  'salesforce-connected-app',
  'slack-app-installation',
  'slack-org-app',
  'slack-app-approval',
  'slack-user-token',
  'slack-incoming-webhook',
  'slack-legacy-integration',
  'slack-mcp-server',
] as const;
export const IntegrationKind = z.enum(INTEGRATION_KINDS);
export type IntegrationKind = z.infer<typeof IntegrationKind>;

/** Life-cycle states (domain.md 7.3). */
export const STATES = [
  'discovered',
  'pending-approval',
  'approved',
  'due',
  'suspended',
  'orphaned',
  'quarantined',
  'rejected',
  'revoking',
  'revoked',
  'revoke-failed',
  'verified',
  'removed-at-source',
  'reappeared',
] as const;
export const State = z.enum(STATES);
export type State = z.infer<typeof State>;

/** Ordered from least to most urgent. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** Who set something in motion (CAEP 1.0 `initiating_entity`). */
export const INITIATING_ENTITIES = ['admin', 'user', 'policy', 'system'] as const;
export const InitiatingEntity = z.enum(INITIATING_ENTITIES);
export type InitiatingEntity = z.infer<typeof InitiatingEntity>;

/** Where the fact behind a change came from. */
export const SOURCE_KINDS = [
  'sweep',
  'webhook',
  'feed',
  'read-back',
  'deadline',
  'decision',
  'workflow',
  'directory',
  'import',
] as const;
export const SourceKind = z.enum(SOURCE_KINDS);
export type SourceKind = z.infer<typeof SourceKind>;

/** Who removed an integration at the vendor, as far as the vendor says. */
export const RemovalCause = z.enum(['user', 'admin', 'platform', 'unknown']);
export type RemovalCause = z.infer<typeof RemovalCause>;

/** Capability classes of the risk scale (domain.md 6.2); UNKNOWN is never harmless. */
export const SCOPE_CLASSES = [
  'SIGNIN',
  'META',
  'DIR',
  'READ',
  'WRITE',
  'SEND',
  'BULK',
  'CODE',
  'EXEC',
  'SECRETS',
  'ADMIN',
  'IAM',
  'UNKNOWN',
] as const;
export const ScopeClass = z.enum(SCOPE_CLASSES);
export type ScopeClass = z.infer<typeof ScopeClass>;

/** How far a grant reaches: one item, one person, a set, the tenant, several tenants. */
export const REACHES = ['R0', 'R1', 'R2', 'R3', 'R4'] as const;
export const Reach = z.enum(REACHES);
export type Reach = z.infer<typeof Reach>;

/** Risk tier, 0 is the path to full control, 4 the least. */
export const Tier = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Tier = z.infer<typeof Tier>;

/** Whose consent stands behind a grant. */
export const ConsentKind = z.enum(['person', 'organisation', 'service', 'unknown']);
export type ConsentKind = z.infer<typeof ConsentKind>;

/** Credential kinds (RFC 6749, RFC 7009 words where they exist). */
export const CredentialKind = z.enum([
  'access-token',
  'refresh-token',
  'client-secret',
  'private-key',
  'certificate',
  'api-key',
  'personal-token',
  'ssh-key',
  'federated',
]);
export type CredentialKind = z.infer<typeof CredentialKind>;

/** Why the owner is asked to vouch for an integration again. */
export const ReauthorisationReason = z.enum([
  'discovered',
  'scopes-expanded',
  'token-ageing',
  'review-due',
  'owner-left',
  'dormant',
  'expired',
  'reappeared',
]);
export type ReauthorisationReason = z.infer<typeof ReauthorisationReason>;

/** Why a revocation was asked for. */
export const RevocationReason = z.enum([
  'refused',
  'no-answer',
  'owner-left',
  'orphaned',
  'expired',
  'incident',
  'operator',
  'reappeared',
]);
export type RevocationReason = z.infer<typeof RevocationReason>;

/** What a person is asked to do. */
export const TaskKind = z.enum(['decide', 'manual-revoke', 'attest']);
export type TaskKind = z.infer<typeof TaskKind>;

/** Abilities a connector may or may not have at a tenant; a missing one is a coverage gap. */
export const CAPABILITIES = [
  'discover',
  'scopes',
  'last-use',
  'push',
  'feed',
  'directory',
  'suspend',
  'revoke',
  'verify',
] as const;
export const Capability = z.enum(CAPABILITIES);
export type Capability = z.infer<typeof Capability>;

/** Id of a rule of the library, such as `GL-036`. */
export const RuleId = z.string().regex(/^GL-\d{3}$/);
export type RuleId = z.infer<typeof RuleId>;

/** What a rule of the library would have done about what it found. */
export const FindingAdvice = z.enum(['record', 'ask', 'suspend']);
export type FindingAdvice = z.infer<typeof FindingAdvice>;
