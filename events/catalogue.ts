/**
 * Detail type -> schema: the one list of what Grantline says. Bus rules in lib/ are built from this
 * list, publishers accept only its values, the JSON Schemas and samples are generated from it.
 */
import * as z from 'zod';
import { CoverageGap } from './coverage-gap.ts';
import { CoverageRestored } from './coverage-restored.ts';
import { EvidenceSealed } from './evidence-sealed.ts';
import { FindingRaised } from './finding-raised.ts';
import { IntegrationApprovalGranted } from './integration-approval-granted.ts';
import { IntegrationApprovalRefused } from './integration-approval-refused.ts';
import { IntegrationApprovalRequested } from './integration-approval-requested.ts';
import { IntegrationApprovalVoided } from './integration-approval-voided.ts';
import { IntegrationDiscovered } from './integration-discovered.ts';
import { IntegrationDormant } from './integration-dormant.ts';
import { IntegrationExpired } from './integration-expired.ts';
import { IntegrationOrphaned } from './integration-orphaned.ts';
import { IntegrationOwnerDecayed } from './integration-owner-decayed.ts';
import { IntegrationOwnerLeft } from './integration-owner-left.ts';
import { IntegrationReappeared } from './integration-reappeared.ts';
import { IntegrationRemovedAtSource } from './integration-removed-at-source.ts';
import { IntegrationResumed } from './integration-resumed.ts';
import { IntegrationReviewDue } from './integration-review-due.ts';
import { IntegrationRevocationAccepted } from './integration-revocation-accepted.ts';
import { IntegrationRevocationFailed } from './integration-revocation-failed.ts';
import { IntegrationRevocationRequested } from './integration-revocation-requested.ts';
import { IntegrationRevocationVerified } from './integration-revocation-verified.ts';
import { IntegrationScopesChanged } from './integration-scopes-changed.ts';
import { IntegrationSuspended } from './integration-suspended.ts';
import { IntegrationTokenAgeing } from './integration-token-ageing.ts';
import { SweepCompleted } from './sweep-completed.ts';
import { SweepIncomplete } from './sweep-incomplete.ts';
import { TaskCreated } from './task-created.ts';
import { TaskDone } from './task-done.ts';
import { TaskEscalated } from './task-escalated.ts';
import { TaskSecondApprovalNeeded } from './task-second-approval-needed.ts';
import { VendorIncidentClosed } from './vendor-incident-closed.ts';
import { VendorIncidentLeftover } from './vendor-incident-leftover.ts';
import { VendorIncidentOpened } from './vendor-incident-opened.ts';
import { VendorIncidentProgress } from './vendor-incident-progress.ts';

export const CATALOGUE = {
  'integration.discovered': IntegrationDiscovered,
  'integration.scopes-changed': IntegrationScopesChanged,
  'integration.owner-left': IntegrationOwnerLeft,
  'integration.owner-decayed': IntegrationOwnerDecayed,
  'integration.orphaned': IntegrationOrphaned,
  'integration.token-ageing': IntegrationTokenAgeing,
  'integration.dormant': IntegrationDormant,
  'integration.review-due': IntegrationReviewDue,
  'integration.expired': IntegrationExpired,
  'integration.approval-requested': IntegrationApprovalRequested,
  'integration.approval-granted': IntegrationApprovalGranted,
  'integration.approval-refused': IntegrationApprovalRefused,
  'integration.approval-voided': IntegrationApprovalVoided,
  'integration.suspended': IntegrationSuspended,
  'integration.resumed': IntegrationResumed,
  'integration.revocation-requested': IntegrationRevocationRequested,
  'integration.revocation-accepted': IntegrationRevocationAccepted,
  'integration.revocation-verified': IntegrationRevocationVerified,
  'integration.revocation-failed': IntegrationRevocationFailed,
  'integration.removed-at-source': IntegrationRemovedAtSource,
  'integration.reappeared': IntegrationReappeared,
  'sweep.completed': SweepCompleted,
  'sweep.incomplete': SweepIncomplete,
  'coverage.gap': CoverageGap,
  'coverage.restored': CoverageRestored,
  'evidence.sealed': EvidenceSealed,
  'finding.raised': FindingRaised,
  'task.created': TaskCreated,
  'task.escalated': TaskEscalated,
  'task.second-approval-needed': TaskSecondApprovalNeeded,
  'task.done': TaskDone,
  'vendor.incident-opened': VendorIncidentOpened,
  'vendor.incident-progress': VendorIncidentProgress,
  'vendor.incident-leftover': VendorIncidentLeftover,
  'vendor.incident-closed': VendorIncidentClosed,
} as const;

/** Name of a lifecycle event, also its EventBridge detail type. */
export type DetailType = keyof typeof CATALOGUE;

/** One named lifecycle event. */
export type EventOf<Type extends DetailType> = z.infer<(typeof CATALOGUE)[Type]>;

/** Any lifecycle event. */
export type LifecycleEvent = { [Type in DetailType]: EventOf<Type> }[DetailType];

/** Every detail type, in the order of the life cycle. */
export const DETAIL_TYPES: readonly DetailType[] = z
  .array(z.custom<DetailType>(isDetailType))
  .parse(Object.keys(CATALOGUE));

/** Whether a value names a lifecycle event. */
export function isDetailType(value: unknown): value is DetailType {
  return typeof value === 'string' && Object.hasOwn(CATALOGUE, value);
}

/** Schema of any lifecycle event, told apart by `type`. */
export const AnyLifecycleEvent = z.discriminatedUnion('type', [
  IntegrationDiscovered,
  IntegrationScopesChanged,
  IntegrationOwnerLeft,
  IntegrationOwnerDecayed,
  IntegrationOrphaned,
  IntegrationTokenAgeing,
  IntegrationDormant,
  IntegrationReviewDue,
  IntegrationExpired,
  IntegrationApprovalRequested,
  IntegrationApprovalGranted,
  IntegrationApprovalRefused,
  IntegrationApprovalVoided,
  IntegrationSuspended,
  IntegrationResumed,
  IntegrationRevocationRequested,
  IntegrationRevocationAccepted,
  IntegrationRevocationVerified,
  IntegrationRevocationFailed,
  IntegrationRemovedAtSource,
  IntegrationReappeared,
  SweepCompleted,
  SweepIncomplete,
  CoverageGap,
  CoverageRestored,
  EvidenceSealed,
  FindingRaised,
  TaskCreated,
  TaskEscalated,
  TaskSecondApprovalNeeded,
  TaskDone,
  VendorIncidentOpened,
  VendorIncidentProgress,
  VendorIncidentLeftover,
  VendorIncidentClosed,
]);
