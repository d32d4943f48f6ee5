/**
 * Grantline as a construct: `new Grantline(scope, 'Grantline', { config })` inside any CDK app. What
 * is deployed is the same everywhere; nothing in here asks where it runs.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArnFormat, CfnOutput, Names, Stack } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Policy } from '#domain/policy.ts';
import { bundleHandlers } from './bundling.ts';
import { AlertTopics, routeAlerts } from './constructs/alert-routing.ts';
import { Discovery } from './constructs/discovery.ts';
import { type Functions, makeFunctions } from './constructs/functions.ts';
import { Governance } from './constructs/governance.ts';
import { InventoryTable } from './constructs/inventory-table.ts';
import { LifecycleBus } from './constructs/lifecycle-bus.ts';
import { Operations } from './constructs/operations.ts';
import { OutboxRelay } from './constructs/outbox-relay.ts';
import { PeopleApi } from './constructs/people-api.ts';
import { grantAll } from './constructs/permissions.ts';
import { VendorCredentials } from './constructs/vendor-credentials.ts';
import { WebhookIngress } from './constructs/webhook-ingress.ts';
import { WorkQueue } from './constructs/work-queue.ts';
import { type DeploymentConfig, loadPolicy, parseDeploymentConfig } from './deployment-config.ts';
import { HANDLER_NAMES, HANDLER_SETTINGS } from './handler-settings.ts';

export interface GrantlineProps {
  /** Settings as in `cdk.json`, key `grantline`. Checked here; unknown fields are errors.
   *  @default everything default */
  readonly config?: Partial<DeploymentConfig>;
  /** Folders with ready bundles, by handler name; for tests that need no code.
   *  @default bundled at synth */
  readonly bundles?: Readonly<Record<string, string>>;
}

const RETENTION: Readonly<Record<DeploymentConfig['logRetentionDays'], RetentionDays>> = {
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
};

/** Everything Grantline is in an account, in the order in which data flows. */
export class Grantline extends Construct {
  readonly functions: Functions;
  readonly inventory: InventoryTable;
  readonly bus: LifecycleBus;
  readonly topics: AlertTopics;
  readonly operations: Operations;
  private readonly policy: Policy;
  private readonly config: DeploymentConfig;

  constructor(scope: Construct, id: string, props: GrantlineProps = {}) {
    super(scope, id);
    this.config = parseDeploymentConfig(props.config ?? {});
    this.policy = loadPolicy(this.config.policyFile);
    const { logRetentionDays, receiverConcurrency, pageEmail, notifyEmail } = this.config;
    const logRetention = RETENTION[logRetentionDays];
    const credentials = new VendorCredentials(this, 'Credentials');
    const queues = this.makeQueues();
    const machineNames = this.machineNames();
    const machineArns = this.machineArns(machineNames);

    this.inventory = new InventoryTable(this, 'Inventory');
    this.bus = new LifecycleBus(this, 'Lifecycle');
    this.topics = new AlertTopics(this, 'Alerts', { page: pageEmail, notify: notifyEmail });
    this.functions = makeFunctions(this, {
      folders: props.bundles ?? this.bundle(),
      logRetention,
      receiverConcurrency,
      inventory: this.inventory,
      bus: this.bus,
      topics: this.topics,
      queues: {
        inbox: queues.inbox.queue,
        sweeps: queues.sweeps.queue,
        leavers: queues.leavers.queue,
      },
      secretPrefix: credentials.prefix,
      machineArns,
    });
    const { functions, inventory } = this;
    grantAll(HANDLER_NAMES, { functions, inventory, credentials, machineArns });
    this.grantSending(queues);
    routeAlerts(this.bus, this.policy, functions['route-alert']);

    const ingress = new WebhookIngress(this, 'Ingress', {
      receiver: functions['receive-webhook'],
      worker: functions['ingest-delivery'],
      inbox: queues.inbox.queue,
      logRetention,
    });
    const people = new PeopleApi(this, 'People', {
      recordDecision: functions['record-decision'],
      requestRevocation: functions['request-revocation'],
      logRetention,
    });
    this.discover(queues);
    const relay = new OutboxRelay(this, 'Relay', {
      table: inventory.table,
      relay: functions['relay-transitions'],
    });
    const governance = new Governance(this, 'Governance', {
      config: this.config,
      policy: this.policy,
      functions,
      bus: this.bus,
      machineNames,
    });
    this.operations = this.watch(queues, { relay, governance, webhooks: ingress.api });
    this.output({
      WebhookUrl: ingress.api.apiEndpoint,
      WebhookApiId: ingress.api.apiId,
      PeopleApiUrl: people.api.apiEndpoint,
      PeopleApiId: people.api.apiId,
      InboxQueueUrl: queues.inbox.queue.queueUrl,
      InboxDeadLettersUrl: queues.inbox.deadLetters.queueUrl,
      SweepQueueUrl: queues.sweeps.queue.queueUrl,
      SweepDeadLettersUrl: queues.sweeps.deadLetters.queueUrl,
      LeaverDeadLettersUrl: queues.leavers.deadLetters.queueUrl,
      BusDeadLettersUrl: this.bus.deadLetters.queueUrl,
      RelayDeadLettersUrl: relay.deadLetters.queueUrl,
      TableName: inventory.table.tableName,
      BusName: this.bus.bus.eventBusName,
      PayloadBucketName: inventory.payloads.bucketName,
      PageTopicArn: this.topics.page.topicArn,
      NotifyTopicArn: this.topics.notify.topicArn,
      ReauthorisationMachineArn: machineArns.reauthorisation,
      RevocationMachineArn: machineArns.revocation,
      SecretPrefix: credentials.prefix,
    });
  }

