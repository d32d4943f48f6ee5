/** Options that several commands take, and the parsers of their values. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { Duration, durationMs, fromTimestamp, type Instant } from '#domain/time.ts';
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
  throw new InvalidArgumentError(`Known vendors are ${VENDORS.join(', ')}.`);
}

/** RFC 3339 with its offset: what Date.parse takes besides (`5`, `May`) is more likely a mistake. */
const Timestamp = z.iso.datetime({ offset: true });

/** Parser of a point in time: RFC 3339, or an ISO 8601 duration counted back from now.
 *  @throws InvalidArgumentError */
export function parseMoment(text: string, now: Instant): Instant {
  if (text.startsWith('P')) return now - parseDuration(text);
  const instant = Timestamp.safeParse(text).success ? fromTimestamp(text) : undefined;
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError(
    'Write a time with its offset as in RFC 3339, such as 2026-03-01T09:00:00Z, or an ISO 8601 duration back from now, such as PT1H or P7D.',
  );
}

/** Parser of an ISO 8601 duration longer than zero, in milliseconds.
 *  @throws InvalidArgumentError */
export function parseDuration(text: string): number {
  const parsed = Duration.safeParse(text);
  if (parsed.success) return durationMs(parsed.data);
  throw new InvalidArgumentError(
    'Write an ISO 8601 duration longer than zero, such as PT30S, PT15M or P7D.',
  );
}

/** An option that takes a duration, its default shown in help as it is written. */
export function durationOption(flags: string, about: string, usual: string): Option {
  return new Option(flags, about).argParser(parseDuration).default(durationMs(usual), usual);
}
