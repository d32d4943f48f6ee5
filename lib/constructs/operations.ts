/** The alarm registry: what wakes an operator, each with a page in docs/runbooks. */
import { Duration } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** What is watched. Names become `Grantline/<area>/<symptom>` and docs/runbooks/<area>-<symptom>.md. */
export interface Watched {
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  readonly machines: Readonly<Record<string, StateMachine>>;
  /** Functions whose errors no dead-letter queue shows. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly inbox: IQueue;
  readonly webhooks: IHttpApi;
}

/** Runbook page of an alarm. */
export function runbookOf(area: string, symptom: string): string {
  return `docs/runbooks/${area}-${symptom}.md`;
}

/** All alarms. Each is on one metric of one resource: cheap, and known to every engine. */
export class Operations extends Construct {
  readonly alarms: { readonly area: string; readonly symptom: string }[] = [];
  private readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: { topic: ITopic; watched: Watched }) {
    super(scope, id);
    this.topic = props.topic;
    const { deadLetters, machines, functions, inbox, webhooks } = props.watched;
    for (const [area, queue] of Object.entries(deadLetters)) {
      this.alarm(
        { area, symptom: 'dead-letters' },
        queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
      );
    }
    for (const [area, machine] of Object.entries(machines)) {
      this.alarm({ area, symptom: 'execution-failed' }, machine.metricFailed(SUM));
      // A metric of its own: an execution that ran out of time does not count as failed.
      this.alarm({ area, symptom: 'execution-timed-out' }, machine.metricTimedOut(SUM));
    }
    for (const [area, lambda] of Object.entries(functions)) {
      this.alarm({ area, symptom: 'errors' }, lambda.metricErrors(SUM));
    }
    // What the vendor was told, not what the Lambda counts: the receiver turns an error into a 500.
    this.alarm({ area: 'receiver', symptom: 'errors' }, webhooks.metricServerError(SUM));
    const age = inbox.metricApproximateAgeOfOldestMessage(MAXIMUM);
    this.alarm({ area: 'inbox', symptom: 'delayed' }, age, INBOX_AGE_SECONDS_MAX);
  }

  private alarm(
    name: { readonly area: string; readonly symptom: string },
    metric: IMetric,
    threshold = 0,
  ): void {
    const { area, symptom } = name;
    const alarm = new Alarm(this, `${area}-${symptom}`, {
      alarmDescription: `Grantline/${area}/${symptom}. What to do: ${runbookOf(area, symptom)}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.alarms.push(name);
  }
}

/** A delivery older than this is late for every budget. */
const INBOX_AGE_SECONDS_MAX = 900;

const FIVE_MINUTES = Duration.minutes(5);
const MAXIMUM = { statistic: 'Maximum', period: FIVE_MINUTES };
const SUM = { statistic: 'Sum', period: FIVE_MINUTES };
