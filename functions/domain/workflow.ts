/**
 * What the workflows hand to their steps and get back. Ids only: an execution's input is readable
 * for 90 days. Business outcomes are return values; an error means "try again or page".
 * A new shape gets a new `schemaVersion`; steps accept the old one until no execution carries it.
 */
import * as z from 'zod';
import { ReauthorisationReason, Vendor } from '#events/vocabulary.ts';

const target = {
  schemaVersion: z.literal(1),
  vendor: Vendor,
  tenant: z.string(),
  integrationId: z.string(),
  incarnation: z.int().positive(),
  correlationId: z.string(),
};

/** Input of the reauthorisation workflow. */
export const ReauthorisationInput = z.object({
  ...target,
  /** Fingerprint that is asked about. */
  fingerprint: z.string(),
  reason: ReauthorisationReason,
  taskId: z.string(),
  waits: z.object({
    remindSeconds: z.int().positive(),
    escalateSeconds: z.int().positive(),
    suspendSeconds: z.int().positive(),
    revokeSeconds: z.int().positive(),
  }),
});
export type ReauthorisationInput = z.infer<typeof ReauthorisationInput>;

/** Input of the revocation workflow. */
export const RevocationInput = z.object({
  ...target,
  revocationId: z.string(),
  taskId: z.string(),
  manualSeconds: z.int().positive(),
});
export type RevocationInput = z.infer<typeof RevocationInput>;

/** Input of either workflow. */
export const AnyWorkflowInput = z.union([RevocationInput, ReauthorisationInput]);

/** What steps that take nothing but the workflow's input are called with. */
export const WorkflowStep = z.object({ input: AnyWorkflowInput });
export const ReauthorisationStep = z.object({ input: ReauthorisationInput });
export const RevocationStep = z.object({ input: RevocationInput });

/** Stages of the question, in order. */
export const ASK_STAGES = ['ask', 'remind', 'escalate', 'last-call'] as const;
export const AskStage = z.enum(ASK_STAGES);
export type AskStage = z.infer<typeof AskStage>;

/** What became of stopping it before the last call; a step that failed for good is `failed`. */
export const StopOutcome = z.enum(['done', 'not-possible', 'refused', 'nothing-to-do', 'failed']);
export type StopOutcome = z.infer<typeof StopOutcome>;

/** What open-task is called with: the workflow's input, the stage and the task token. */
export const OpenTaskStep = z.object({
  input: AnyWorkflowInput,
  stage: z.union([AskStage, z.literal('manual')]),
  token: z.string(),
  /** Told with the last call; executions begun before it was said carry none. */
  stop: StopOutcome.or(z.literal('wait')).optional(),
});
export type OpenTaskStep = z.infer<typeof OpenTaskStep>;

/** What the waiting step gets: the stored answer, or `withdrawn` when there is nothing to ask. */
export const AskResult = z.object({
  answer: z.enum(['approve', 'refuse', 'done', 'withdrawn']),
});
export type AskResult = z.infer<typeof AskResult>;

/** Result of suspend-grant and resume-grant. `wait`: the vendor asks for a pause; nothing was done. */
export const SuspensionResult = z.object({
  outcome: z.enum(['done', 'not-possible', 'refused', 'nothing-to-do', 'wait']),
  /** Length of the pause; only with `wait`. */
  waitSeconds: z.int().positive().optional(),
});
export type SuspensionResult = z.infer<typeof SuspensionResult>;

/** Result of revoke-grant: which rung was tried and what to do next. `wait`: the vendor asks for a
 *  pause; the same rung is tried after it. */
export const RevokeResult = z.object({
  outcome: z.enum(['confirm', 'manual', 'exhausted', 'withdrawn', 'wait']),
  /** Rung tried, empty when none was. */
  rung: z.string(),
  /** Wait before the first read-back, or the vendor's pause. */
  waitSeconds: z.int().positive(),
  /** Read-backs made of this rung so far. */
  confirmations: z.int().nonnegative(),
});
export type RevokeResult = z.infer<typeof RevokeResult>;

/** Result of confirm-revocation. */
export const ConfirmResult = z.object({
  outcome: z.enum(['verified', 'again', 'next-rung', 'withdrawn']),
  rung: z.string(),
  waitSeconds: z.int().positive(),
  confirmations: z.int().nonnegative(),
});
export type ConfirmResult = z.infer<typeof ConfirmResult>;

/** What confirm-revocation is called with. */
export const ConfirmStep = z.object({
  input: RevocationInput,
  rung: z.string(),
  confirmations: z.int().nonnegative(),
  /** Set after a person said the manual step is done. */
  attested: z.boolean(),
});
export type ConfirmStep = z.infer<typeof ConfirmStep>;

/** What conclude-revocation is called with when the ladder is exhausted or a person was silent. */
export const ConcludeRevocationStep = z.object({
  input: RevocationInput,
  why: z.enum(['still-active', 'refused-by-vendor', 'unverifiable', 'manual-task-overdue']),
});
export type ConcludeRevocationStep = z.infer<typeof ConcludeRevocationStep>;
