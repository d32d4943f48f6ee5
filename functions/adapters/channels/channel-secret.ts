/** Secrets of channels, `<prefix>/channels/<page|notify|people>/message`, each `{"current":…}`. */
import * as z from 'zod';
import { ContractError } from '#domain/errors.ts';
import { parseJson } from '#domain/json.ts';
import type { Route } from '#use-cases/ports.ts';

export interface ChannelSecrets {
  readonly read: (secret: string) => Promise<string | undefined>;
  readonly prefix: string;
}

/** What a secret of channels holds now; undefined when nobody set it up.
 *  @throws ContractError when it has another shape, naming its wrong fields, never a value */
export async function readChannelSecret<Shape>(
  { read, prefix }: ChannelSecrets,
  audience: Route | 'people',
  current: z.ZodType<Shape>,
): Promise<Shape | undefined> {
  const secret = `${prefix}/channels/${audience}/message`;
  const text = await read(secret);
  if (text === undefined) return undefined;
  const checked = z.object({ current }).safeParse(parseJson(text));
  if (checked.success) return checked.data.current;
  const fields = checked.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ContractError(`the secret ${secret} has wrong fields: ${fields || 'no JSON object'}`, {
    remedy: 'Write it again as docs/alerts.md shows.',
  });
}
