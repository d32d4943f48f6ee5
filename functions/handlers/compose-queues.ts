/** The work queues of what schedules and decides. */
import { createWorkQueue } from '#adapters/sqs/queues.ts';
import type { WorkQueue } from '#use-cases/ports.ts';
import { signedCaller } from './compose.ts';

/** Queues by URL; a function gets only those it sends to. */
export function openQueues(urls: { sweeps?: string; leavers?: string }): WorkQueue {
  return createWorkQueue(signedCaller(), urls);
}
