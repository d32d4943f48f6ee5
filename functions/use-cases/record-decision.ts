/**
 * A person's answer: checked against what they were shown, written in one transaction with what it
 * decides, then handed to the workflow that waits. Only the first answer counts.
 */
import type { Circumstance, Step } from '#domain/advance.ts';
import { grantApproval, refuseApproval } from '#domain/approval.ts';
import { answerTask, assertUnanswered, startAnother, taskId } from '#domain/ask.ts';
import { strictest } from '#domain/directory.ts';
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
    const task = await ports.tasks.load(given.taskId);
    if (task === undefined) {
      throw new NotFoundError('there is no such task', { remedy: 'List them: `grantline tasks`.' });
    }
    const known = await ports.inventory.load({ ...task, id: task.integrationId });
    if (isSaidAgain(task, given)) {
      await deliver(ports, given);
      return { task, integration: known };
    }
    assertAnswerable(task, given);
    assertStillRevoking(task, known);
    await assertNotGone(ports, given);
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

/** The same person giving the same answer once more: it was stored, and perhaps never delivered. */
function isSaidAgain({ answer, fingerprint }: Task, given: GivenAnswer): boolean {
  return (
    answer?.answer === given.answer && answer.by === given.by && fingerprint === given.fingerprint
  );
}

/** The token is read after the answer is stored: one attached in between is not missed, and one
 *  attached later finds the answer. */
async function deliver(ports: DecisionPorts, given: GivenAnswer): Promise<void> {
  const task = await ports.tasks.load(given.taskId);
  if (task?.token === undefined) return;
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
async function assertNotGone({ people }: DecisionPorts, given: GivenAnswer): Promise<void> {
  if (given.answer !== 'approve') return;
  const person = strictest(await people.accounts(given.by));
  if (person === undefined || person.active) return;
  throw new DecisionRefusedError('the directory says that this person has left', {
    remedy: 'Let somebody who is still there decide, or mend the directory and answer again.',
    facts: { directory: person.vendor, status: person.status },
  });
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
  about: { task: Task; known: Integration | undefined; given: GivenAnswer },
): { changes: Change[]; answered: Task; integration: Integration | undefined } {
  const { task, known, given } = about;
  const circumstance = circumstanceOf(ports, task, given);
  const answer: TaskAnswer = {
    answer: given.answer,
    by: given.by,
    at: circumstance.now,
    comment: given.comment,
  };
  const step = integrationStep(known, given, { task, circumstance });
  const integration = step?.next ?? known;
  const answered = answerTask(task, answer, { ...circumstance, integration });
  const changes: Change[] = [{ entity: 'task', ...answered }];
  if (step !== undefined) changes.push({ entity: 'integration', ...step });
  return { changes, answered: answered.next, integration };
}

function integrationStep(
  known: Integration | undefined,
  given: GivenAnswer,
  about: { task: Task; circumstance: Circumstance },
): Step | undefined {
  const { task, circumstance } = about;
  // A manual step is proven by the read-back that follows, not by the answer.
  if (task.kind !== 'decide' || given.answer === 'done') return undefined;
  if (known === undefined) throw new NotFoundError('the integration of this task is not known');
  const decision = {
    approver: given.by,
    fingerprint: given.fingerprint,
    incarnation: task.incarnation,
    taskId: task.id,
    comment: given.comment,
  };
  return given.answer === 'approve'
    ? grantApproval(known, decision, circumstance)
    : refuseApproval(known, decision, circumstance);
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
