/** All Lambdas with exactly the variables their contracts name. */
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { EnvironmentOf, HandlerName } from '#platform/environment.ts';
import { POLICY_FILE } from '../bundling.ts';
import { HANDLER_NAMES } from '../handler-settings.ts';
import type { AlertTopics } from './alert-routing.ts';
import type { AnswerLinks } from './answer-links.ts';
import type { EvidenceVault } from './evidence-vault.ts';
import { GrantlineFunction } from './grantline-function.ts';
import type { InventoryTable } from './inventory-table.ts';
import type { LifecycleBus } from './lifecycle-bus.ts';

/** Lambda by handler name. */
export type Functions = Readonly<Record<HandlerName, LambdaFunction>>;

export interface FunctionsProps {
  readonly folders: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  readonly receiverConcurrency?: number;
  readonly inventory: InventoryTable;
  readonly evidence: EvidenceVault;
  readonly bus: LifecycleBus;
  readonly topics: AlertTopics;
  readonly answers: AnswerLinks;
  readonly mailFrom?: string;
  readonly queues: {
    readonly inbox: Queue;
    readonly sweeps: Queue;
    readonly leavers: Queue;
    readonly incidents: Queue;
  };
  readonly secretPrefix: string;
  readonly machineArns: { readonly reauthorisation: string; readonly revocation: string };
}

type Environments = { readonly [Name in HandlerName]: EnvironmentOf<Name> };

function environmentsOf(props: FunctionsProps): Environments {
  const store = { TABLE_NAME: props.inventory.table.tableName };
  const policy = { POLICY_FILE };
  const credentials = { SECRET_PREFIX: props.secretPrefix };
  const sweeps = { SWEEP_QUEUE_URL: props.queues.sweeps.queueUrl };
  const leavers = { LEAVER_QUEUE_URL: props.queues.leavers.queueUrl };
  const payloads = { PAYLOAD_BUCKET_NAME: props.inventory.payloads.bucketName };
  const reading = { ...store, ...policy, ...credentials, ...sweeps, ...leavers, ...payloads };
  const evidence = { EVIDENCE_BUCKET_NAME: props.evidence.bucket.bucketName };
  const deciding = { ...store, ...policy };
  const acting = { ...deciding, ...credentials };
  const incident = { ...deciding, INCIDENT_QUEUE_URL: props.queues.incidents.queueUrl };
  return {
    'receive-webhook': {
      INBOX_QUEUE_URL: props.queues.inbox.queueUrl,
      ...credentials,
      ...payloads,
    },
    'ingest-delivery': reading,
    'schedule-sweeps': { ...store, ...sweeps },
    'sweep-vendor': reading,
    'apply-owner-left': { ...deciding, ...leavers },
    'relay-transitions': { BUS_NAME: props.bus.bus.eventBusName },
    'evaluate-policy': {
      ...deciding,
      REAUTHORISATION_MACHINE_ARN: props.machineArns.reauthorisation,
      REVOCATION_MACHINE_ARN: props.machineArns.revocation,
    },
    'append-evidence': { ...store, ...evidence },
    'seal-evidence': { ...store, ...evidence },
    'check-deadlines': deciding,
    'open-task': deciding,
    'record-decision': deciding,
    'request-revocation': deciding,
    'conclude-reauthorisation': deciding,
    'conclude-revocation': deciding,
    'suspend-grant': acting,
    'resume-grant': acting,
    'revoke-grant': acting,
    'confirm-revocation': acting,
    'open-incident': incident,
    'decide-incident': incident,
    'run-incident': incident,
    'route-alert': {
      ...deciding,
      ...credentials,
      PAGE_TOPIC_ARN: props.topics.page.topicArn,
      NOTIFY_TOPIC_ARN: props.topics.notify.topicArn,
    },
    'tell-assignee': {
      ...store,
      ...credentials,
      LINK_SECRET_ARN: props.answers.key.secretArn,
      PAGE_TOPIC_ARN: props.topics.page.topicArn,
      NOTIFY_TOPIC_ARN: props.topics.notify.topicArn,
      ANSWER_URL: props.answers.api.apiEndpoint,
      ...(props.mailFrom === undefined ? {} : { MAIL_FROM: props.mailFrom }),
    },
    'answer-link': { ...deciding, LINK_SECRET_ARN: props.answers.key.secretArn },
  };
}

/** Invoked by the bus or a schedule: after two more tries the event would be gone. */
const ASYNCHRONOUS: ReadonlySet<HandlerName> = new Set([
  'schedule-sweeps',
  'evaluate-policy',
  'seal-evidence',
  'check-deadlines',
  'route-alert',
  'tell-assignee',
]);

/** Makes every Lambda. */
export function makeFunctions(scope: Construct, props: FunctionsProps): Functions {
  const environments = environmentsOf(props);
  const make = <Name extends HandlerName>(handler: Name): LambdaFunction =>
    new GrantlineFunction(scope, {
      handler,
      environment: environments[handler],
      codeFolder: props.folders[handler] ?? '',
      logRetention: props.logRetention,
      deadLetters: ASYNCHRONOUS.has(handler) ? props.bus.deadLetters : undefined,
      reservedConcurrency: handler === 'receive-webhook' ? props.receiverConcurrency : undefined,
    }).lambda;
  const made: Partial<Record<HandlerName, LambdaFunction>> = {};
  for (const name of HANDLER_NAMES) made[name] = make(name);
  if (!isComplete(made)) throw new TypeError('a handler has no settings');
  return made;
}

function isComplete(made: Partial<Functions>): made is Functions {
  return HANDLER_NAMES.every((name) => made[name] !== undefined);
}
