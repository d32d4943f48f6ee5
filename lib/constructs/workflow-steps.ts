/** What both state machines are built of: Lambda steps that retry, and questions that wait. */
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Errors,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  LogLevel,
  type LogOptions,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { durationSeconds } from '#domain/time.ts';
import { DeploymentConfigError } from '../deployment-config.ts';

/** Tries of a step in all: about ten minutes of vendor rate limits and short outages. */
const STEP_RETRY = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 8,
  maxDelay: Duration.minutes(5),
} as const;

/** The execution's own input, whatever the steps have made of the state since. */
export const WORKFLOW_INPUT = JsonPath.objectAt('$$.Execution.Input');

export interface StepProps {
  readonly lambda: IFunction;
  readonly payload: Record<string, unknown>;
  /** Where in the state the result goes. */
  readonly resultPath: string;
  /** Where an error that retrying did not cure leads. */
  readonly onError: IChainable;
}

/** A step that calls a Lambda with whole payload control. The local engine knows a failed function
 *  only as States.TaskFailed, so that name stands beside the others. */
export function step(scope: Construct, id: string, props: StepProps): LambdaInvoke {
  const task = new LambdaInvoke(scope, id, {
    lambdaFunction: props.lambda,
    payload: TaskInput.fromObject(props.payload),
    payloadResponseOnly: true,
    resultPath: props.resultPath,
    retryOnServiceExceptions: false,
    taskTimeout: Timeout.duration(Duration.minutes(6)),
  });
  task.addRetry({ errors: [Errors.TASKS_FAILED, Errors.TIMEOUT], ...STEP_RETRY });
  task.addCatch(props.onError, { errors: [Errors.ALL], resultPath: '$.error' });
  return task;
}

export interface AskProps {
  readonly openTask: IFunction;
  readonly stage: string;
  /** How long this stage waits. Constant at synth: the local engine ignores a path here. */
  readonly wait: Duration;
  readonly onSilence: IChainable;
  readonly onError: IChainable;
  /** What is told with the question besides. */
  readonly also?: Readonly<Record<string, string>>;
}

/** A question: opens or hands on the task, then waits for the answer. */
export function ask(scope: Construct, id: string, props: AskProps): LambdaInvoke {
  const task = new LambdaInvoke(scope, id, {
    lambdaFunction: props.openTask,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: TaskInput.fromObject({
      input: WORKFLOW_INPUT,
      stage: props.stage,
      token: JsonPath.taskToken,
      ...props.also,
    }),
    resultPath: '$.asked',
    retryOnServiceExceptions: false,
    taskTimeout: Timeout.duration(props.wait),
  });
  task.addRetry({ errors: [Errors.TASKS_FAILED], ...STEP_RETRY });
  task.addCatch(props.onSilence, { errors: [Errors.TIMEOUT], resultPath: '$.error' });
  task.addCatch(props.onError, { errors: [Errors.ALL], resultPath: '$.error' });
  return task;
}

/** What the steps between the waits may take in all, retries included. */
const STEPS_SECONDS = Duration.days(1).toSeconds();

/** Refuses waits that an execution would not live to see the end of: it would time out in the middle
 *  of a question or a proof, on every integration.
 *  @param waits durations of the policy by the name of their field
 *  @throws DeploymentConfigError naming the fields */
export function assertOutlived(waits: Readonly<Record<string, string>>, life: Duration): void {
  const all = Object.values(waits).reduce((sum, wait) => sum + durationSeconds(wait), 0);
  if (all + STEPS_SECONDS <= life.toSeconds()) return;
  const fields = Object.keys(waits).join(', ');
  throw new DeploymentConfigError(
    `the policy is wrong: ${fields}: together longer than ${life.toDays() - 1} days`,
  );
}

/** What an execution did, without what it carried. */
export function executionLog(scope: Construct, retention: RetentionDays): LogOptions {
  return {
    destination: new LogGroup(scope, 'ExecutionLogs', { retention }),
    level: LogLevel.ALL,
    includeExecutionData: false,
  };
}
