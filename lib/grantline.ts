/**
 * Grantline as a construct: `new Grantline(scope, 'Grantline', { config })` inside any CDK app. What
 * is deployed is the same everywhere; nothing in here asks where it runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnOutput } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Policy } from '#domain/policy.ts';
import { bundleHandlers } from './bundling.ts';
import { AlertTopics, routeAlerts } from './constructs/alert-routing.ts';
import { AnswerLinks } from './constructs/answer-links.ts';
import { Discovery } from './constructs/discovery.ts';
import { EvidenceVault } from './constructs/evidence-vault.ts';
import { type Functions, makeFunctions } from './constructs/functions.ts';
import { Governance } from './constructs/governance.ts';
import { runIncidents } from './constructs/incident-runs.ts';
import { InventoryTable } from './constructs/inventory-table.ts';
import { LifecycleBus } from './constructs/lifecycle-bus.ts';
import { type MachineNames, machineArnsOf, machineNamesFor } from './constructs/machine-names.ts';
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
  readonly evidence: EvidenceVault;
  readonly bus: LifecycleBus;
  readonly topics: AlertTopics;
  readonly answers: AnswerLinks;
  readonly operations: Operations;
  private readonly policy: Policy;
  private readonly config: DeploymentConfig;
  private readonly logRetention: RetentionDays;
  private readonly credentials: VendorCredentials;
  private readonly queues: ReturnType<Grantline['makeQueues']>;
  private readonly machineNames: MachineNames;

  constructor(scope: Construct, id: string, props: GrantlineProps = {}) {
    super(scope, id);
    this.config = parseDeploymentConfig(props.config ?? {});
    this.policy = loadPolicy(this.config.policyFile);
    this.logRetention = RETENTION[this.config.logRetentionDays];
    const { pageEmail, notifyEmail, customerKeyArn } = this.config;
    this.credentials = new VendorCredentials(this, 'Credentials');
    this.queues = this.makeQueues();
    this.machineNames = machineNamesFor(this);
    this.inventory = new InventoryTable(this, 'Inventory', customerKeyArn);
    this.evidence = new EvidenceVault(this, 'Evidence', this.config);
    this.bus = new LifecycleBus(this, 'Lifecycle');
    this.topics = new AlertTopics(this, 'Alerts', { page: pageEmail, notify: notifyEmail });
    this.answers = new AnswerLinks(this, 'Answers', this.logRetention);
    this.functions = this.makeFunctions(props.bundles ?? this.bundle());
    this.grantSending();
    routeAlerts(this.bus, this.policy, this.functions['route-alert']);
    this.answers.reach(this.bus, {
      answer: this.functions['answer-link'],
      tell: this.functions['tell-assignee'],
    });
    const edges = this.openEdges();
    this.discover();
    this.evidence.collect({
      bus: this.bus,
      queue: this.queues.evidence.queue,
      append: this.functions['append-evidence'],
      seal: this.functions['seal-evidence'],
    });
    const relay = new OutboxRelay(this, 'Relay', {
      table: this.inventory.table,
      relay: this.functions['relay-transitions'],
    });
    const governance = new Governance(this, 'Governance', {
      config: this.config,
      policy: this.policy,
      logRetention: this.logRetention,
      functions: this.functions,
      bus: this.bus,
      machineNames: this.machineNames,
    });
    runIncidents(this.functions['run-incident'], this.queues.incidents.queue);
    this.operations = this.watch({ relay, governance, webhooks: edges.webhooks });
    this.bindRoles();
    this.say({ ...edges, relay });
  }

  private makeFunctions(folders: Readonly<Record<string, string>>): Functions {
    const { inventory, evidence, bus, topics, answers, credentials, logRetention } = this;
    const machineArns = machineArnsOf(this, this.machineNames);
    const functions = makeFunctions(this, {
      folders,
      logRetention,
      receiverConcurrency: this.config.receiverConcurrency,
      inventory,
      evidence,
      bus,
      topics,
      answers,
      mailFrom: this.config.mailFrom,
      queues: {
        inbox: this.queues.inbox.queue,
        sweeps: this.queues.sweeps.queue,
        leavers: this.queues.leavers.queue,
        incidents: this.queues.incidents.queue,
      },
      secretPrefix: credentials.prefix,
      machineArns,
    });
    grantAll(HANDLER_NAMES, { functions, inventory, evidence, credentials, machineArns });
    return functions;
  }

  /** The two APIs: one that vendors reach, one that people reach. */
  private openEdges(): { webhooks: IHttpApi; people: IHttpApi } {
    const { functions, logRetention } = this;
    const ingress = new WebhookIngress(this, 'Ingress', {
      receiver: functions['receive-webhook'],
      worker: functions['ingest-delivery'],
      inbox: this.queues.inbox.queue,
      logRetention,
    });
    const people = new PeopleApi(this, 'People', {
      recordDecision: functions['record-decision'],
      requestRevocation: functions['request-revocation'],
      openIncident: functions['open-incident'],
      decideIncident: functions['decide-incident'],
      logRetention,
    });
    return { webhooks: ingress.api, people: people.api };
  }

  /** Bundles of this synthesis; they are gone when its process ends, the assembly has copies. */
  private bundle(): Readonly<Record<string, string>> {
    const folder = mkdtempSync(join(tmpdir(), 'grantline-bundles-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    return bundleHandlers(HANDLER_NAMES, this.policy, folder);
  }

  /** Bounds every role of the construct, those that the CDK makes for it too. */
  private bindRoles(): void {
    const { permissionsBoundary } = this.config;
    if (permissionsBoundary === undefined) return;
    PermissionsBoundary.of(this).apply(
      ManagedPolicy.fromManagedPolicyName(this, 'Boundary', permissionsBoundary),
    );
  }

  private makeQueues() {
    const queueFor = (id: string, consumer: keyof typeof HANDLER_SETTINGS) =>
      new WorkQueue(this, id, { consumerTimeout: HANDLER_SETTINGS[consumer].timeout });
    return {
      inbox: queueFor('Inbox', 'ingest-delivery'),
      sweeps: queueFor('SweepWork', 'sweep-vendor'),
      leavers: queueFor('Leavers', 'apply-owner-left'),
      evidence: queueFor('EvidenceWork', 'append-evidence'),
      incidents: queueFor('IncidentWork', 'run-incident'),
    };
  }

  private grantSending(): void {
    const { functions, queues } = this;
    this.bus.grantPublish(functions['relay-transitions']);
    this.topics.grantPublish(functions['route-alert']);
    this.topics.grantPublish(functions['tell-assignee']);
    this.answers.grantMail(functions['tell-assignee'], this.config.mailFrom);
    for (const name of ['ingest-delivery', 'schedule-sweeps', 'sweep-vendor'] as const) {
      queues.sweeps.queue.grantSendMessages(functions[name]);
    }
    for (const name of ['ingest-delivery', 'sweep-vendor', 'apply-owner-left'] as const) {
      queues.leavers.queue.grantSendMessages(functions[name]);
    }
    for (const name of ['decide-incident', 'run-incident'] as const) {
      queues.incidents.queue.grantSendMessages(functions[name]);
    }
  }

  private discover(): void {
    const { queues } = this;
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

  private watch(parts: {
    readonly relay: OutboxRelay;
    readonly governance: Governance;
    readonly webhooks: IHttpApi;
  }): Operations {
    const { queues } = this;
    return new Operations(this, 'Operations', {
      topics: this.topics,
      watched: {
        deadLetters: {
          inbox: queues.inbox.deadLetters,
          sweeps: queues.sweeps.deadLetters,
          leavers: queues.leavers.deadLetters,
          evidence: queues.evidence.deadLetters,
          incidents: queues.incidents.deadLetters,
          relay: parts.relay.deadLetters,
          bus: this.bus.deadLetters,
        },
        machines: {
          reauthorisation: parts.governance.reauthorisation.machine,
          revocation: parts.governance.revocation.machine,
        },
        deadlines: this.functions['check-deadlines'],
        inbox: queues.inbox.queue,
        webhooks: parts.webhooks,
      },
    });
  }

  /** Outputs under fixed names, which the command line and the runbooks read: one Grantline a stack. */
  private say(parts: { webhooks: IHttpApi; people: IHttpApi; relay: OutboxRelay }): void {
    const { queues, topics, inventory } = this;
    const machineArns = machineArnsOf(this, this.machineNames);
    const values = {
      WebhookUrl: parts.webhooks.apiEndpoint,
      WebhookApiId: parts.webhooks.apiId,
      PeopleApiUrl: parts.people.apiEndpoint,
      PeopleApiId: parts.people.apiId,
      AnswerUrl: this.answers.api.apiEndpoint,
      LinkSecretArn: this.answers.key.secretArn,
      InboxQueueUrl: queues.inbox.queue.queueUrl,
      InboxDeadLettersUrl: queues.inbox.deadLetters.queueUrl,
      SweepQueueUrl: queues.sweeps.queue.queueUrl,
      SweepDeadLettersUrl: queues.sweeps.deadLetters.queueUrl,
      LeaverDeadLettersUrl: queues.leavers.deadLetters.queueUrl,
      EvidenceDeadLettersUrl: queues.evidence.deadLetters.queueUrl,
      EvidenceBucketName: this.evidence.bucket.bucketName,
      IncidentDeadLettersUrl: queues.incidents.deadLetters.queueUrl,
      BusDeadLettersUrl: this.bus.deadLetters.queueUrl,
      RelayDeadLettersUrl: parts.relay.deadLetters.queueUrl,
      TableName: inventory.table.tableName,
      BusName: this.bus.bus.eventBusName,
      PayloadBucketName: inventory.payloads.bucketName,
      PageTopicArn: topics.page.topicArn,
      NotifyTopicArn: topics.notify.topicArn,
      ReauthorisationMachineArn: machineArns.reauthorisation,
      RevocationMachineArn: machineArns.revocation,
      SecretPrefix: this.credentials.prefix,
      TokenLife: JSON.stringify(this.policy.revocation['token-life'] ?? {}),
    };
    for (const [name, value] of Object.entries(values)) {
      new CfnOutput(this, name, { value }).overrideLogicalId(name);
    }
  }
}
