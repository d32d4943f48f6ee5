/** Ports of the workflow steps that act on a vendor. */
import { createPace } from '#adapters/dynamodb/pace.ts';
import { createTasks } from '#adapters/dynamodb/tasks.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import type { Log } from '#use-cases/ports.ts';
import { clock, signedCaller } from './compose.ts';
import { openStore } from './compose-store.ts';
import { createVendors } from './compose-vendors.ts';

/** Store, vendors with credentials, policy. */
export function createActing(
  environment: { TABLE_NAME: string; POLICY_FILE: string; SECRET_PREFIX: string },
  log: Log,
) {
  const store = openStore(environment.TABLE_NAME);
  return {
    ...store,
    pace: createPace(store.table),
    tasks: createTasks(store.table),
    vendors: createVendors(signedCaller(), environment.SECRET_PREFIX, clock),
    policy: readPolicyFile(environment.POLICY_FILE),
    log,
  };
}
