/** Table stream to bus. A record that cannot be said is isolated, retried, then kept. */
import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './work-queue.ts';

/** Inserted transitions that have something to say, to the relay. */
export class OutboxRelay extends Construct {
  /** Positions of records that could not be said; `grantline republish` says them again. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: { table: Table; relay: IFunction }) {
    super(scope, id);
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    props.relay.addEventSource(
      new DynamoEventSource(props.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 10,
        maxRecordAge: Duration.hours(12),
        onFailure: new SqsDlq(this.deadLetters),
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { NewImage: { sk: { S: FilterRule.beginsWith('V#') } } },
          }),
        ],
      }),
    );
  }
}
