/**
 * One stage of a question: the task is opened or handed on, the task token kept, the workflow waits.
 * An answer given between two stages is found here and delivered at once.
 */
import { isDecidable, lapseQuestion, requestApproval } from '#domain/approval.ts';
import { handOn, openTask as open, taskId, titleOf, withdrawTask } from '#domain/ask.ts';
import { allowed } from '#domain/drift.ts';
import { StaleWriteError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { decayOwner } from '#domain/ownership.ts';
import type { Policy } from '#domain/policy.ts';
import { riskFacts } from '#domain/risk-facts.ts';
import type { Task } from '#domain/task.ts';
import { fromDay, toTimestamp } from '#domain/time.ts';
import type { OpenTaskStep } from '#domain/workflow.ts';
import { askWhom, ownerAsked } from './ask-whom.ts';
import type {
  Change,
  Clock,
  Connections,
  Inventory,
  Ledger,
  People,
  Tasks,
  Workflows,
} from './ports.ts';
import type { VendorConnector } from './vendor-port.ts';
import { isVouchedSince, loadTarget, workflowCircumstance } from './workflow-target.ts';

export interface OpenTaskPorts {
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  readonly tasks: Tasks;
  readonly people: People;
  readonly connections: Connections;
  readonly workflows: Workflows;
  readonly connector: (vendor: Integration['vendor']) => Promise<VendorConnector>;
  readonly clock: Clock;
  readonly policy: Policy;
}

const TRIES_MAX = 5;

/** Opens or hands on the task and leaves the workflow waiting, or answers it at once. */
export async function openTask(ports: OpenTaskPorts, step: OpenTaskStep): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await askOnce(ports, step);
      return;
    } catch (error) {
      // Answered or changed meanwhile: look again, the answer must not be lost.
      if (!(error instanceof StaleWriteError) || tries === TRIES_MAX) throw error;
    }
  }
}

async function askOnce(ports: OpenTaskPorts, step: OpenTaskStep): Promise<void> {
  const { input, token } = step;
  const task = await ports.tasks.load(input.taskId);
  const known = await loadTarget(ports, input);
  const given = task?.answer?.answer;
  if (given !== undefined || known === undefined || isMoot(known, step, task)) {
    if (given === undefined && task !== undefined) {
      await ports.ledger.commit(withdrawn(ports, step, { known, task }));
    }
    await ports.workflows.answer(token, { answer: given ?? 'withdrawn' });
    return;
  }
  // A step tried again finds its stage written already; only the token is new.
  if (task?.stage !== step.stage) {
    await ports.ledger.commit(await changesOf(ports, step, { known, task }));
  }
  await ports.tasks.attachToken(input.taskId, token);
}

/** Whether there is nothing left to ask. */
function isMoot(known: Integration, step: OpenTaskStep, task: Task | undefined): boolean {
  if ('revocationId' in step.input) return known.state !== 'revoking' && known.state !== 'revoked';
  const { fingerprint } = step.input;
  if (!isDecidable(known) || known.fingerprint !== fingerprint) return true;
  return task !== undefined && isVouchedSince(known, fingerprint, task.openedAt);
}

/** The task is closed, or it would be asked for ever and refuse every answer. */
function withdrawn(
  ports: OpenTaskPorts,
  { input }: OpenTaskStep,
  { known, task }: { known: Integration | undefined; task: Task },
): Change[] {
  const circumstance = workflowCircumstance(ports, input);
  const changes: Change[] = [{ entity: 'task', ...withdrawTask(task, { ...circumstance, known }) }];
  const lapsed =
    !('revocationId' in input) &&
    known !== undefined &&
    isDecidable(known) &&
    known.fingerprint !== input.fingerprint &&
    known.asked === input.taskId;
  if (lapsed) {
    changes.push({ entity: 'integration', ...lapseQuestion(known, input.reason, circumstance) });
  }
  return changes;
}

