/**
 * A vendor that asks for a pause is no failure: the workflow waits as long as the vendor says,
 * as often as it says, but not for ever.
 */
import { questionSeconds } from '#domain/deadlines.ts';
import { VendorError } from '#domain/errors.ts';
import type { Policy } from '#domain/policy.ts';
import { DAY_MS, type Instant } from '#domain/time.ts';
import type { SuspensionResult } from '#domain/workflow.ts';

/** Longest that a workflow goes on waiting for pauses to end; after it somebody is told. Longer than
 *  the day over which Salesforce counts calls. */
export const PATIENCE_DAYS = 2;

const PAUSE_SECONDS_MIN = 30;
const PAUSE_SECONDS_MAX = 86_400;

/** Share of the time that passed already: pauses grow with it, so that even a vendor that names a
 *  second each time cannot fill the history of an execution (25,000 events). */
const PAUSE_SHARE = 0.05;

/** Seconds to wait before the same step is tried again.
 *  @param since when the step, or what it belongs to, began; our clock
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

/** Does a stop or a resumption, or answers with the pause before it is tried again. All pauses together
 *  never last longer than the policy lets the whole question last, nor than the patience above.
 *  @param so `pausedSeconds`: waited out already by this step
 *  @throws what `act` throws, when that asks for no pause or there have been enough */
export async function orPause(
  act: () => Promise<SuspensionResult>,
  so: { policy: Policy; pausedSeconds: number },
): Promise<SuspensionResult> {
  try {
    return await act();
  } catch (error) {
    const pause = nextPause(error, so);
    if (pause === undefined) throw error;
    return pause;
  }
}

function nextPause(
  error: unknown,
  { policy, pausedSeconds }: { policy: Policy; pausedSeconds: number },
): SuspensionResult | undefined {
  const waitSeconds = pauseSeconds(error, { since: 0, now: pausedSeconds * 1000 });
  if (waitSeconds === undefined) return undefined;
  const total = pausedSeconds + waitSeconds;
  if (pausedSeconds > 0 && total > questionSeconds(policy)) return undefined;
  return { outcome: 'wait', waitSeconds, pausedSeconds: total };
}
