/** The bucket of evidence, which nobody can overwrite or empty while it is locked; the queue and the
 *  functions that fill and seal it. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DETAIL_TYPES } from '#events/catalogue.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import type { LifecycleBus } from './lifecycle-bus.ts';

/** Events taken in one go, and how long the first of them waits for others: an object a batch is what
 *  evidence costs. */
const BATCH_SIZE = 50;
const BATCH_WINDOW = Duration.seconds(5);

/** Chains of one tenant are written one after the other; more workers would only lose races. */
const WORKERS_MAX = 2;

export interface CollectProps {
  readonly bus: LifecycleBus;
  readonly queue: Queue;
  readonly append: IFunction;
  readonly seal: IFunction;
}

/** Evidence under lock. */
export class EvidenceVault extends Construct {
  readonly bucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    config: Pick<DeploymentConfig, 'evidenceRetentionDays' | 'evidenceLockMode'>,
  ) {
    super(scope, id);
    const days = Duration.days(config.evidenceRetentionDays);
    this.bucket = new Bucket(this, 'Vault', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention:
        config.evidenceLockMode === 'compliance'
          ? ObjectLockRetention.compliance(days)
          : ObjectLockRetention.governance(days),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Grants single objects of the chains; never a deletion, never past the lock. */
  grant(lambda: IFunction, actions: readonly ('s3:GetObject' | 's3:PutObject')[]): void {
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...actions],
        // Keys are made of chain and position; which tenants there are is known after the deploy.
        resources: [this.bucket.arnForObjects('chains/*')],
      }),
    );
  }

  /** Everything that is said goes into the chains, but for the seals: they speak of the chains. */
  collect({ bus, queue, append, seal }: CollectProps): void {
    const types = DETAIL_TYPES.filter((type) => type !== 'evidence.sealed');
    bus.routeToQueue('Evidence', { types }, queue);
    append.addEventSource(
      new SqsEventSource(queue, {
        batchSize: BATCH_SIZE,
        maxBatchingWindow: BATCH_WINDOW,
        maxConcurrency: WORKERS_MAX,
        reportBatchItemFailures: true,
      }),
    );
    new Rule(this, 'Daily', {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [
        new LambdaFunction(seal, {
          deadLetterQueue: bus.deadLetters,
          maxEventAge: Duration.hours(1),
          retryAttempts: 10,
        }),
      ],
    });
  }
}
