/**
 * A question reaches the person who is asked: at once, or with others of the day when it may wait. A
 * letter that nobody takes is on-call's, because a question nobody was told of ends access all the same.
 */
import { GrantlineError } from '#domain/errors.ts';
import { isSamePerson } from '#domain/ownership.ts';
import { type Asked, letterOf, mayWait } from '#domain/question.ts';
import type { Task } from '#domain/task.ts';
import type { AlertSink, Clock, Deliveries, Log, Tasks } from './ports.ts';
import type { AnswerLinks, Courier, Way } from './telling-ports.ts';

export interface TellingPorts {
  readonly tasks: Tasks;
  readonly courier: Courier;
  readonly links: AnswerLinks;
  readonly deliveries: Deliveries;
  readonly alerts: AlertSink;
  readonly clock: Clock;
  readonly log: Log;
}

/** `moot`: answered, or with somebody else by now. `waits`: for the letter of the day. */
export type Telling = 'told' | 'duplicate' | 'moot' | 'waits' | 'undelivered';

/** Tells the assignee of one question, unless it may wait.
 *  @throws the error of a way that may take it later */
export async function tellAssignee(
  ports: TellingPorts,
  asked: { readonly taskId: string; readonly assignee: string },
): Promise<Telling> {
  const task = await ports.tasks.load(asked.taskId);
  if (task === undefined || task.answer !== undefined) return 'moot';
  if (!isSamePerson(task.assignee, asked.assignee)) return 'moot';
  if (mayWait(task)) return 'waits';
  if (await isTold(ports, task)) return 'duplicate';
  return sendLetter(ports, [task]);
}

/** Questions in one letter, at most; the rest follow in the next one. */
const LETTER_QUESTIONS_MAX = 25;
const PAGES_MAX = 200;

/** Sends everybody one letter with what waited and was not told yet.
 *  @returns letters sent
 *  @throws the first failure that may pass, after all others had their letter */
export async function tellOfTheDay(ports: TellingPorts): Promise<number> {
  const waiting = new Map<string, Task[]>();
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await ports.tasks.open(cursor);
    for (const task of page.items) {
      if (!mayWait(task) || (await isTold(ports, task))) continue;
      const person = task.assignee.toLowerCase();
      waiting.set(person, [...(waiting.get(person) ?? []), task]);
    }
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return sendAll(ports, [...waiting.values()]);
}

async function sendAll(ports: TellingPorts, people: readonly Task[][]): Promise<number> {
  const failures: unknown[] = [];
  let letters = 0;
  for (const tasks of people) {
    for (let from = 0; from < tasks.length; from += LETTER_QUESTIONS_MAX) {
      try {
        const told = await sendLetter(ports, tasks.slice(from, from + LETTER_QUESTIONS_MAX));
        letters += told === 'told' ? 1 : 0;
      } catch (error) {
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) throw failures[0];
  return letters;
}

/** One telling a stage and person: handed on or asked for a second yes, it is told anew. */
function markOf({ id, stage, assignee, vouched }: Task): string {
  const second = vouched === undefined ? '' : ':second';
  return `${id}:${stage}${second}:${assignee.toLowerCase()}`;
}

function isTold({ deliveries }: TellingPorts, task: Task): Promise<boolean> {
  return deliveries.isProcessed('letter', markOf(task));
}

async function sendLetter(ports: TellingPorts, tasks: readonly Task[]): Promise<Telling> {
  const [first, ...rest] = await Promise.all(tasks.map((task) => withLink(ports, task)));
  if (first === undefined) return 'moot';
  const letter = { to: first.task.assignee, ...letterOf([first, ...rest]) };
  const ways = await ports.courier.ways();
  const sent = await Promise.allSettled(ways.map((way) => sendBy(ports, way, letter)));
  const later = sent.find((one) => one.status === 'rejected');
  if (sent.some((one) => one.status === 'fulfilled' && one.value)) {
    return marked(ports, tasks, 'told');
  }
  if (later?.status === 'rejected') throw later.reason;
  await tellOnCall(ports, { task: first.task, count: tasks.length, ways: ways.length });
  return marked(ports, tasks, 'undelivered');
}

async function withLink({ links }: TellingPorts, task: Task): Promise<Asked> {
  const { id: taskId, assignee: person, fingerprint, dueAt: expiresAt } = task;
  return { task, link: await links.sign({ taskId, person, fingerprint, expiresAt }) };
}

/** The mark is set after the letter: a crash in between tells twice rather than never. */
async function marked(
  ports: TellingPorts,
  tasks: readonly Task[],
  telling: Telling,
): Promise<Telling> {
  const now = ports.clock.now();
  for (const task of tasks) await ports.deliveries.markProcessed('letter', markOf(task), now);
  ports.log.count('QuestionTold', tasks.length, { telling });
  return telling;
}

/** @returns whether the way took it; false when it never will
 *  @throws GrantlineError that may pass */
async function sendBy(
  { log }: TellingPorts,
  way: Way,
  letter: Parameters<Way['send']>[0],
): Promise<boolean> {
  try {
    const { reference } = await way.send(letter);
    log.info('letter taken', { way: way.name, reference });
    return true;
  } catch (error) {
    if (!(error instanceof GrantlineError) || error.retryable) throw error;
    log.error('letter not taken', { way: way.name, why: error.message });
    return false;
  }
}

async function tellOnCall(
  { alerts }: TellingPorts,
  about: { readonly task: Task; readonly count: number; readonly ways: number },
): Promise<void> {
  const { task, count, ways } = about;
  const why = ways === 0 ? 'no way to people is set up' : 'no way took the letter';
  await alerts.send('notify', {
    subject: `NOT REACHED ${task.title}`.slice(0, 100),
    body: [
      `${count} question(s) to ${task.assignee} reached nobody: ${why}.`,
      'Without an answer somebody else is asked, and in the end access ends.',
      'Set a way up or mend it (docs/alerts.md), and tell them meanwhile:',
      `grantline tasks --assignee ${task.assignee}`,
    ].join('\n'),
    eventId: `${task.id}:${task.stage}`,
  });
}
