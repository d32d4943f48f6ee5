/**
 * How fast a vendor may be asked: a token bucket as a pure function. A token is one integration to
 * revoke; a pause empties the bucket, so that what could not be asked is not made up for in a burst.
 */
import { createHash } from 'node:crypto';
import type { Instant } from './time.ts';

/** So many calls in so many seconds, and where the vendor says so. */
export interface CallLimit {
  readonly calls: number;
  readonly perSeconds: number;
  readonly source: string;
}

/** Share of a vendor's limit that a run may use; the rest is for everything else that asks. */
export const LIMIT_SHARE = 0.8;

/** Calls to end one integration: the revocation and its read-back. */
export const CALLS_PER_TARGET = 2;

/** Calls of it that are repeats, where every fiftieth fails: asking faster than this only queues. */
const REPEATS = 0.025;

/** Where a vendor documents no limit, a call a second: what every vendor's smallest plan allows. */
export const UNDOCUMENTED_LIMIT = { calls: 60, perSeconds: 60 };

/** Longest time whose tokens are kept. Short, so that no minute holds much more than its share. */
const KEPT_MS = 5_000;

export interface Bucket {
  readonly tokens: number;
  /** When `tokens` was counted. */
  readonly countedAt: Instant;
}

/** Integrations a millisecond at 80 % of a limit, repeats included. */
export function targetsPerMs(limit: Omit<CallLimit, 'source'>): number {
  const perTarget = CALLS_PER_TARGET * (1 + REPEATS);
  return (limit.calls * LIMIT_SHARE) / perTarget / (limit.perSeconds * 1000);
}

/** Calls that a minute may hold at 80 % of a limit, and always one. */
export function callsPerMinute(limit: Omit<CallLimit, 'source'>): number {
  return Math.max(1, Math.floor((limit.calls * LIMIT_SHARE * 60) / limit.perSeconds));
}

/** Milliseconds into the next minute after which a call that found this one full tries again: by the
 *  id, so that not all come at once and nobody is always last. */
export function spreadWait(id: string, now: Instant): number {
  const spread = (createHash('sha256').update(`${id}\n${now}`).digest()[0] ?? 0) * SPREAD_STEP_MS;
  return MINUTE_MS - (now % MINUTE_MS) + spread;
}

const MINUTE_MS = 60_000;
/** 256 steps are some ten seconds. */
const SPREAD_STEP_MS = 40;

/** The bucket now. At most five seconds' worth is kept, and always room for one. */
export function refill(bucket: Bucket, perMs: number, now: Instant): Bucket {
  const elapsed = Math.max(0, now - bucket.countedAt);
  const room = Math.max(1, KEPT_MS * perMs);
  return { tokens: Math.min(room, bucket.tokens + elapsed * perMs), countedAt: now };
}

/** Milliseconds until so many tokens are there. */
export function waitFor(bucket: Bucket, perMs: number, tokens: number): number {
  return Math.max(0, Math.ceil((tokens - bucket.tokens) / perMs));
}
