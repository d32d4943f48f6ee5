/** A deployed stack behind the ports, with the AWS identity of whoever runs the command. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createConnections } from '#adapters/dynamodb/connections.ts';
import { createEvidenceChains } from '#adapters/dynamodb/evidence-chains.ts';
import { createIncidents } from '#adapters/dynamodb/incidents.ts';
import { createInventory } from '#adapters/dynamodb/inventory.ts';
import { createQuarantine } from '#adapters/dynamodb/quarantine.ts';
import { createSweepLog } from '#adapters/dynamodb/sweep-log.ts';
import { createSweeps } from '#adapters/dynamodb/sweeps.ts';
import { openTable } from '#adapters/dynamodb/table.ts';
import { createTasks } from '#adapters/dynamodb/tasks.ts';
import { createEventPublisher } from '#adapters/eventbridge/event-publisher.ts';
import { createEvidenceVault } from '#adapters/s3/evidence-vault.ts';
import { createPayloadStore } from '#adapters/s3/payload-store.ts';
import { secretName } from '#adapters/secrets-manager/secrets.ts';
import { createSignedCaller } from '#adapters/signed-call.ts';
import { createInboxReplay, createWorkQueue } from '#adapters/sqs/queues.ts';
import type { Backend, StackChoice } from './backend.ts';
import { createPeopleApi } from './people-api.ts';
import { createSecretVault } from './secret-vault.ts';
import { chooseSession, type LocalSession } from './session.ts';
import { reachableApiUrl, readStackOutputs } from './stack.ts';
import type { Terminal } from './terminal.ts';

/** Finds the stack and opens it.
 *  @throws ConfigurationError when the stack or its outputs are missing */
export async function openBackend(choice: StackChoice, terminal: Terminal): Promise<Backend> {
  // The SDK's notice about coming Node versions is for developers, not for whoever runs a command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const session = await chooseSession(choice, terminal);
  if (session.local !== undefined) enterLocal(session.local);
  const cloudFormation = new CloudFormationClient();
  const outputs = await readStackOutputs(cloudFormation, session.stackName);
  // The client has found the caller's region and credentials: profile, sign-on, role or variables.
  const [region, credentials] = await Promise.all([
    cloudFormation.config.region(),
    cloudFormation.config.credentials(),
  ]);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const identity = { region, accessKeyId, secretAccessKey, sessionToken };
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const caller = createSignedCaller({ ...identity, endpoint });
  const table = openTable(outputs.TableName);
  return {
    inventory: createInventory(table),
    tasks: createTasks(table),
    incidents: createIncidents(table),
    sweeps: createSweeps(table, createPayloadStore(caller, outputs.PayloadBucketName)),
    connections: createConnections(table),
    workQueue: createWorkQueue(caller, { sweeps: outputs.SweepQueueUrl }),
    quarantine: createQuarantine(table),
    inbox: createInboxReplay(caller, outputs.InboxQueueUrl),
    evidence: {
      chains: createEvidenceChains(table),
      sweepLog: createSweepLog(table),
      vault: createEvidenceVault(caller, outputs.EvidenceBucketName),
    },
    publisher: createEventPublisher(outputs.BusName),
    people: createPeopleApi({
      ...identity,
      baseUrl: reachableApiUrl(outputs.PeopleApiUrl, endpoint),
      fetch,
    }),
    secrets: createSecretVault(new SecretsManagerClient(), (ref) =>
      secretName(outputs.SecretPrefix, ref, ref.purpose),
    ),
    tokenLife: outputs.TokenLife,
    webhookBaseUrl: reachableApiUrl(outputs.WebhookUrl, endpoint),
  };
}

/** Every AWS client reads these by itself; what points elsewhere must not win over them. */
function enterLocal(local: LocalSession): void {
  const { env } = process;
  delete env.AWS_PROFILE;
  delete env.AWS_SESSION_TOKEN;
  env.AWS_ENDPOINT_URL = local.endpoint;
  env.AWS_REGION = local.region;
  env.AWS_ACCESS_KEY_ID = local.accessKeyId;
  env.AWS_SECRET_ACCESS_KEY = local.secretAccessKey;
}
