/** The alarm registry: what an operator is told, each with a page in docs/runbooks. */
import { Duration } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { AlertTopics } from './alert-routing.ts';

/** Whom an alarm wakes, or who reads of it in the morning. */
type Route = 'page' | 'notify';

/** Whom a dead-letter queue tells. What no sweep mends wakes somebody: events that nobody heard. A
 *  delivery, a sweep or a leaver that failed is found again by the next sweep. */
const DEAD_LETTERS = [
  ['relay', 'page'],
  ['bus', 'page'],
  ['inbox', 'notify'],
  ['sweeps', 'notify'],
  ['leavers', 'notify'],
  ['evidence', 'notify'],
  // A mass revocation that stands still cannot wait.
  ['incidents', 'page'],
] as const;

/** A revocation that did not happen cannot wait; a question that was not asked can until morning. */
const MACHINES = [
  ['revocation', 'page'],
  ['reauthorisation', 'notify'],
] as const;

/** What is watched. */
export interface Watched {
  readonly deadLetters: Readonly<Record<(typeof DEAD_LETTERS)[number][0], IQueue>>;
  readonly machines: Readonly<Record<(typeof MACHINES)[number][0], StateMachine>>;
  /** The clock of every deadline. */
  readonly deadlines: IFunction;
  readonly inbox: IQueue;
  readonly webhooks: IHttpApi;
}

/** An alarm; docs/runbooks/<area>-<symptom>.md is its page. */
export interface AlarmName {
  readonly area: string;
  readonly symptom: string;
  readonly route: Route;
}

/** Runbook page of an alarm. */
export function runbookOf(area: string, symptom: string): string {
  return `docs/runbooks/${area}-${symptom}.md`;
}

/** All alarms. Each is on one metric of one resource: cheap, and known to every engine. */
export class Operations extends Construct {
  readonly alarms: AlarmName[] = [];
  private readonly topics: AlertTopics;

  constructor(scope: Construct, id: string, props: { topics: AlertTopics; watched: Watched }) {
    super(scope, id);
    this.topics = props.topics;
    const { deadLetters, machines, deadlines, inbox, webhooks } = props.watched;
    for (const [area, route] of DEAD_LETTERS) {
      this.alarm(
        { area, symptom: 'dead-letters', route },
        deadLetters[area].metricApproximateNumberOfMessagesVisible(MAXIMUM),
      );
    }
    for (const [area, route] of MACHINES) {
      const machine = machines[area];
      this.alarm({ area, symptom: 'execution-failed', route }, machine.metricFailed(SUM));
      // A metric of its own: an execution that ran out of time does not count as failed.
      this.alarm({ area, symptom: 'execution-timed-out', route }, machine.metricTimedOut(SUM));
    }
    // Tried again at once; failing for good it ends in the dead letters of the bus, and they page.
    this.alarm(
      { area: 'deadlines', symptom: 'errors', route: 'notify' },
      deadlines.metricErrors(SUM),
    );
    // What the vendor was told, not what the Lambda counts: the receiver turns an error into a 500.
    this.alarm(
      { area: 'receiver', symptom: 'errors', route: 'notify' },
      webhooks.metricServerError(SUM),
    );
    this.alarm(
      { area: 'inbox', symptom: 'delayed', route: 'notify' },
      inbox.metricApproximateAgeOfOldestMessage(MAXIMUM),
      INBOX_AGE_SECONDS_MAX,
    );
    // Accepted and not understood: no dead letter, and no sweep shows what only a delivery tells.
    this.alarm({ area: 'inbox', symptom: 'quarantined', route: 'notify' }, this.quarantined());
  }

  /** What the Lambdas count themselves, over all vendors. */
  private quarantined(): IMetric {
    return new Metric({ namespace: 'Grantline', metricName: 'Quarantined', ...SUM });
  }

  private alarm(name: AlarmName, metric: IMetric, threshold = 0): void {
    const { area, symptom, route } = name;
    const alarm = new Alarm(this, `${area}-${symptom}`, {
      alarmDescription: `Grantline/${area}/${symptom}. What to do: ${runbookOf(area, symptom)}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topics[route]));
    this.alarms.push(name);
  }
}

/** A delivery older than this is late for every budget. */
const INBOX_AGE_SECONDS_MAX = 900;

const FIVE_MINUTES = Duration.minutes(5);
const MAXIMUM = { statistic: 'Maximum', period: FIVE_MINUTES };
const SUM = { statistic: 'Sum', period: FIVE_MINUTES };
