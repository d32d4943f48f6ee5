/** Schedule: asks for sweeps or feed polls of every connection. */
import * as z from 'zod';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { scheduleSweeps } from '#use-cases/schedule-sweeps.ts';
import { logOf, once } from './compose.ts';
import { openQueues } from './compose-queues.ts';
import { openStore } from './compose-store.ts';

const log = logOf('schedule-sweeps');
const ports = once(() => {
  const environment = readEnvironment('schedule-sweeps');
  return {
    ...openStore(environment.TABLE_NAME),
    workQueue: openQueues({ sweeps: environment.SWEEP_QUEUE_URL }),
  };
});

const Tick = z.object({ kind: z.enum(['sweep', 'feed']) });

export const handler = lambdaHandler(log, async (event: unknown) => ({
  sent: await scheduleSweeps(ports(), Tick.parse(event).kind),
}));
