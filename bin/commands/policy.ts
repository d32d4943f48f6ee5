/** `grantline policy`: tries a policy and the rule library before they are deployed. */
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { judge } from '#domain/rules/fixture.ts';
import { RULES } from '#domain/rules/registry.ts';
import { createReplay, type Replay } from '#domain/rules/replay.ts';
import { DAY_MS } from '#domain/time.ts';
import { Transition } from '#domain/transition.ts';
import type { Cli } from '../backend.ts';
import { collectorNamesOf, transitionsWithin } from '../history.ts';
import { StackOptions, withJson, withStack } from '../options.ts';
import { table, toJson } from '../output.ts';
import { policyOf, ruleFixtures, sampleOf } from '../policy-files.ts';
import { readJsonRecords } from './record-lines.ts';

const TestOptions = z.object({ policy: z.string().optional(), json: z.boolean().optional() });
const ReplayOptions = StackOptions.extend({
  policy: z.string().optional(),
  fromFile: z.string().optional(),
  days: z.int(),
});

/** Adds the command and its two subcommands. */
export function addPolicy(program: Command, cli: Cli): void {
  const policy = program
    .command('policy')
    .description('try a policy and the rules on what is known');
  addPolicyTest(policy, cli);
  addPolicyReplay(policy, cli);
}

function addPolicyTest(policy: Command, cli: Cli): void {
  withJson(policy.command('test'))
    .description('check the policy and run the fixtures of every rule')
    .option('--policy <file>', 'YAML laid over the default policy')
    .action(async (raw: unknown) => {
      const options = TestOptions.parse(raw);
      const { name, version } = await policyOf(cli.terminal, options.policy);
      const judged = ruleFixtures().flatMap((fixtures) =>
        judge(RULES, fixtures, sampleOf).map((one) => ({ rule: fixtures.rule, ...one })),
      );
      const wrong = judged.filter((one) => one.expected !== one.actual);
      const result = { policy: `${name}@${version}`, rules: RULES.length, cases: judged.length };
      await cli.terminal.print(
        options.json === true
          ? toJson({ ...result, wrong })
          : `policy ${result.policy} is valid; ${result.rules} rules, ${result.cases} cases, ${wrong.length} wrong`,
      );
      const [first] = wrong;
      if (first === undefined) return;
      throw new ContractError(
        `${first.rule} "${first.name}": expected ${first.expected}, was ${first.actual}`,
      );
    });
}

function addPolicyReplay(policy: Command, cli: Cli): void {
  withStack(policy.command('replay'))
    .description('count what the rules would have found, suspended and paged')
    .option('--days <days>', 'how far back to look in the store', parseDays, 90)
    .option('--policy <file>', 'YAML laid over the default policy')
    .option('--from-file <file>', 'transitions as JSON Lines instead of the store, - for stdin')
    .action(async (raw: unknown) => {
      const options = ReplayOptions.parse(raw);
      const replay = createReplay(RULES, await policyOf(cli.terminal, options.policy));
      const { fromFile } = options;
      const taken =
        fromFile === undefined
          ? await fromStore(cli, options, replay)
          : await replayFile(cli.terminal.open(fromFile), replay);
      const tallies = replay.tallies();
      await cli.terminal.print(
        options.json === true
          ? toJson({ transitions: taken, rules: tallies })
          : `${taken} transitions\n${tallyTable(tallies)}`,
      );
    });
}

function parseDays(text: string): number {
  const days = z.coerce.number().int().min(1).max(3650).safeParse(text);
  if (days.success) return days.data;
  throw new InvalidArgumentError(`${text} is no number of days from 1 to 3650.`);
}

async function fromStore(
  cli: Cli,
  options: z.infer<typeof ReplayOptions>,
  replay: Replay,
): Promise<number> {
  const backend = await cli.openBackend(options);
  const since = cli.clock.now() - options.days * DAY_MS;
  const collectorNames = collectorNamesOf(cli);
  const transitions = await transitionsWithin(backend, { since }, { collectorNames });
  for (const transition of transitions) replay.take(transition);
  return transitions.length;
}

/** Replays JSON Lines of transitions, one at a time.
 *  @returns how many there were
 *  @throws ContractError naming the line that is no transition: half a file proves nothing */
export async function replayFile(
  chunks: AsyncIterable<Uint8Array>,
  replay: Replay,
): Promise<number> {
  let taken = 0;
  for await (const line of readJsonRecords(chunks)) {
    const parsed = Transition.safeParse('record' in line ? line.record : undefined);
    if (!parsed.success) {
      throw new ContractError(`line ${line.line} is no transition`, { cause: parsed.error });
    }
    replay.take(parsed.data);
    taken += 1;
  }
  return taken;
}

function tallyTable(tallies: ReturnType<Replay['tallies']>): string {
  return table(tallies, [
    { title: 'rule', cell: (one) => one.rule, whole: true },
    { title: 'fired', cell: (one) => one.fired },
    { title: 'suspended', cell: (one) => one.suspended },
    { title: 'paged', cell: (one) => one.paged },
    { title: 'blind', cell: (one) => one.blind },
  ]);
}
