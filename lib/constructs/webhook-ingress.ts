/** The public edge: throttled routes to the receiver, the inbox behind it, and the worker. */
import { Duration } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Requests a second and in a burst that one route lets through. */
const RATE_LIMIT = 100;
const BURST_LIMIT = 200;

/** Fields of the access log. No body, no header, no query: a path and an outcome. */
const ACCESS_LOG = JSON.stringify({
  requestId: '$context.requestId',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  integrationLatency: '$context.integrationLatency',
});

/** An HTTP API with throttling and an access log on its default stage. */
export class ThrottledApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, logRetention: RetentionDays) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { description: `Grantline ${id}` });
    const logs = new LogGroup(this, 'AccessLogs', { retention: logRetention });
    logs.grantWrite(new ServicePrincipal('apigateway.amazonaws.com'));
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new TypeError('an HTTP API has a default stage');
    stage.defaultRouteSettings = {
      throttlingRateLimit: RATE_LIMIT,
      throttlingBurstLimit: BURST_LIMIT,
    };
    stage.accessLogSettings = { destinationArn: logs.logGroupArn, format: ACCESS_LOG };
  }
}

export interface WebhookIngressProps {
  readonly receiver: IFunction;
  readonly worker: IFunction;
  readonly inbox: Queue;
  readonly logRetention: RetentionDays;
}

/** `/webhooks/{vendor}/{tenant}` to the inbox, and the inbox to its worker. */
export class WebhookIngress extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: WebhookIngressProps) {
    super(scope, id);
    this.api = new ThrottledApi(this, 'Webhooks', props.logRetention).api;
    this.api.addRoutes({
      path: '/webhooks/{vendor}/{tenant}',
      methods: [HttpMethod.GET, HttpMethod.POST],
      integration: new HttpLambdaIntegration('Receiver', props.receiver),
    });
    props.inbox.grantSendMessages(props.receiver);
    props.worker.addEventSource(
      new SqsEventSource(props.inbox, {
        batchSize: 10,
        maxBatchingWindow: Duration.seconds(0),
        reportBatchItemFailures: true,
      }),
    );
  }
}
