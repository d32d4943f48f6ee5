/** Ports of the Lambdas of an incident: store, its rows, its queue, connectors as data. No credential. */
import { createIncidents } from '#adapters/dynamodb/incidents.ts';
import { createLatestSweeps } from '#adapters/dynamodb/sweeps.ts';
import { createTasks } from '#adapters/dynamodb/tasks.ts';
import { createIncidentQueue } from '#adapters/sqs/queues.ts';
import { loadConnector } from '#connectors/registry.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import { signedCaller } from './compose.ts';
import { openStore } from './compose-store.ts';

/** Everything an incident needs. */
export function createIncidentPorts(environment: {
  TABLE_NAME: string;
  POLICY_FILE: string;
  INCIDENT_QUEUE_URL: string;
}) {
  const store = openStore(environment.TABLE_NAME);
  return {
    ...store,
    incidents: createIncidents(store.table),
    tasks: createTasks(store.table),
    sweeps: createLatestSweeps(store.table),
    incidentQueue: createIncidentQueue(signedCaller(), environment.INCIDENT_QUEUE_URL),
    connector: loadConnector,
    policy: readPolicyFile(environment.POLICY_FILE),
  };
}
