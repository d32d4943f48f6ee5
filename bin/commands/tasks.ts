/** `grantline tasks`: what people are asked and have not answered. */
import type { Command } from 'commander';
import * as z from 'zod';
import { NotFoundError } from '#domain/errors.ts';
import type { Task, TaskAnswer } from '#domain/task.ts';
import { toTimestamp } from '#domain/time.ts';
import { Vendor } from '#events/vocabulary.ts';
import type { Backend, Cli } from '../backend.ts';
import { everyItem } from '../history.ts';
import { parseVendor, StackOptions, withStack } from '../options.ts';
import { facts, printable, toJson } from '../output.ts';
import { publicTask } from '../public-shapes.ts';
import { table } from '../table.ts';

const TasksOptions = StackOptions.extend({
  assignee: z.string().optional(),
  vendor: Vendor.optional(),
  integration: z.string().optional(),
});
type TasksOptions = z.infer<typeof TasksOptions>;

/** Adds the command. */
export function addTasks(program: Command, cli: Cli): void {
  withStack(program.command('tasks'))
    .description('list open tasks, oldest first')
    .option('--assignee <email>', 'only what this person is asked')
    .option('--vendor <vendor>', 'only about this vendor', parseVendor)
    .option('--integration <id>', 'only about this integration')
    .action(async (raw: unknown) => {
      const options = TasksOptions.parse(raw);
      const backend = await cli.openBackend(options);
      const open: Task[] = [];
      for await (const task of everyItem((cursor) => backend.tasks.open(cursor))) {
        if (matches(task, options)) open.push(task);
      }
      if (options.json === true) return cli.terminal.print(toJson(open.map(publicTask), 2));
      if (open.length > 0) await cli.terminal.print(taskTable(open));
      cli.terminal.note(`${open.length} open task${open.length === 1 ? '' : 's'}`);
    });
}

function matches(task: Task, { assignee, vendor, integration }: TasksOptions): boolean {
  if (vendor !== undefined && task.vendor !== vendor) return false;
  if (integration !== undefined && task.integrationId !== integration) return false;
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

function taskTable(tasks: readonly Task[]): string {
  return table(tasks, [
    { title: 'id', cell: (task) => task.id, whole: true },
    { title: 'asked', cell: (task) => task.assignee },
    { title: 'until', cell: (task) => `${toTimestamp(task.dueAt).slice(0, 16)}Z`, whole: true },
    { title: 'answer', cell: (task) => ANSWERS_TO[task.kind] },
    { title: 'question', cell: (task) => task.title },
  ]);
}

/** Commands that answer a task. */
const ANSWERS_TO: Readonly<Record<Task['kind'], string>> = {
  decide: 'approve, refuse',
  'manual-revoke': 'done, refuse',
  attest: 'done, refuse',
};
