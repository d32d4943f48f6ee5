/** A task: one question to one person, with exactly one answer. */
import * as z from 'zod';
import { ReauthorisationReason, TaskKind, Vendor } from '#events/vocabulary.ts';

const Instant = z.int();

export const TaskAnswer = z.strictObject({
  answer: z.enum(['approve', 'refuse', 'done', 'withdrawn']),
  by: z.string(),
  at: Instant,
  comment: z.string().max(1024).optional(),
});
export type TaskAnswer = z.infer<typeof TaskAnswer>;

/** The first of two people who must vouch; it decides nothing alone. */
export const Voucher = z.strictObject({
  by: z.string(),
  at: Instant,
  comment: z.string().max(1024).optional(),
});
export type Voucher = z.infer<typeof Voucher>;

export const Task = z.strictObject({
  /** `task_` + 26 hex digits of SHA-256(case): the same case asks once. */
  id: z.string(),
  version: z.int().positive(),
  kind: TaskKind,
  integrationId: z.string(),
  vendor: Vendor,
  tenant: z.string(),
  incarnation: z.int().positive(),
  /** What the person was shown; an answer counts for nothing else. */
  fingerprint: z.string(),
  reason: z.union([ReauthorisationReason, z.literal('revocation')]),
  title: z.string().max(256),
  /** What changed and what it can do, in plain words. */
  facts: z.array(z.string().max(1000)).max(20),
  steps: z.array(z.string().max(512)).max(20),
  assignee: z.string(),
  /** Who has it next when nobody answers, in order. */
  chain: z.array(z.string()).max(10),
  /** Who set the case in motion and so may not approve it; absent when a machine did. */
  requester: z.string().optional(),
  openedAt: Instant,
  dueAt: Instant,
  /** Stage of the workflow that waits: `ask`, `remind`, `escalate`, `suspend`. */
  stage: z.string(),
  /** Task token of the waiting execution. Never leaves the store. */
  token: z.string().optional(),
  /** Set while a second person is asked. */
  vouched: Voucher.optional(),
  answer: TaskAnswer.optional(),
});
export type Task = z.infer<typeof Task>;
