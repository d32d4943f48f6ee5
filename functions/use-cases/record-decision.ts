/**
 * A person's answer: checked against what they were shown, written in one transaction with what it
 * decides, then handed to the workflow that waits. Only the first answer counts.
 */
import type { Circumstance, Step } from '#domain/advance.ts';
import { type Decision, grantApproval, refuseApproval } from '#domain/approval.ts';
import { answerTask, assertUnanswered, startAnother, taskId } from '#domain/ask.ts';
import { strictest } from '#domain/directory.ts';
import { isFirstOfTwo, vouchFirst } from '#domain/dual-approval.ts';
import { DecisionRefusedError, NotFoundError, StaleWriteError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { isSamePerson } from '#domain/ownership.ts';
import type { Policy } from '#domain/policy.ts';
import type { Task, TaskAnswer } from '#domain/task.ts';
import type { Change, Clock, Inventory, Ledger, People, Tasks, Workflows } from './ports.ts';

export interface DecisionPorts {
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  readonly tasks: Tasks;
  readonly people: People;
  readonly workflows: Workflows;
  readonly clock: Clock;
  readonly policy: Policy;
}

export interface GivenAnswer {
  readonly taskId: string;
  readonly answer: 'approve' | 'refuse' | 'done';
  /** What the person saw. An answer to something else is refused. */
  readonly fingerprint: string;
  /** Proven by the transport, never by the request's body. */
  readonly by: string;
  readonly comment?: string;
  /** Whom an approver names as backup owner. */
  readonly backupOwner?: string;
}

const TRIES_MAX = 5;

/** Records an answer.
 *  @throws NotFoundError unknown task
 *  @throws DecisionRefusedError another answer, own request, something else shown, nothing to decide */
export async function recordDecision(
  ports: DecisionPorts,
  given: GivenAnswer,
): Promise<{ task: Task; integration: Integration | undefined }> {
  for (let tries = 1; ; tries += 1) {
    const task = await loadTask(ports, given.taskId);
    const known = await ports.inventory.load({ ...task, id: task.integrationId });
    if (isSaidAgain(task, given)) {
      await deliver(ports, given);
      return { task, integration: known };
    }
    if (isFirstAgain(task, given)) return { task, integration: known };
    assertAnswerable(task, given);
    assertStillRevoking(task, known);
    await assertNotGone(ports, task, given);
    const { changes, answered, integration } = decided(ports, { task, known, given });
    try {
      await ports.ledger.commit(changes);
    } catch (error) {
      if (!(error instanceof StaleWriteError) || tries === TRIES_MAX) throw error;
      continue;
    }
    await deliver(ports, given);
    return { task: answered, integration };
  }
}

async function loadTask({ tasks }: DecisionPorts, id: string): Promise<Task> {
  const task = await tasks.load(id);
  if (task !== undefined) return task;
  throw new NotFoundError('there is no such task', { remedy: 'List them: `grantline tasks`.' });
}

/** The same person giving the same answer once more: it was stored, and perhaps never delivered. */
function isSaidAgain({ answer, fingerprint }: Task, given: GivenAnswer): boolean {
  return (
    answer?.answer === given.answer && answer.by === given.by && fingerprint === given.fingerprint
  );
}

/** Whoever vouched first says yes once more: the second has to be somebody else. */
function isFirstAgain({ answer, fingerprint, vouched }: Task, given: GivenAnswer): boolean {
  return (
    answer === undefined &&
    given.answer === 'approve' &&
    fingerprint === given.fingerprint &&
    vouched !== undefined &&
    isSamePerson(vouched.by, given.by)
  );
}

/** The token is read after the answer is stored: one attached in between is not missed, and one
 *  attached later finds the answer. */
async function deliver(ports: DecisionPorts, given: GivenAnswer): Promise<void> {
  const task = await ports.tasks.load(given.taskId);
  // Without an answer it was the first of two, and the execution waits on.
  if (task?.answer === undefined || task.token === undefined) return;
  await ports.workflows.answer(task.token, { answer: given.answer });
}

function assertAnswerable(task: Task, given: GivenAnswer): void {
  assertUnanswered(task);
  if (task.fingerprint !== given.fingerprint) {
    throw new DecisionRefusedError('this answer is for something else than the task asks about', {
      remedy: 'Look at the task again (`grantline tasks`) and answer what it shows now.',
    });
  }
  if (task.requester !== undefined && isSamePerson(task.requester, given.by)) {
    throw new DecisionRefusedError('whoever asks for an approval cannot give it', {
      remedy: 'Let another member of the chain decide.',
    });
  }
}

/** Whoever vouches becomes the owner: one who has left would leave it without anybody, and nobody
 *  would be told of them as a leaver again. Somebody no directory knows is taken as they are. */
async function assertNotGone(
  { people }: DecisionPorts,
  { vouched }: Task,
  given: GivenAnswer,
): Promise<void> {
  if (given.answer !== 'approve') return;
  for (const one of [given.by, vouched?.by, given.backupOwner]) {
    const person = one === undefined ? undefined : strictest(await people.accounts(one));
    if (person === undefined || person.active) continue;
    throw new DecisionRefusedError(`the directory says that ${one} has left`, {
      remedy: 'Let somebody who is still there decide, or mend the directory and answer again.',
      facts: { directory: person.vendor, status: person.status },
    });
  }
}

/** The steps of a revocation that has ended help nobody, and no workflow waits for the answer. */
function assertStillRevoking(task: Task, known: Integration | undefined): void {
  if (task.kind !== 'manual-revoke') return;
  const isUnderWay = known?.state === 'revoking' || known?.state === 'revoked';
  if (isUnderWay && taskId(known.revocation?.id ?? '') === task.id) return;
  throw new DecisionRefusedError(
    `the revocation of this task has ended; the integration is ${known?.state ?? 'not known'}`,
    { remedy: startAnother(task) },
  );
}

function decided(
  ports: DecisionPorts,
  about: Asked,
): { changes: Change[]; answered: Task; integration: Integration | undefined } {
  const { task, known, given } = about;
  const circumstance = circumstanceOf(ports, task, given);
  const decision = decisionOf(task, given);
  if (isFirstYes(ports.policy, about)) {
    const { policy } = ports;
    const first = vouchFirst(task, decision, { known: about.known, policy, circumstance });
    return { changes: [{ entity: 'task', ...first }], answered: first.next, integration: known };
  }
  const answer: TaskAnswer = {
    answer: given.answer,
    by: given.by,
    at: circumstance.now,
    comment: given.comment,
  };
  const step = integrationStep(known, given, { task, decision, circumstance });
  const integration = step?.next ?? known;
  const answered = answerTask(task, answer, { ...circumstance, integration });
  const changes: Change[] = [{ entity: 'task', ...answered }];
  if (step !== undefined) changes.push({ entity: 'integration', ...step });
  return { changes, answered: answered.next, integration };
}

interface Asked {
  readonly task: Task;
  readonly known: Integration | undefined;
  readonly given: GivenAnswer;
}

function isFirstYes(policy: Policy, asked: Asked): asked is Asked & { known: Integration } {
  const { task, known, given } = asked;
  if (known === undefined || task.kind !== 'decide' || given.answer !== 'approve') return false;
  return isFirstOfTwo(task, known, policy);
}

function integrationStep(
  known: Integration | undefined,
  given: GivenAnswer,
  about: { task: Task; decision: Decision; circumstance: Circumstance },
): Step | undefined {
  const { task, decision, circumstance } = about;
  // A manual step is proven by the read-back that follows, not by the answer.
  if (task.kind !== 'decide' || given.answer === 'done') return undefined;
  if (known === undefined) throw new NotFoundError('the integration of this task is not known');
  return given.answer === 'approve'
    ? grantApproval(known, decision, circumstance)
    : refuseApproval(known, decision, circumstance);
}

function decisionOf(task: Task, given: GivenAnswer): Decision {
  return {
    approver: given.by,
    fingerprint: given.fingerprint,
    incarnation: task.incarnation,
    taskId: task.id,
    comment: given.comment,
    vouchedBefore: task.vouched?.by,
    backupOwner: given.backupOwner,
  };
}

function circumstanceOf(ports: DecisionPorts, task: Task, given: GivenAnswer): Circumstance {
  const now = ports.clock.now();
  return {
    now,
    observedAt: now,
    cause: { kind: 'decision', ref: task.id },
    actor: { type: 'user', id: given.by },
    correlationId: task.id,
    policy: ports.policy,
  };
}
