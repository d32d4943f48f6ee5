/** Events to on-call: one rule a route, built from the catalogue and the policy's severities. */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Policy } from '#domain/policy.ts';
import { DETAIL_TYPES } from '#events/catalogue.ts';
import type { LifecycleBus } from './lifecycle-bus.ts';

/** Topics for on-call. */
export class AlertTopics extends Construct {
  readonly page: Topic;
  readonly notify: Topic;

  constructor(scope: Construct, id: string, mail: { page?: string; notify?: string }) {
    super(scope, id);
    this.page = new Topic(this, 'Page', { enforceSSL: true });
    this.notify = new Topic(this, 'Notify', { enforceSSL: true });
    this.allowAlarms(this.page);
    this.allowAlarms(this.notify);
    if (mail.page !== undefined) this.page.addSubscription(new EmailSubscription(mail.page));
    if (mail.notify !== undefined) this.notify.addSubscription(new EmailSubscription(mail.notify));
  }

  /** A topic with a policy of its own loses the default one, under which alarms may publish: without
   *  this statement every alarm of the stack would change its state and tell nobody. */
  private allowAlarms(topic: Topic): void {
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Lets a function publish to both. */
  grantPublish(lambda: IFunction): void {
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        resources: [this.page.topicArn, this.notify.topicArn],
      }),
    );
  }
}

/** Every event of a routed severity goes to the function that words it. */
export function routeAlerts(bus: LifecycleBus, policy: Policy, routeAlert: IFunction): void {
  bus.route('Page', { types: DETAIL_TYPES, severities: policy.alerts.page.severities }, routeAlert);
  bus.route(
    'Notify',
    { types: DETAIL_TYPES, severities: policy.alerts.notify.severities },
    routeAlert,
  );
}
