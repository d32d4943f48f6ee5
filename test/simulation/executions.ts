/** Executions of the two workflows, walked along their drawings in virtual time. */
import type {
  ConcludeRevocationStep,
  OpenTaskStep,
  ReauthorisationInput,
  RevocationInput,
} from '#domain/workflow.ts';
import {
  AnyWorkflowInput,
  ConcludeRevocationStep as ConcludeSchema,
  ConfirmStep,
  OpenTaskStep as OpenTaskSchema,
  ReauthorisationInput as ReauthorisationSchema,
  RevocationInput as RevocationSchema,
} from '#domain/workflow.ts';
import { concludeReauthorisation } from '#use-cases/conclude-reauthorisation.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { openTask } from '#use-cases/open-task.ts';
import { resumeGrant } from '#use-cases/resume-grant.ts';
import { revokeGrant } from '#use-cases/revoke-grant.ts';
import { suspendGrant } from '#use-cases/suspend-grant.ts';
import { holds, type Machine, machineOf, type State } from './machines.ts';
import type { Ports, World } from './world.ts';

const MACHINES = {
  reauthorisation: machineOf('reauthorisation'),
  revocation: machineOf('revocation'),
};
const ATTEMPTS_MAX = 8;
const MOVES_MAX = 500;

interface Execution {
  readonly name: string;
  readonly machine: Machine;
  readonly input: ReauthorisationInput | RevocationInput;
  readonly context: Record<string, unknown>;
  ended?: 'succeeded' | 'failed';
}

/** What came of a question: the state machine's way on. */
type Asked = { readonly answer: object } | 'silence' | 'failed';

export class Executions {
  readonly all = new Map<string, Execution>();
  readonly #waiting = new Map<string, (output: object) => void>();
  readonly #world: World;
  #tokens = 0;

  constructor(world: World) {
    this.#world = world;
    world.workflows.start = (machine, name, input) => this.#start(machine, name, input);
    world.workflows.answer = (token, output) => this.#answer(token, output);
  }

  get running(): Execution[] {
    return [...this.all.values()].filter((one) => one.ended === undefined);
  }

  #start(machine: Machine, name: string, input: object): boolean {
    if (this.all.has(name)) return false;
    const parsed = AnyWorkflowInput.parse(JSON.parse(JSON.stringify(input)));
    const execution = { name, machine, input: parsed, context: { input: parsed } };
    this.all.set(name, execution);
    this.#world.agenda.after(0, () => this.#walk(execution));
    return true;
  }

  #answer(token: string, output: object): boolean {
    const resolve = this.#waiting.get(token);
    this.#waiting.delete(token);
    resolve?.(output);
    return resolve !== undefined;
  }

  async #walk(execution: Execution): Promise<void> {
    const { startAt, states } = MACHINES[execution.machine];
    let at: string | undefined = startAt;
    execution.context.attested = false;
    for (let moves = 0; moves < MOVES_MAX && at !== undefined; moves += 1) {
      const state: State | undefined = states.get(at);
      if (state === undefined) break;
      if (state.type === 'Succeed' || state.type === 'Fail') {
        execution.ended = state.type === 'Succeed' ? 'succeeded' : 'failed';
        return;
      }
      at = await this.#move(execution, at, state);
    }
    this.#world.violate('I16', `${execution.name} did not end (${at})`);
  }

  async #move(execution: Execution, at: string, state: State): Promise<string | undefined> {
    switch (state.type) {
      case 'Pass':
        if (at === 'Attested') execution.context.attested = true;
        return state.next;
      case 'Wait':
        await this.#sleep(secondsOf(execution.context.rung ?? execution.context.suspended));
        return state.next;
      case 'Choice':
        return state.choices.find((one) => holds(one.when, execution.context))?.next ?? state.next;
      default:
        return state.handler === 'open-task'
          ? this.#question(execution, state)
          : this.#task(execution, at, state);
    }
  }

  #sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.#world.agenda.after(seconds * 1000, resolve));
  }

  async #task(execution: Execution, at: string, state: State): Promise<string | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      let result: unknown;
      const ending = await this.#world.invoke(`${execution.name} ${at}`, async (ports) => {
        result = await stepOf(state.handler ?? '', at, execution)(ports);
      });
      if (ending.how === 'done') {
        execution.context[RESULT[state.handler ?? ''] ?? 'result'] = result;
        return state.next;
      }
      this.#world.retries += 1;
      await this.#sleep(30 * (attempt + 1));
    }
    return state.onFailure;
  }

  async #question(execution: Execution, state: State): Promise<string | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const asked = await this.#ask(execution, state.stage ?? 'ask');
      if (asked === 'silence') return state.onSilence;
      if (asked !== 'failed') {
        execution.context.asked = asked.answer;
        return state.next;
      }
      this.#world.retries += 1;
      await this.#sleep(30 * (attempt + 1));
    }
    return state.onFailure;
  }

  #ask(execution: Execution, stage: string): Promise<Asked> {
    this.#tokens += 1;
    const token = `token-${this.#tokens}`;
    const step = OpenTaskSchema.parse({ input: execution.input, stage, token });
    return new Promise((resolve) => {
      const end = (asked: Asked) => {
        this.#waiting.delete(token);
        resolve(asked);
      };
      this.#waiting.set(token, (answer) => end({ answer }));
      this.#world.agenda.after(waitOf(step) * 1000, () => end('silence'));
      void this.#world
        .invoke(`${execution.name} ${stage}`, (ports) => openTask(ports, step))
        .then((ending) => {
          if (ending.how !== 'done') end('failed');
        });
    });
  }
}

const RESULT: Readonly<Record<string, string>> = {
  'revoke-grant': 'rung',
  'confirm-revocation': 'rung',
  'suspend-grant': 'suspended',
};

const WHY: Readonly<Record<string, ConcludeRevocationStep['why']>> = {
  Overdue: 'manual-task-overdue',
  Refused: 'refused-by-vendor',
  Unproven: 'unverifiable',
};

function stepOf(handler: string, at: string, { input, context }: Execution) {
  switch (handler) {
    case 'suspend-grant':
      return (ports: Ports) => suspendGrant(ports, input);
    case 'resume-grant':
      return (ports: Ports) => resumeGrant(ports, ReauthorisationSchema.parse(input));
    case 'revoke-grant':
      return (ports: Ports) => revokeGrant(ports, RevocationSchema.parse(input));
    case 'confirm-revocation':
      return (ports: Ports) =>
        confirmRevocation(ports, ConfirmStep.parse({ ...context, ...Object(context.rung) }));
    case 'conclude-revocation':
      return (ports: Ports) =>
        concludeRevocation(ports, ConcludeSchema.parse({ input, why: WHY[at] ?? 'still-active' }));
    default:
      return (ports: Ports) => concludeReauthorisation(ports, ReauthorisationSchema.parse(input));
  }
}

function secondsOf(rung: unknown): number {
  const seconds: unknown =
    typeof rung === 'object' && rung !== null ? Reflect.get(rung, 'waitSeconds') : 1;
  return typeof seconds === 'number' ? seconds : 1;
}

function waitOf({ input, stage }: OpenTaskStep): number {
  if ('revocationId' in input) return input.manualSeconds;
  const { waits } = input;
  switch (stage) {
    case 'remind':
      return waits.escalateSeconds;
    case 'escalate':
      return waits.suspendSeconds;
    case 'last-call':
      return waits.revokeSeconds;
    default:
      return waits.remindSeconds;
  }
}
