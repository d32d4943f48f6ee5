/** The bus on which everything is said, and rules built from the catalogue. */
import { Duration } from 'aws-cdk-lib';
import { EventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type DetailType, isDetailType } from '#events/catalogue.ts';
import { EVENT_SOURCE } from '#events/envelope.ts';
import type { Severity } from '#events/vocabulary.ts';
import { DeploymentConfigError } from '../deployment-config.ts';
import { deadLetterQueue } from './work-queue.ts';

/** What a rule listens to. */
export interface Listening {
  readonly types: readonly DetailType[];
  readonly severities?: readonly Severity[];
}

/** Own bus, source `grantline`. */
export class LifecycleBus extends Construct {
  readonly bus: EventBus;
  /** Events whose target refused them for a day. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'Grantline lifecycle events' });
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
  }

  /** A rule from the catalogue to a function. */
  route(id: string, listening: Listening, target: IFunction): Rule {
    return this.rule(id, listening, new LambdaFunction(target, this.patience()));
  }

  /** A rule from the catalogue to a queue. */
  routeToQueue(id: string, listening: Listening, target: Queue): Rule {
    return this.rule(id, listening, new SqsQueue(target, this.patience()));
  }

  private patience() {
    return {
      deadLetterQueue: this.deadLetters,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    };
  }

  private rule(id: string, listening: Listening, target: IRuleTarget): Rule {
    const unknown = listening.types.filter((type) => !isDetailType(type));
    if (unknown.length > 0) {
      throw new DeploymentConfigError(`no such lifecycle event: ${unknown.join(', ')}`);
    }
    return new Rule(this, id, {
      eventBus: this.bus,
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: [...listening.types],
        ...(listening.severities === undefined
          ? {}
          : { detail: { severity: [...listening.severities] } }),
      },
      targets: [target],
    });
  }

  /** Lets a function say events. */
  grantPublish(lambda: IFunction): void {
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
    );
  }
}