  private bundle(): Readonly<Record<string, string>> {
    const folder = join(tmpdir(), `grantline-bundles-${process.pid}-${this.node.addr.slice(0, 8)}`);
    return bundleHandlers(HANDLER_NAMES, this.policy, folder);
  }

  private makeQueues() {
    const queueFor = (id: string, consumer: keyof typeof HANDLER_SETTINGS) =>
      new WorkQueue(this, id, { consumerTimeout: HANDLER_SETTINGS[consumer].timeout });
    return {
      inbox: queueFor('Inbox', 'ingest-delivery'),
      sweeps: queueFor('SweepWork', 'sweep-vendor'),
      leavers: queueFor('Leavers', 'apply-owner-left'),
    };
  }

  private grantSending(queues: ReturnType<Grantline['makeQueues']>): void {
    const { functions } = this;
    this.bus.grantPublish(functions['relay-transitions']);
    this.topics.grantPublish(functions['route-alert']);
    for (const name of ['ingest-delivery', 'schedule-sweeps', 'sweep-vendor'] as const) {
      queues.sweeps.queue.grantSendMessages(functions[name]);
    }
    for (const name of ['ingest-delivery', 'sweep-vendor', 'apply-owner-left'] as const) {
      queues.leavers.queue.grantSendMessages(functions[name]);
    }
  }

  /** Fixed names: the functions that start and answer the machines are also their steps, and a
   *  generated name would tie the two in a circle. */
  private machineNames() {
    const base = Names.uniqueResourceName(this, { maxLength: 60, separator: '-' });
    return { reauthorisation: `${base}-reauthorisation`, revocation: `${base}-revocation` };
  }

  private machineArns(names: { reauthorisation: string; revocation: string }) {
    const arnOf = (name: string) =>
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'stateMachine',
        resourceName: name,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    return { reauthorisation: arnOf(names.reauthorisation), revocation: arnOf(names.revocation) };
  }

  private discover(queues: ReturnType<Grantline['makeQueues']>): void {
    new Discovery(this, 'Discovery', {
      config: this.config,
      scheduleSweeps: this.functions['schedule-sweeps'],
      sweepVendor: this.functions['sweep-vendor'],
      applyOwnerLeft: this.functions['apply-owner-left'],
      sweepQueue: queues.sweeps.queue,
      leaverQueue: queues.leavers.queue,
      inbox: queues.inbox.queue,
      deadLetters: this.bus.deadLetters,
    });
  }

  private watch(
    queues: ReturnType<Grantline['makeQueues']>,
    parts: { relay: OutboxRelay; governance: Governance; webhooks: IHttpApi },
  ): Operations {
    return new Operations(this, 'Operations', {
      topic: this.topics.page,
      watched: {
        deadLetters: {
          inbox: queues.inbox.deadLetters,
          sweeps: queues.sweeps.deadLetters,
          leavers: queues.leavers.deadLetters,
          relay: parts.relay.deadLetters,
          bus: this.bus.deadLetters,
        },
        machines: {
          reauthorisation: parts.governance.reauthorisation.machine,
          revocation: parts.governance.revocation.machine,
        },
        functions: { deadlines: this.functions['check-deadlines'] },
        inbox: queues.inbox.queue,
        webhooks: parts.webhooks,
      },
    });
  }

  private output(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      new CfnOutput(this, name, { value }).overrideLogicalId(name);
    }
  }
}
