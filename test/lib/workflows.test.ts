import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import validate from 'asl-validator';
import { durationSeconds } from '#domain/time.ts';
import { ASK_STAGES } from '#domain/workflow.ts';
import { loadPolicy } from '#lib/deployment-config.ts';
import { expectGolden } from './golden.ts';
import { synthesise } from './template.ts';
import {
  type Definition,
  definitionOf,
  handlerOfState,
  type MachineName,
  type State,
} from './workflow-interpreter.ts';

const built = synthesise();
const MACHINES: readonly [MachineName, Definition][] = [
  ['Reauthorisation', definitionOf(built, 'Reauthorisation')],
  ['Revocation', definitionOf(built, 'Revocation')],
];

const tasksOf = ({ States }: Definition) =>
  Object.entries(States).filter(([, { Type }]) => Type === 'Task');

const stageOf = (state: State) => state.Parameters?.Payload?.stage;

/** Where a state leads, in words. */
function waysOf(state: State): string[] {
  const calls = handlerOfState(state);
  return [
    state.Type + (calls === undefined ? '' : ` ${[calls, stageOf(state)].join(' ').trim()}`),
    ...(state.Choices ?? []).map((choice) => {
      const { Next, ...condition } = choice;
      return `${JSON.stringify(condition)} -> ${Next}`;
    }),
    ...(state.Catch ?? []).map(({ ErrorEquals, Next }) => `${ErrorEquals.join()} -> ${Next}`),
    ...(state.Next === undefined ? [] : [`-> ${state.Next}`]),
    ...(state.Default === undefined ? [] : [`otherwise -> ${state.Default}`]),
  ];
}

describe.each(MACHINES)('%s', (name, definition) => {
  it('is valid state language', () => {
    const { isValid, errorsText } = validate(structuredClone(definition));
    expect([isValid, errorsText()]).toEqual([true, '']);
  });

  it('leads where the reviewed drawing says', () => {
    const ways = Object.entries(definition.States).map(([state, one]) => [state, waysOf(one)]);
    expectGolden(`${name.toLowerCase()}-workflow`, {
      startAt: definition.StartAt,
      ways: Object.fromEntries(ways),
    });
  });

  it.each(tasksOf(definition))(
    '%s retries within bounds, then catches everything',
    (_id, state) => {
      const [retry, ...moreRetries] = state.Retry ?? [];
      expect(moreRetries).toEqual([]);
      expect(retry?.ErrorEquals).toContain('States.TaskFailed');
      expect(retry?.MaxAttempts).toBeLessThanOrEqual(8);
      expect(retry?.MaxDelaySeconds).toBeLessThanOrEqual(300);
      expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
      expect(state.TimeoutSeconds).toBeGreaterThan(0);
    },
  );

  it('never retries a question that nobody answered', () => {
    for (const [, state] of tasksOf(definition).filter(([, one]) => stageOf(one) !== undefined)) {
      expect(state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(['States.TaskFailed']);
      expect(state.Catch?.[0]?.ErrorEquals).toEqual(['States.Timeout']);
    }
  });

  it('gives a step as long as its Lambda has at least', () => {
    const timeouts = Object.fromEntries(
      built.ofType('AWS::Lambda::Function').map(([id, one]) => [id, one.Properties.Timeout]),
    );
    for (const [, state] of tasksOf(definition).filter(([, one]) => stageOf(one) === undefined)) {
      expect(state.TimeoutSeconds).toBeGreaterThan(Math.max(...Object.values(timeouts)));
    }
  });

  it('ends some day, after all its waits', () => {
    const waits = tasksOf(definition).map(([, { TimeoutSeconds }]) => TimeoutSeconds ?? 0);
    const sum = waits.reduce((total, wait) => total + wait, 0);
    expect(definition.TimeoutSeconds).toBeGreaterThan(sum);
  });
});

describe('waits', () => {
  const secondsOf = (definition: Definition) =>
    Object.fromEntries(
      tasksOf(definition)
        .filter(([, state]) => stageOf(state) !== undefined)
        .map(([, state]) => [stageOf(state), state.TimeoutSeconds]),
    );

  it('are those of the default policy', () => {
    const { reauthorisation, revocation } = loadPolicy(undefined);
    expect(secondsOf(MACHINES[0]![1])).toEqual({
      ask: durationSeconds(reauthorisation['remind-after']),
      remind: durationSeconds(reauthorisation['escalate-after']),
      escalate: durationSeconds(reauthorisation['suspend-after']),
      'last-call': durationSeconds(reauthorisation['revoke-after']),
    });
    expect(secondsOf(MACHINES[1]![1])).toEqual({
      manual: durationSeconds(revocation['manual-within']),
    });
  });

  it('are those of the deployer where the deployer has a say', () => {
    const policyFile = join(mkdtempSync(join(tmpdir(), 'grantline-policy-')), 'policy.yaml');
    writeFileSync(policyFile, 'reauthorisation: { remind-after: PT2M }\n');
    const own = definitionOf(synthesise({ policyFile }), 'Reauthorisation');
    expect(secondsOf(own).ask).toBe(120);
    expect(secondsOf(own).remind).toBe(345_600);
  });

  it('have a question for every stage that the domain knows', () => {
    expect(Object.keys(secondsOf(MACHINES[0]![1])).sort()).toEqual([...ASK_STAGES].sort());
  });
});
