/** Ports of what decides or records: store, task answers, policy. No vendor. */
import { createTasks } from '#adapters/dynamodb/tasks.ts';
import { createWorkflows } from '#adapters/step-functions/workflows.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import { openStore } from './compose-store.ts';

/** Everything a decision needs. */
export function createDeciding(environment: { TABLE_NAME: string; POLICY_FILE: string }) {
  const store = openStore(environment.TABLE_NAME);
  return {
    ...store,
    tasks: createTasks(store.table),
    workflows: createWorkflows({}),
    policy: readPolicyFile(environment.POLICY_FILE),
  };
}
