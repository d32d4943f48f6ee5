/**
 * The two workflows as the template has them (the reviewed drawings in test/lib/golden), walked in
 * virtual time. Only what a step is called with is written here.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';

const Drawing = z.object({ startAt: z.string(), ways: z.record(z.string(), z.array(z.string())) });

export type Machine = 'reauthorisation' | 'revocation';

export interface State {
  readonly type: string;
  /** Handler of a task. */
  readonly handler?: string;
  /** Stage of a question. */
  readonly stage?: string;
  readonly onSilence?: string;
  readonly onFailure?: string;
  readonly choices: readonly { readonly when: Condition; readonly next: string }[];
  readonly next?: string;
}

const Condition = z.object({
  Variable: z.string().optional(),
  StringEquals: z.string().optional(),
  BooleanEquals: z.boolean().optional(),
  NumericEquals: z.number().optional(),
  get And() {
    return z.array(Condition).optional();
  },
  get Or() {
    return z.array(Condition).optional();
  },
});
type Condition = z.infer<typeof Condition>;

/** The states of a machine by name, and where it begins. */
export function machineOf(name: Machine): { startAt: string; states: Map<string, State> } {
  const file = new URL(`../lib/golden/${name}-workflow.json`, import.meta.url);
  const { startAt, ways } = Drawing.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    startAt,
    states: new Map(Object.entries(ways).map(([state, lines]) => [state, stateOf(lines)])),
  };
}

function stateOf([head = '', ...lines]: readonly string[]): State {
  const [type = '', handler, stage] = head.split(' ');
  const way = (from: string) => {
    const line = lines.find((one) => one.startsWith(`${from}-> `) || one.startsWith(`${from} -> `));
    return line?.slice(line.indexOf('-> ') + 3);
  };
  return {
    type,
    handler,
    stage,
    onSilence: way('States.Timeout'),
    onFailure: way('States.ALL'),
    next: way('') ?? way('otherwise'),
    choices: lines
      .filter((line) => line.startsWith('{'))
      .map((line) => {
        const arrow = line.lastIndexOf(' -> ');
        return {
          when: Condition.parse(JSON.parse(line.slice(0, arrow))),
          next: line.slice(arrow + 4),
        };
      }),
  };
}

type Context = Readonly<Record<string, unknown>>;

/** Whether a condition of a Choice holds. */
export function holds(when: Condition, context: Context): boolean {
  if (when.And !== undefined) return when.And.every((one) => holds(one, context));
  if (when.Or !== undefined) return when.Or.some((one) => holds(one, context));
  const value = (when.Variable ?? '$')
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
      context,
    );
  return value === (when.StringEquals ?? when.BooleanEquals ?? when.NumericEquals);
}
