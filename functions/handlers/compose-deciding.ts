/** Ports of what decides or records: store, task answers, policy. No vendor. */
import { createWorkflows } from '#adapters/step-functions/workflows.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import { openStore } from './compose-store.ts';

/** Everything a decision needs. */
export function createDeciding(environment: { TABLE_NAME: string; POLICY_FILE: string }) {
  return {
    ...openStore(environment.TABLE_NAME),
    workflows: createWorkflows({}),
    policy: readPolicyFile(environment.POLICY_FILE),
  };
}
