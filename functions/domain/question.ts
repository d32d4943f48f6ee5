/** A question in words, for the person who is asked. What a vendor named is inert text. */
import type { ReauthorisationReason } from '#events/vocabulary.ts';
import { inert } from './alert.ts';
import type { Task } from './task.ts';
import { toTimestamp } from './time.ts';

/** Reasons that can wait for tomorrow's letter: nothing new can be done with them meanwhile. */
const HYGIENE: ReadonlySet<Task['reason']> = new Set<ReauthorisationReason>([
  'token-ageing',
  'review-due',
  'dormant',
  'expired',
]);

/** Whether a question may be bundled with others of the day. The last call before an end may not. */
export function mayWait({ reason, stage, vouched }: Task): boolean {
  return HYGIENE.has(reason) && stage !== 'last-call' && vouched === undefined;
}

/** A task with where it is answered; without a link on the command line only. */
export interface Asked {
  readonly task: Task;
  readonly link?: string;
}

export interface Letter {
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
}

/** One question at once, or several in one letter. */
export function letterOf(asked: readonly [Asked, ...Asked[]]): Letter {
  const [{ task }] = asked;
  const subject =
    asked.length === 1 ? inert(task.title) : `${asked.length} integrations wait for your answer`;
  return {
    subject: subject.slice(0, 200),
    body: [...asked.map(questionText), 'Opening a link decides nothing; you are asked first.'].join(
      '\n\n',
    ),
  };
}

/** Longest fact of a task, in characters; steps are shorter. */
const FACT_MAX = 1000;

function questionText({ task, link }: Asked): string {
  const command = task.kind === 'manual-revoke' ? 'done' : 'approve';
  return [
    inert(task.title),
    ...secondOf(task),
    ...task.facts.map((fact) => `- ${inert(fact, FACT_MAX)}`),
    ...task.steps.map((step, index) => `${index + 1}. ${inert(step, FACT_MAX)}`),
    `Answer before ${toTimestamp(task.dueAt)}.${silence(task)}`,
    ...(link === undefined ? [] : [`Look and answer: ${link}`]),
    `On the command line: grantline ${command} ${task.id}`,
  ].join('\n');
}

function secondOf({ vouched }: Task): readonly string[] {
  if (vouched === undefined) return [];
  return [`${inert(vouched.by)} has vouched for it; a second person is needed.`];
}

function silence({ kind, stage }: Task): string {
  if (kind === 'manual-revoke') return ' Without an answer on-call is paged.';
  return stage === 'last-call'
    ? ' Without an answer its access ends.'
    : ' Without an answer somebody else is asked, and in the end its access ends.';
}
