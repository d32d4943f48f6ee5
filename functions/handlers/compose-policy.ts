/** Ports of the policy decision point. */
import { createWorkflows } from '#adapters/step-functions/workflows.ts';
import type { EnvironmentOf } from '#platform/environment.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import type { Log } from '#use-cases/ports.ts';
import { openStore } from './compose-store.ts';

/** Store, policy and the two workflows. */
export function createPolicyPoint(environment: EnvironmentOf<'evaluate-policy'>, log: Log) {
  return {
    ...openStore(environment.TABLE_NAME),
    workflows: createWorkflows({
      reauthorisation: environment.REAUTHORISATION_MACHINE_ARN,
      revocation: environment.REVOCATION_MACHINE_ARN,
    }),
    policy: readPolicyFile(environment.POLICY_FILE),
    log,
  };
}
