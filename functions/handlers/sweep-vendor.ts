/** SQS work queue: one share of a sweep, one list, or the feeds of a tenant. */
import type { Context, SQSEvent } from 'aws-lambda';
import { takeQueueBatch } from '#platform/batch.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { parseSweepMessage } from '#platform/work-message.ts';
import { collectNow } from '#use-cases/collect-now.ts';
import { pollFeeds } from '#use-cases/poll-feeds.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { clock, logOf, once } from './compose.ts';
import { createReading } from './compose-sweep.ts';

const log = logOf('sweep-vendor');
const ports = once(() => createReading(readEnvironment('sweep-vendor'), log()));

/** Kept back of the time-out, to write the checkpoint in. */
const MARGIN_MS = 20_000;
const PAGES_PER_INVOCATION = 20;

export const handler = lambdaHandler(log, (event: SQSEvent, context: Context) => {
  const until = clock.now() + Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
  const budget = { until, pagesMax: PAGES_PER_INVOCATION };
  return takeQueueBatch(event, log(), async (body) => {
    const message = parseSweepMessage(body);
    if (message.kind === 'sweep') await sweepVendor(ports(), message, budget);
    if (message.kind === 'collect') await collectNow(ports(), message, budget);
    if (message.kind === 'feed') await pollFeeds(ports(), message, budget);
  });
});
