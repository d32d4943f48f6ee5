/** Ports of the workflow steps. */
import { createWorkflows } from '#adapters/step-functions/workflows.ts';
import { connectorOf } from '#connectors/registry.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import type { Log } from '#use-cases/ports.ts';
import { clock, signedCaller } from './compose.ts';
import { openStore } from './compose-store.ts';
import { createVendors } from './compose-vendors.ts';

/** Steps that decide or ask. */
export function createDeciding(environment: { TABLE_NAME: string; POLICY_FILE: string }) {
  return {
    ...openStore(environment.TABLE_NAME),
    connector: connectorOf,
    workflows: createWorkflows({}),
    policy: readPolicyFile(environment.POLICY_FILE),
  };
}

/** Steps that act on a vendor. */
export function createActing(
  environment: { TABLE_NAME: string; POLICY_FILE: string; SECRET_PREFIX: string },
  log: Log,
) {
  return {
    ...openStore(environment.TABLE_NAME),
    vendors: createVendors(signedCaller(), environment.SECRET_PREFIX, clock),
    policy: readPolicyFile(environment.POLICY_FILE),
    log,
  };
}
