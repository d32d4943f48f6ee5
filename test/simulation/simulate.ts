/** One seed, one run: the same seed and the same code give the same run to the byte. */
import { createHash } from 'node:crypto';
import { routeOf } from '#domain/alert.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import { relayTransition } from '#use-cases/relay-transitions.ts';
import { routeAlert } from '#use-cases/route-alert.ts';
import type { Bug } from './bug-names.ts';
import { plant } from './bugs.ts';
import { Executions } from './executions.ts';
import type { Fault } from './faults.ts';
import { Life } from './life.ts';
import { Oracle } from './oracle.ts';
import { type Kind, type Options, World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly kind: Kind;
  readonly violations: readonly string[];
  readonly steps: number;
  readonly transitions: number;
  readonly faults: ReadonlyMap<Fault, number>;
  /** Last moves, newest last. */
  readonly trace: readonly string[];
  /** SHA-256 over every move: two runs of a seed have the same. */
  readonly digest: string;
}

const STEPS_MAX = 60_000;

/** Runs one seed to its end and judges it. */
export async function simulate(seed: number, options: Options = {}): Promise<Outcome> {
  const world = new World(seed, options);
  world.plant = (ports) => plant(options.bug, ports);
  const life = new Life(world);
  const executions = new Executions(world);
  const oracle = new Oracle(world, life);
  connect(world, oracle);
  life.begin();
  try {
    await world.agenda.untilRest(STEPS_MAX);
    oracle.atRest(executions);
  } catch (error) {
    world.violate('I16', String(error));
  }
  const moves = world.trace.join('\n');
  return {
    seed,
    kind: world.kind,
    violations: world.violations,
    steps: world.agenda.steps,
    transitions: world.store.transitions.length,
    faults: world.faults.seen,
    trace: world.trace.slice(-30),
    digest: createHash('sha256').update(moves).digest('hex'),
  };
}

/** The kinds of faults a failing seed needs: one after the other is left out while it still fails. */
export async function shrink(seed: number, bug?: Bug): Promise<Outcome> {
  let failing = await simulate(seed, { bug });
  let without: readonly Fault[] = [];
  for (const fault of failing.faults.keys()) {
    const tried = await simulate(seed, { bug, without: [...without, fault] });
    if (tried.violations.length === 0) continue;
    without = [...without, fault];
    failing = tried;
  }
  return failing;
}

/** Stream, bus and topics: who hears of what. */
function connect(world: World, oracle: Oracle): void {
  world.agenda.afterStep = () => oracle.afterStep();
  world.sendAlert = (_route, alert) => oracle.noteAlert(alert);
  world.onTransition = (transition) => {
    oracle.noteTransition(transition);
    const stored: unknown = JSON.parse(JSON.stringify(transition));
    const label = `relay ${transition.entityId} ${transition.version}`;
    const times = world.faults.happens('stream-twice') ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      world.message(label, 200, (ports) => relayTransition(ports, stored));
    }
  };
  world.onPublished = (event) => {
    oracle.notePublished(event);
    world.message(`policy ${event.type}`, 50, (ports) => evaluatePolicy(ports, event));
    const route = routeOf(event.severity, world.policy.alerts);
    if (route !== undefined) {
      world.message(`alert ${event.id}`, 50, (ports) => routeAlert(ports, event, route));
    }
  };
}
