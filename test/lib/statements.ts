/** Who may do what in a synthesised stack. */
import { handlerOf, listOf, type Synthesised } from './template.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Every statement of every role as [logical id of the role, statement]. */
export function statementsOf({ ofType }: Synthesised): [string, Statement][] {
  return ofType('AWS::IAM::Policy').flatMap(([, { Properties }]) =>
    (Properties.Roles as { Ref: string }[]).flatMap(({ Ref }) =>
      (Properties.PolicyDocument.Statement as Statement[]).map((one): [string, Statement] => [
        Ref,
        one,
      ]),
    ),
  );
}

/** Handlers whose role has an action, in alphabetical order; machine roles count by their id. */
export function whoMay(
  built: Synthesised,
  action: string,
  where: (statement: Statement) => boolean = () => true,
): string[] {
  const roles = statementsOf(built)
    .filter(([, one]) => listOf(one.Action).includes(action) && where(one))
    .map(([role]) => handlerOf(role) ?? role);
  return [...new Set(roles)].sort();
}

/** Whether a statement names a resource that holds a text. */
export const speaksOf = (text: string) => (statement: Statement) =>
  JSON.stringify(statement.Resource).includes(text);
