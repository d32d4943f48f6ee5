/** The question to a person: built from facts, answered once. */
import { createHash } from 'node:crypto';
import type { Actor, Cause } from '#events/envelope.ts';
import type { ReauthorisationReason } from '#events/vocabulary.ts';
import type { Circumstance } from './advance.ts';
import { DecisionRefusedError } from './errors.ts';
import type { Integration } from './integration.ts';
import type { Task, TaskAnswer } from './task.ts';
import { type Instant, toTimestamp } from './time.ts';
import { draft, type EventDraft, subjectOf, type Transition } from './transition.ts';

/** Id of a task: the same case asks once. */
export function taskId(caseName: string): string {
  return `task_${createHash('sha256').update(caseName).digest('hex').slice(0, 26)}`;
}

const TITLES: Readonly<Record<ReauthorisationReason, string>> = {
  discovered: 'A new integration needs an owner',
  'scopes-expanded': 'An integration can now do more than was approved',
  'token-ageing': 'A credential is older than allowed',
  'review-due': 'An integration is due for review',
  'owner-left': 'An integration lost its owner',
  dormant: 'An integration has not been used for long',
  expired: 'An approval has ended',
  reappeared: 'A removed integration is back',
};

/** Title of the question. */
export function titleOf(reason: Task['reason'], integration: Integration): string {
  const name = integration.clientName ?? integration.clientId;
  const what = reason === 'revocation' ? 'Finish a revocation by hand' : TITLES[reason];
  return `${what}: ${name} at ${integration.vendor}`.slice(0, 256);
}

export interface TaskStep {
  readonly next: Task;
  readonly transition: Transition;
}

interface TaskCircumstance {
  readonly now: Instant;
  readonly cause: Cause;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly integration?: Integration;
}

function taskStep(
  next: Task,
  events: readonly EventDraft[],
  circumstance: TaskCircumstance,
): TaskStep {
  const { integration } = circumstance;
  return {
    next,
    transition: {
      entityId: next.id,
      version: next.version,
      observedAt: circumstance.now,
      cause: circumstance.cause,
      actor: circumstance.actor,
      correlationId: circumstance.correlationId,
      about: {
        subject: integration === undefined ? undefined : subjectOf(integration),
        task: { taskId: next.id, kind: next.kind, assignee: next.assignee },
      },
      events: [...events],
      changed: {},
    },
  };
}

/** Opens a task. */
export function openTask(task: Omit<Task, 'version'>, circumstance: TaskCircumstance): TaskStep {
  const command =
    task.kind === 'decide' ? `grantline approve ${task.id}` : `grantline done ${task.id}`;
  const events = [
    draft('task.created', 'info', {
      dueAt: toTimestamp(task.dueAt),
      title: task.title,
      steps: task.steps,
      command,
    }),
  ];
  return taskStep({ ...task, version: 1 }, events, circumstance);
}

/** Said with a last call when silence was to stop it and nothing shows that it stopped. */
export const STOP_FAILED = 'stopping it failed, so it may still run until somebody answers.';

/** Hands an unanswered task to the next stage; the assignee moves on along the chain if asked to.
 *  @param stage `stopFailed`: it was to be stopped before this stage and was not */
export function handOn(
  task: Task,
  stage: { stage: string; dueAt: Instant; escalate: boolean; stopFailed?: boolean },
  circumstance: TaskCircumstance,
): TaskStep {
  const [to, ...chain] = stage.escalate ? task.chain : [];
  const next: Task = {
    ...task,
    version: task.version + 1,
    stage: stage.stage,
    dueAt: stage.dueAt,
    assignee: to ?? task.assignee,
    chain: to === undefined ? task.chain : chain,
    facts: stage.stopFailed === true ? [`Warning: ${STOP_FAILED}`, ...task.facts] : task.facts,
    token: undefined,
  };
  const events = [
    draft('task.escalated', 'medium', {
      from: task.assignee,
      to: next.assignee,
      step: next.version - 1,
      dueAt: toTimestamp(stage.dueAt),
      stopFailed: stage.stopFailed === true ? true : undefined,
    }),
  ];
  return taskStep(next, events, circumstance);
}

/** Answers a task, once.
 *  @throws DecisionRefusedError naming the first answer */
export function answerTask(
  task: Task,
  answer: TaskAnswer,
  circumstance: TaskCircumstance,
): TaskStep {
  assertUnanswered(task);
  const fits = task.kind === 'decide' ? ['approve', 'refuse'] : ['done', 'refuse'];
  if (answer.answer !== 'withdrawn' && !fits.includes(answer.answer)) {
    throw new DecisionRefusedError(`this task is answered with ${fits.join(' or ')}`, {
      facts: { taskId: task.id },
    });
  }
  const events = [
    draft('task.done', 'info', {
      answer: answer.answer,
      answeredBy: answer.by,
      answeredAt: toTimestamp(answer.at),
    }),
  ];
  return taskStep({ ...task, version: task.version + 1, answer }, events, circumstance);
}

/** Closes a task that nobody has to answer any more. */
export function withdrawTask(
  task: Task,
  circumstance: Circumstance & { known: Integration | undefined },
): TaskStep {
  const { now, policy, known } = circumstance;
  const answer = { answer: 'withdrawn' as const, by: `policy:${policy.name}`, at: now };
  return answerTask(task, answer, { ...circumstance, integration: known });
}

/** @throws DecisionRefusedError naming who answered first, what and when */
export function assertUnanswered(task: Task): void {
  if (task.answer === undefined) return;
  const { answer, by, at } = task.answer;
  const said =
    answer === 'withdrawn'
      ? `this task was closed at ${toTimestamp(at)} without an answer`
      : `${by} already answered "${answer}" at ${toTimestamp(at)}`;
  throw new DecisionRefusedError(said, {
    facts: { taskId: task.id, answer, by },
    remedy: answer === 'withdrawn' ? afterClosing(task) : insteadOfAnswering(task),
  });
}

function insteadOfAnswering({ integrationId }: Task): string {
  return `Only the first answer counts; \`grantline show ${integrationId}\` tells what came of it.`;
}

function afterClosing(task: Task): string {
  if (task.kind === 'manual-revoke') return startAnother(task);
  return `\`grantline tasks\` lists what is asked now; \`grantline show ${task.integrationId}\` tells why.`;
}

/** What is left to do about an integration whose revocation has ended. */
export function startAnother({ integrationId }: Task): string {
  return `\`grantline show ${integrationId}\` tells how it ended; \`grantline revoke ${integrationId}\` starts another.`;
}
