/** A vendor that asks for a pause is no failure: the workflow waits as long as the vendor says. */
import { VendorError } from '#domain/errors.ts';
import { DAY_MS, type Instant } from '#domain/time.ts';

/** Longest that a workflow goes on waiting for pauses to end; after it somebody is told. Longer than
 *  the day over which Salesforce counts calls. */
export const PATIENCE_DAYS = 2;

const PAUSE_SECONDS_MIN = 30;
const PAUSE_SECONDS_MAX = 86_400;

/** Share of the time that passed already: pauses grow with it, so that even a vendor that names a
 *  second each time cannot fill the history of an execution (25,000 events). */
const PAUSE_SHARE = 0.05;

/** Seconds to wait before the same step is tried again.
 *  @param since when the step, or what it belongs to, began
 *  @returns undefined when the error asks for no pause, or pauses have lasted too long already */
export function pauseSeconds(
  error: unknown,
  { since, now }: { since: Instant; now: Instant },
): number | undefined {
  if (!(error instanceof VendorError) || error.code !== 'vendor-rate-limited') return undefined;
  const passed = Math.max(0, now - since);
  if (passed > PATIENCE_DAYS * DAY_MS) return undefined;
  const asked = Math.ceil(Math.max(error.retryAfterMs ?? 0, passed * PAUSE_SHARE) / 1000);
  return Math.min(PAUSE_SECONDS_MAX, Math.max(PAUSE_SECONDS_MIN, asked));
}
