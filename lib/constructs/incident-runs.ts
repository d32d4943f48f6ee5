/** The run of an incident: a paced queue that hands one message a tenant on to itself, with a delay. */
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/** Lets the function take the queue. One message an invocation: what fails in one tenant holds up no
 *  other; and few at a time, so that a run never takes the account's whole concurrency. */
export function runIncidents(runIncident: IFunction, queue: Queue): void {
  runIncident.addEventSource(
    new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true, maxConcurrency: 10 }),
  );
}
