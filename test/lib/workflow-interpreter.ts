/**
 * Runs the state machines of the synthesised template in a state language interpreter, with the
 * Lambdas replaced. What a fake step is given is checked against the contract of the real one.
 */
import * as z from 'zod';
import {
  ConcludeRevocationStep,
  ConfirmStep,
  OpenTaskStep,
  type ReauthorisationInput,
  ReauthorisationStep,
  type RevocationInput,
  RevocationStep,
  WorkflowStep,
} from '#domain/workflow.ts';
import { handlerOf, type Synthesised, targetOf } from './template.ts';

/** A state as far as the tests look at it. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly SecondsPath?: string;
  readonly ResultPath?: string;
  readonly Result?: unknown;
  readonly Parameters?: {
    readonly FunctionName?: string;
    readonly Payload?: { readonly stage?: string };
  };
  readonly Retry?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly MaxAttempts: number;
    readonly MaxDelaySeconds: number;
  }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Choices?: readonly { readonly Next: string }[];
}

export interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

export type MachineName = 'Reauthorisation' | 'Revocation';

/** The definition of a machine with every reference written out.
 *  @throws TypeError when the template has no such machine */
export function definitionOf(built: Synthesised, machine: MachineName): Definition {
  const found = built
    .ofType('AWS::StepFunctions::StateMachine')
    .find(([id]) => id.startsWith(`GrantlineGovernance${machine}`));
  if (found === undefined) throw new TypeError(`no machine ${machine}`);
  const parts: unknown[] = found[1].Properties.DefinitionString['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : written(part))).join('');
  return JSON.parse(text);
}

function written(reference: unknown): string {
  const target = targetOf(reference) ?? '';
  if (target === 'AWS::Partition') return 'aws';
  return `arn:aws:lambda:eu-central-1:000000000000:function:${handlerOf(target) ?? target}`;
}

/** Handler a task state calls; undefined for states that call none. */
export function handlerOfState(state: State): string | undefined {
  return (state.Parameters?.FunctionName ?? state.Resource)?.split(':function:')[1];
}

const target = {
  schemaVersion: 1 as const,
  vendor: 'github' as const,
  tenant: 'acme',
  integrationId: 'int-1',
  incarnation: 1,
  correlationId: 'cor-1',
};

export const REAUTHORISATION: ReauthorisationInput = {
  ...target,
  fingerprint: 'f'.repeat(64),
  reason: 'review-due',
  taskId: 'task-1',
  waits: { remindSeconds: 1, escalateSeconds: 1, suspendSeconds: 1, revokeSeconds: 1 },
};

export const REVOCATION: RevocationInput = {
  ...target,
  revocationId: 'rev-1',
  taskId: 'task-2',
  manualSeconds: 1,
};

/** What the Lambdas take, by handler. */
const CONTRACTS: Readonly<Record<string, z.ZodType>> = {
  'open-task': OpenTaskStep,
  'suspend-grant': WorkflowStep,
  'resume-grant': WorkflowStep,
  'conclude-reauthorisation': ReauthorisationStep,
  'revoke-grant': RevocationStep,
  'confirm-revocation': ConfirmStep,
  'conclude-revocation': ConcludeRevocationStep,
};

const CALLS_MAX = 40;

/** Nobody answers: the step runs into its own time-out. */
export const SILENCE = Symbol('silence');

/** What a fake step answers on its n-th call, beginning with 0. It may throw. */
export type FakeStep = (call: number, given: unknown) => unknown;

export interface Run {
  /** States entered, in order. */
  readonly path: readonly string[];
  /** Payload of every call, by state. */
  readonly given: Readonly<Record<string, readonly unknown[]>>;
  /** Seconds of every wait, in order. */
  readonly waited: readonly number[];
  readonly ended: 'succeeded' | 'failed';
}

/** Runs a definition to its end. Waits and pauses between retries take no time.
 *  @param steps answer by state name; a state without one fails the run */
export async function run(
  definition: Definition,
  input: ReauthorisationInput | RevocationInput,
  steps: Readonly<Record<string, FakeStep>>,
): Promise<Run> {
  // The interpreter is written for Node 22; this is the one thing it needs that Node 20 lacks.
  if (!('withResolvers' in Promise)) Object.assign(Promise, { withResolvers });
  const { StateMachine } = await import('aws-local-stepfunctions');
  const given: Record<string, unknown[]> = {};
  const tasks = Object.entries(definition.States).filter(([, { Type }]) => Type === 'Task');
  const handlers = tasks.map(([name, state]) => [
    name,
    async (raw: unknown) => {
      const payload = payloadOf(raw, state);
      const calls = given[name] ?? [];
      given[name] = calls;
      calls.push(payload);
      // A circle in the definition ends as a failure here instead of running for ever.
      if (calls.length > CALLS_MAX) throw new RangeError(`${name} is called for ever`);
      const step = steps[name];
      if (step === undefined) throw new TypeError(`nobody expected ${name}`);
      const answer = step(calls.length - 1, payload);
      return answer === SILENCE ? new Promise(() => undefined) : answer;
    },
  ]);
  const machine = new StateMachine(adapted(definition, steps) as never, {
    validationOptions: { noValidate: true },
  });
  const zero = (of: readonly string[]) => Object.fromEntries(of.map((name) => [name, 0]));
  const execution = machine.run(input, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers),
      waitTimeOverrides: zero(Object.keys(definition.States)),
      retryIntervalOverrides: zero(tasks.map(([name]) => name)),
    },
    context: { Execution: { Input: input }, Task: { Token: 'token-1' }, No: false },
  });
  const ended = execution.result.then(
    () => 'succeeded' as const,
    () => 'failed' as const,
  );
  const path: string[] = [];
  const waited: number[] = [];
  for await (const event of execution.eventLogs) {
    if (event.type !== 'StateEntered') continue;
    path.push(event.state.name);
    const seen = z
      .object({ rung: z.object({ waitSeconds: z.number() }) })
      .safeParse(event.state.input);
    if (event.state.type === 'Wait' && seen.success) waited.push(seen.data.rung.waitSeconds);
  }
  return { path, given, waited, ended: await ended };
}

/** What the interpreter cannot do is written in another way: a question that is met with silence
 *  times out after a millisecond instead of days, the outer limit of a year is more than a timer of
 *  Node can hold, and a Pass state whose result is `false` is taken for one without a result. */
function adapted(definition: Definition, steps: Readonly<Record<string, FakeStep>>): Definition {
  const states = Object.entries(definition.States).map(([name, state]) => {
    if (steps[name] === silence) return [name, { ...state, TimeoutSeconds: 0.001 }];
    if (state.Result !== false) return [name, state];
    const { Result, ...others } = state;
    return [name, { ...others, InputPath: '$$.No' }];
  });
  return { StartAt: definition.StartAt, States: Object.fromEntries(states) };
}

/** A person who does not answer. */
export const silence: FakeStep = () => SILENCE;

function payloadOf(raw: unknown, state: State): unknown {
  const waiting = z.object({ Payload: z.unknown() }).safeParse(raw);
  const payload = waiting.success ? waiting.data.Payload : raw;
  return CONTRACTS[handlerOfState(state) ?? '']?.parse(payload) ?? payload;
}

function withResolvers() {
  const made: Record<string, unknown> = {};
  const promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return { ...made, promise };
}
