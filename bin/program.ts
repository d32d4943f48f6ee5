/** The command tree of `grantline`, and running it: every failure ends in an exit code. */
import { Command } from 'commander';
import type { Cli } from './backend.ts';
import { addAnswers } from './commands/answer.ts';
import { addConnect } from './commands/connect.ts';
import { addDrill } from './commands/drill.ts';
import { addEvents } from './commands/events.ts';
import { addEvidence } from './commands/evidence.ts';
import { addExplain } from './commands/explain.ts';
import { addIncident } from './commands/incident.ts';
import { addList } from './commands/list.ts';
import { addPolicy } from './commands/policy.ts';
import { addReplay } from './commands/replay.ts';
import { addCertificate, addReport } from './commands/report.ts';
import { addRepublish } from './commands/republish.ts';
import { addRevoke } from './commands/revoke.ts';
import { addShow } from './commands/show.ts';
import { addSweep } from './commands/sweep.ts';
import { addTasks } from './commands/tasks.ts';
import { EXIT, EXIT_MEANING, failureOf, failureText } from './failure.ts';

const EXIT_HELP = `
Exit codes:
${Object.entries(EXIT_MEANING)
  .map(([code, meaning]) => `  ${code.padEnd(3)}  ${meaning}`)
  .join('\n')}
Manual: docs/cli.md`;

/** Builds the command tree. */
function createProgram(cli: Cli): Command {
  const program = new Command('grantline')
    .description('Discovers, governs and provably revokes SaaS-to-SaaS integrations.')
    .version('0.1.0')
    .showHelpAfterError(false)
    .addHelpText('afterAll', EXIT_HELP)
    .exitOverride()
    .configureOutput({
      // Errors are printed once, by `run`.
      outputError: () => {},
      writeErr: (text) => cli.terminal.note(text.trimEnd()),
      writeOut: (text) => cli.terminal.print(text.trimEnd()),
    });
  addConnect(program, cli);
  addSweep(program, cli);
  addList(program, cli);
  addShow(program, cli);
  addTasks(program, cli);
  addAnswers(program, cli);
  addRevoke(program, cli);
  addIncident(program, cli);
  addDrill(program, cli);
  addEvents(program, cli);
  addRepublish(program, cli);
  addReplay(program, cli);
  addEvidence(program, cli);
  addReport(program, cli);
  addCertificate(program, cli);
  addPolicy(program, cli);
  addExplain(program, cli);
  return program;
}

/** Runs one command line.
 *  @param words the arguments after the program's name
 *  @returns the exit code */
export async function run(words: readonly string[], cli: Cli): Promise<number> {
  try {
    await createProgram(cli).parseAsync(words, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    const failure = failureOf(error);
    const isHelp = failure.exitCode === EXIT.ok || failure.message === '(outputHelp)';
    if (!isHelp) cli.terminal.note(failureText(error, cli.terminal.env.GRANTLINE_DEBUG === '1'));
    return failure.exitCode;
  }
}
