/**
 * `grantline approve`, `refuse` and `done`: a person's answer to a task. Sent to the API for people
 * with the fingerprint that was shown, so that it counts for nothing else.
 */
import type { Command } from 'commander';
import * as z from 'zod';
import type { Task } from '#domain/task.ts';
import { toTimestamp } from '#domain/time.ts';
import type { AnswerRequest, Cli } from '../backend.ts';
import { confirm } from '../confirm.ts';
import { StackOptions, withStack } from '../options.ts';
import { toJson } from '../output.ts';
import { loadTask, taskText } from './tasks.ts';

const AnswerOptions = StackOptions.extend({
  comment: z.string().max(1024).optional(),
  yes: z.boolean().optional(),
});

interface AnswerCommand {
  readonly name: string;
  readonly answer: AnswerRequest['answer'];
  readonly about: string;
  readonly recorded: string;
  /** The same for the steps of a revocation, where the word means something else. */
  readonly recordedManual?: string;
}

const ANSWERS: readonly AnswerCommand[] = [
  {
    name: 'approve',
    answer: 'approve',
    about: 'vouch for an integration exactly as the task shows it',
    recorded: 'Approved. The approval ends by itself when what was shown changes.',
  },
  {
    name: 'refuse',
    answer: 'refuse',
    about: 'refuse an integration: its revocation follows; or say that manual steps cannot be done',
    recorded: 'Refused. The revocation follows; `grantline show` tells when it is proven.',
    recordedManual: 'Noted. The revocation ends as failed, not proven, and on-call is told.',
  },
  {
    name: 'done',
    answer: 'done',
    about: 'say that the manual steps of a task are done; they are checked',
    recorded: 'Noted. It counts as revoked only once that is verified.',
  },
];

/** Adds the three commands. */
export function addAnswers(program: Command, cli: Cli): void {
  for (const command of ANSWERS) {
    withStack(program.command(command.name))
      .description(command.about)
      .argument('<taskId>', 'task id (task_…)')
      .option('--comment <text>', 'kept with the answer, at most 1024 characters')
      .option('--yes', 'do not ask for confirmation on a terminal')
      .action((taskId: string, raw: unknown) => answerTask(cli, { command, taskId, raw }));
  }
}

async function answerTask(
  cli: Cli,
  given: { readonly command: AnswerCommand; readonly taskId: string; readonly raw: unknown },
): Promise<void> {
  const { command, taskId } = given;
  const options = AnswerOptions.parse(given.raw);
  const backend = await cli.openBackend(options);
  const task = await loadTask(backend, taskId);
  cli.terminal.note(taskText(task));
  // The task id is explicit, so a script needs no --yes; a person sees first what they vouch for.
  const isSure = options.yes === true || !cli.terminal.interactive;
  if (!isSure && !(await confirm(cli.terminal, `${command.name} this?`))) {
    return cli.terminal.note('Nothing was sent.');
  }
  const { answer } = command;
  await backend.people.answerTask(task.id, {
    answer,
    fingerprint: task.fingerprint,
    comment: options.comment,
  });
  if (options.json === true) {
    return cli.terminal.print(toJson({ taskId, answer, fingerprint: task.fingerprint }));
  }
  await cli.terminal.print(recordedText(command, task));
}

/** @param task as it was before the answer was sent */
function recordedText(command: AnswerCommand, task: Task): string {
  if (task.answer !== undefined) {
    return `It was recorded before, at ${toTimestamp(task.answer.at)}; nothing else changed.`;
  }
  const isManual = task.kind === 'manual-revoke';
  return (isManual ? command.recordedManual : undefined) ?? command.recorded;
}
