/** Ports of what reads vendors: the inbox worker and the sweeper. */
import { createSweeps } from '#adapters/dynamodb/sweeps.ts';
import { createPayloadStore } from '#adapters/s3/payload-store.ts';
import { createWorkQueue } from '#adapters/sqs/queues.ts';
import type { EnvironmentOf } from '#platform/environment.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import type { Log } from '#use-cases/ports.ts';
import { clock, signedCaller } from './compose.ts';
import { openStore } from './compose-store.ts';
import { createVendors } from './compose-vendors.ts';

/** Everything a sweep, a feed or a delivery needs. */
export function createReading(
  environment: EnvironmentOf<'sweep-vendor' | 'ingest-delivery'>,
  log: Log,
) {
  const store = openStore(environment.TABLE_NAME);
  const payloads = createPayloadStore(signedCaller(), environment.PAYLOAD_BUCKET_NAME);
  return {
    ...store,
    payloads,
    sweeps: createSweeps(store.table, payloads),
    workQueue: createWorkQueue(signedCaller(), {
      sweeps: environment.SWEEP_QUEUE_URL,
      leavers: environment.LEAVER_QUEUE_URL,
    }),
    vendors: createVendors(signedCaller(), environment.SECRET_PREFIX, clock),
    policy: readPolicyFile(environment.POLICY_FILE),
    log,
  };
}
