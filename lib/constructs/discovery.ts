/** Sweeps and feeds on a schedule, log streams from partner buses, leavers. */
import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { durationMs } from '#domain/time.ts';
import type { DeploymentConfig } from '../deployment-config.ts';

export interface DiscoveryProps {
  readonly config: DeploymentConfig;
  readonly scheduleSweeps: IFunction;
  readonly sweepVendor: IFunction;
  readonly applyOwnerLeft: IFunction;
  readonly sweepQueue: Queue;
  readonly leaverQueue: Queue;
  readonly inbox: Queue;
  readonly deadLetters: Queue;
}

/** A rule that fires every so often. */
export function every(duration: string): Schedule {
  return Schedule.rate(Duration.millis(durationMs(duration)));
}

/** Everything that makes Grantline look. */
export class Discovery extends Construct {
  constructor(scope: Construct, id: string, props: DiscoveryProps) {
    super(scope, id);
    this.tick('Sweeps', { kind: 'sweep', duration: props.config.sweepEvery }, props);
    this.tick('Feeds', { kind: 'feed', duration: props.config.feedEvery }, props);
    // One message an invocation: a sweep uses its whole time-out.
    props.sweepVendor.addEventSource(
      new SqsEventSource(props.sweepQueue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: 10,
      }),
    );
    props.applyOwnerLeft.addEventSource(
      new SqsEventSource(props.leaverQueue, { batchSize: 1, reportBatchItemFailures: true }),
    );
    this.addStreams(props);
  }

  private tick(
    id: string,
    when: { kind: 'sweep' | 'feed'; duration: string },
    props: DiscoveryProps,
  ): void {
    new Rule(this, id, {
      schedule: every(when.duration),
      targets: [
        new LambdaFunction(props.scheduleSweeps, {
          event: RuleTargetInput.fromObject({ kind: when.kind }),
          deadLetterQueue: props.deadLetters,
          maxEventAge: Duration.hours(1),
          retryAttempts: 10,
        }),
      ],
    });
  }

  /** Log streams go to the inbox as they are; the worker knows whose they are by their source. */
  private addStreams(props: DiscoveryProps): void {
    props.config.streamSources.forEach(({ eventBusName, source }, index) => {
      new Rule(this, `Stream${index}`, {
        eventBus: EventBus.fromEventBusName(this, `StreamBus${index}`, eventBusName),
        eventPattern: { source: [source] },
        targets: [
          new SqsQueue(props.inbox, {
            deadLetterQueue: props.deadLetters,
            maxEventAge: Duration.hours(24),
            retryAttempts: 185,
          }),
        ],
      });
    });
  }
}
