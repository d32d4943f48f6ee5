/** Options that several commands take, and the parsers of their values. */
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { durationMs, fromTimestamp, type Instant } from '#domain/time.ts';
import { VENDORS, Vendor } from '#events/vocabulary.ts';

/** Adds the options of every command that talks to a stack. */
export function withStack(command: Command): Command {
  return withJson(command)
    .option('--stack <name>', 'CloudFormation stack (default: $GRANTLINE_STACK or Grantline)')
    .option('--local', 'use the engine that `npm start` runs on this machine');
}

/** Adds `--json`. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print JSON for machines');
}

/** Values of `withStack`. */
export const StackOptions = z.object({
  stack: z.string().min(1).optional(),
  local: z.boolean().optional(),
  json: z.boolean().optional(),
});
export type StackOptions = z.infer<typeof StackOptions>;

/** Parser of a vendor's name.
 *  @throws InvalidArgumentError naming the vendors there are */
export function parseVendor(text: string): Vendor {
  const parsed = Vendor.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`no such vendor: ${text}. Known are ${VENDORS.join(', ')}.`);
}

/** Parser of a point in time: RFC 3339, or an ISO 8601 duration counted back from now.
 *  @throws InvalidArgumentError */
export function parseMoment(text: string, now: Instant): Instant {
  if (text.startsWith('P')) {
    try {
      return now - durationMs(text);
    } catch {
      throw new InvalidArgumentError(`${text} is no ISO 8601 duration such as PT1H or P7D.`);
    }
  }
  const instant = fromTimestamp(text);
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError(
    `${text} is no time. Write 2026-03-01T09:00:00Z, or PT1H for the last hour.`,
  );
}

/** Parser of an ISO 8601 duration, in milliseconds.
 *  @throws InvalidArgumentError */
export function parseDuration(text: string): number {
  try {
    const ms = durationMs(text);
    if (ms > 0) return ms;
  } catch {
    // Said below in our own words.
  }
  throw new InvalidArgumentError(`${text} is no ISO 8601 duration such as PT5M.`);
}
