/**
 * Time as data: instants are epoch milliseconds in UTC, durations come from the policy as ISO 8601.
 * The only date arithmetic of the product. Nothing here reads a clock.
 */
import { end, parse } from 'iso8601-duration';
import * as z from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Milliseconds in a day of 24 hours. */
export const DAY_MS = 86_400_000;

/** ISO 8601 duration longer than zero, such as `P90D`, `PT15M`. */
export const Duration = z.string().refine(isPositiveDuration, {
  error: 'is not an ISO 8601 duration longer than zero, such as P90D or PT15M',
});
export type Duration = z.infer<typeof Duration>;

function isPositiveDuration(text: string): boolean {
  // The library takes what stands before the P for granted.
  if (!text.startsWith('P')) return false;
  try {
    return addDuration(0, text) > 0;
  } catch {
    return false;
  }
}

/** The instant one duration later, by the calendar in UTC (months and years have no fixed length). */
export function addDuration(from: Instant, duration: string): Instant {
  return end(parse(duration), new Date(from)).getTime();
}

/** Length in milliseconds, counted from the epoch; exact for days and smaller units. */
export function durationMs(duration: string): number {
  return addDuration(0, duration);
}

/** Length in whole seconds, rounded up, at least 1: what Step Functions waits take. */
export function durationSeconds(duration: string): number {
  return Math.max(1, Math.ceil(durationMs(duration) / 1000));
}

/** RFC 3339 text in UTC with milliseconds. */
export function toTimestamp(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Epoch milliseconds of an RFC 3339 text, or undefined when it is none. */
export function fromTimestamp(text: string): Instant | undefined {
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}

/** Number of the UTC day an instant falls in; "last used" is kept in these buckets. */
export function toDay(instant: Instant): number {
  return Math.floor(instant / DAY_MS);
}

/** First instant of a UTC day number. */
export function fromDay(day: number): Instant {
  return day * DAY_MS;
}
