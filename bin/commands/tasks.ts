/** `grantline tasks`: what people are asked and have not answered. */
import type { Command } from 'commander';
import * as z from 'zod';
import { NotFoundError } from '#domain/errors.ts';
import type { Task, TaskAnswer } from '#domain/task.ts';
import { toTimestamp } from '#domain/time.ts';
import type { Backend, Cli } from '../backend.ts';
import { everyItem } from '../history.ts';
import { StackOptions, withStack } from '../options.ts';
import { facts, printable, table, toJson } from '../output.ts';

const TasksOptions = StackOptions.extend({ assignee: z.string().optional() });

/** Adds the command. */
export function addTasks(program: Command, cli: Cli): void {
  withStack(program.command('tasks'))
    .description('list open tasks, oldest first')
    .option('--assignee <email>', 'only what this person is asked')
    .action(async (raw: unknown) => {
      const options = TasksOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const open: Task[] = [];
      for await (const task of everyItem((cursor) => backend.tasks.open(cursor))) {
        if (isAskedOf(task, options.assignee)) open.push(task);
      }
      if (options.json === true) return cli.terminal.print(toJson(open.map(withoutToken), 2));
      if (open.length > 0) await cli.terminal.print(taskTable(open));
      cli.terminal.note(`${open.length} open task${open.length === 1 ? '' : 's'}`);
    });
}

function isAskedOf(task: Task, assignee: string | undefined): boolean {
  return assignee === undefined || task.assignee.toLowerCase() === assignee.toLowerCase();
}

/** Loads a task by its id.
 *  @throws NotFoundError */
export async function loadTask(backend: Backend, id: string): Promise<Task> {
  const task = await backend.tasks.load(id);
  if (task !== undefined) return task;
  throw new NotFoundError(`there is no task ${id}`, {
    remedy: '`grantline tasks` lists those that are open.',
  });
}

/** What is decided, in full. */
export function taskText(task: Task): string {
  const bullets = task.facts.map((fact) => `  - ${printable(fact)}`);
  const steps = task.steps.map((step, index) => `  ${index + 1}. ${printable(step)}`);
  return [
    facts([
      ['task', task.id],
      ['question', task.title],
      ['about', `${task.integrationId} (${task.vendor}, tenant ${task.tenant})`],
      ['asked because', task.reason],
      ['assignee', task.assignee],
      ['due', toTimestamp(task.dueAt)],
      ['requested by', task.requester],
      ['answered', task.answer && answerWords(task.answer)],
      ['fingerprint', task.fingerprint],
    ]),
    ...bullets,
    ...steps,
  ].join('\n');
}

/** What was answered first, by whom and when. */
export function answerWords({ answer, by, at }: TaskAnswer): string {
  return `${answer} by ${by} at ${toTimestamp(at)}`;
}

/** A task without the token of the execution that waits: that never leaves the store. */
function withoutToken({ token: _token, ...task }: Task): Omit<Task, 'token'> {
  return task;
}

function taskTable(tasks: readonly Task[]): string {
  return table(tasks, [
    { title: 'id', cell: (task) => task.id, whole: true },
    { title: 'kind', cell: (task) => task.kind },
    { title: 'because', cell: (task) => task.reason },
    { title: 'question', cell: (task) => task.title },
    { title: 'assignee', cell: (task) => task.assignee },
    { title: 'due', cell: (task) => toTimestamp(task.dueAt).slice(0, 16) },
    { title: 'integration', cell: (task) => task.integrationId, whole: true },
  ]);
}