async function changesOf(
  ports: OpenTaskPorts,
  step: OpenTaskStep,
  about: { known: Integration; task: Task | undefined },
): Promise<Change[]> {
  const { known, task } = about;
  const circumstance = { ...workflowCircumstance(ports, step.input), integration: known };
  const dueAt = circumstance.now + waitSeconds(step) * 1000;
  if (task !== undefined) {
    const escalate = step.stage === 'escalate' || step.stage === 'last-call';
    const stopFailed = step.stop !== undefined && STOPS_FAILED.has(step.stop);
    const stage = { stage: step.stage, dueAt, escalate, stopFailed };
    const changes: Change[] = [{ entity: 'task', ...handOn(task, stage, circumstance) }];
    // Asked and reminded: an owner who does not answer is none.
    const silent = step.stage === 'escalate' && {
      person: await ownerAsked(ports.people, known, task.assignee),
      taskId: task.id,
    };
    const decayed = silent && decayOwner(known, silent, circumstance);
    if (decayed) changes.push({ entity: 'integration', ...decayed });
    return changes;
  }
  const fresh = await questionOf(ports, step, { known, dueAt });
  const opened = open(fresh, circumstance);
  if (fresh.reason === 'revocation') return [{ entity: 'task', ...opened }];
  const asked = requestApproval(
    known,
    { taskId: fresh.id, reason: fresh.reason, approver: fresh.assignee },
    circumstance,
  );
  return [
    { entity: 'task', ...opened },
    { entity: 'integration', ...asked },
  ];
}

/** Outcomes of a stop after which the integration runs on although it was to be stopped. */
const STOPS_FAILED: ReadonlySet<NonNullable<OpenTaskStep['stop']>> = new Set([
  'refused',
  'failed',
  'wait',
]);

function waitSeconds({ input, stage }: OpenTaskStep): number {
  if ('revocationId' in input) return input.manualSeconds;
  switch (stage) {
    case 'remind':
      return input.waits.escalateSeconds;
    case 'escalate':
      return input.waits.suspendSeconds;
    case 'last-call':
      return input.waits.revokeSeconds;
    default:
      return input.waits.remindSeconds;
  }
}

async function questionOf(
  ports: OpenTaskPorts,
  step: OpenTaskStep,
  about: { known: Integration; dueAt: number },
): Promise<Omit<Task, 'version'>> {
  const { known, dueAt } = about;
  const { input } = step;
  const manual = 'revocationId' in input;
  const requester = manual ? undefined : input.requester;
  const [assignee, ...chain] = await askWhom(ports, known, requester);
  const connector = await ports.connector(known.vendor);
  return {
    id: manual ? taskId(input.revocationId) : input.taskId,
    kind: manual ? 'manual-revoke' : 'decide',
    integrationId: known.id,
    vendor: known.vendor,
    tenant: known.tenant,
    incarnation: known.incarnation,
    fingerprint: known.fingerprint,
    reason: manual ? 'revocation' : input.reason,
    title: titleOf(manual ? 'revocation' : input.reason, known),
    facts: factsFor(connector, known),
    steps: manual ? manualSteps(connector, known) : [],
    assignee,
    chain,
    requester,
    openedAt: ports.clock.now(),
    dueAt,
    stage: step.stage,
  };
}

/** What a person needs to decide, in plain words. */
function factsFor(connector: VendorConnector, known: Integration): string[] {
  const rate = (scope: string) => connector.rateScope(scope, known.kind);
  const can =
    known.scopes === undefined
      ? 'What it may do is not told by the vendor.'
      : `It can ${known.scopes.length === 0 ? 'do nothing' : allowed(known.scopes, rate)}.`;
  return [
    can.slice(0, 1000),
    ...riskFacts(known, rate),
    known.principalName === undefined
      ? 'No person consented.'
      : `Consented by ${known.principalName}.`,
    lastUseFact(known),
  ];
}

function lastUseFact({ lastUsedDay }: Integration): string {
  if (lastUsedDay === undefined) return 'Its last use is unknown.';
  if (lastUsedDay === 'never') return 'It was never used, says the vendor.';
  return `It was last used on ${toTimestamp(fromDay(lastUsedDay)).slice(0, 10)}.`;
}

function manualSteps({ capabilities }: VendorConnector, known: Integration): string[] {
  const manual = capabilities.kinds[known.kind]?.revoke.find((rung) => rung.how === 'manual');
  return [...(manual?.steps ?? ['Remove it in the vendor’s administration console.'])];
}
