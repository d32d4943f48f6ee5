/** Ask, remind, escalate, suspend, last call, revoke: what silence leads to (docs/architecture.md). */
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  Fail,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  StateMachine,
  StateMachineType,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Policy } from '#domain/policy.ts';
import { durationSeconds } from '#domain/time.ts';
import { ask, assertOutlived, executionLog, step, WORKFLOW_INPUT } from './workflow-steps.ts';

export interface ReauthorisationWorkflowProps {
  readonly name: string;
  readonly policy: Policy;
  readonly logRetention: RetentionDays;
  readonly openTask: IFunction;
  readonly suspendGrant: IFunction;
  readonly resumeGrant: IFunction;
  readonly conclude: IFunction;
}

/** As long as Step Functions lets an execution live. */
const LIFE = Duration.days(365);

/** Waits of the question, in order. */
const WAITS = ['remind-after', 'escalate-after', 'suspend-after', 'revoke-after'] as const;

/** Standard: a question waits for weeks. */
export class ReauthorisationWorkflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: ReauthorisationWorkflowProps) {
    super(scope, id);
    const { reauthorisation } = props.policy;
    assertOutlived(
      Object.fromEntries(WAITS.map((name) => [`reauthorisation.${name}`, reauthorisation[name]])),
      LIFE,
    );
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: props.name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(this.definition(props)),
      timeout: LIFE,
      tracingEnabled: true,
      logs: executionLog(this, props.logRetention),
    });
  }

  private definition(props: ReauthorisationWorkflowProps): IChainable {
    const done = new Succeed(this, 'Done');
    const onError = new Fail(this, 'StepFailed', {
      error: 'Grantline.StepFailed',
      cause: 'A step failed for good; see docs/runbooks/workflows-execution-failed.md',
    });
    const { reauthorisation } = props.policy;
    const wait = (name: (typeof WAITS)[number]) =>
      Duration.seconds(durationSeconds(reauthorisation[name]));
    const conclude = step(this, 'Conclude', {
      lambda: props.conclude,
      payload: { input: WORKFLOW_INPUT },
      resultPath: '$.concluded',
      onError,
    });
    const answered = this.answered(props, { done, onError });
    const { openTask } = props;
    const lastCall = ask(this, 'LastCall', {
      openTask,
      stage: 'last-call',
      wait: wait('revoke-after'),
      onSilence: conclude.next(done),
      onError,
      also: { stop: JsonPath.stringAt('$.suspended.outcome') },
    });
    const escalate = ask(this, 'Escalate', {
      openTask,
      stage: 'escalate',
      wait: wait('suspend-after'),
      onSilence: this.stop(props, lastCall),
      onError,
    });
    const remind = ask(this, 'Remind', {
      openTask,
      stage: 'remind',
      wait: wait('escalate-after'),
      onSilence: escalate,
      onError,
    });
    const first = ask(this, 'Ask', {
      openTask,
      stage: 'ask',
      wait: wait('remind-after'),
      onSilence: remind,
      onError,
    });
    for (const stage of [first, remind, escalate, lastCall]) stage.next(answered);
    return first;
  }

  /** Stops it where the vendor can. Whatever comes of it, the last call follows and tells: a way to
   *  stop that is broken must not end the question. A vendor's pause is waited for once. */
  private stop(props: ReauthorisationWorkflowProps, lastCall: IChainable): IChainable {
    const failed = new Pass(this, 'StopFailed', {
      result: Result.fromObject({ outcome: 'failed' }),
      resultPath: '$.suspended',
    });
    failed.next(lastCall);
    const suspend = (id: string) =>
      step(this, id, {
        lambda: props.suspendGrant,
        payload: { input: WORKFLOW_INPUT },
        resultPath: '$.suspended',
        onError: failed,
      });
    const pause = new Wait(this, 'WaitForVendor', {
      time: WaitTime.secondsPath('$.suspended.waitSeconds'),
    });
    pause.next(suspend('SuspendAfterPause')).next(lastCall);
    return suspend('Suspend').next(
      new Choice(this, 'Stopped')
        .when(Condition.stringEquals('$.suspended.outcome', 'wait'), pause)
        .otherwise(lastCall),
    );
  }

  /** An approval lifts what silence stopped; everything else was written with the answer. */
  private answered(
    props: ReauthorisationWorkflowProps,
    ends: { done: Succeed; onError: Fail },
  ): Choice {
    const resume = step(this, 'Resume', {
      lambda: props.resumeGrant,
      payload: { input: WORKFLOW_INPUT },
      resultPath: '$.resumed',
      onError: ends.onError,
    });
    return new Choice(this, 'Answered')
      .when(Condition.stringEquals('$.asked.answer', 'approve'), resume.next(ends.done))
      .otherwise(ends.done);
  }
}
