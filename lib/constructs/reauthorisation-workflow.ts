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
   *  stop that is broken must not end the question. A vendor's pauses are waited out, however many. */
  private stop(props: ReauthorisationWorkflowProps, lastCall: IChainable): IChainable {
    const failed = new Pass(this, 'StopFailed', {
      result: Result.fromObject({ outcome: 'failed' }),
      resultPath: '$.suspended',
    });
    failed.next(lastCall);
    return this.patiently(
      { call: 'Suspend', result: '$.suspended', judge: 'Stopped', pause: 'WaitToSuspend' },
      { lambda: props.suspendGrant, onError: failed, after: lastCall },
    );
  }

  /** Calls a step again after each pause that the vendor asks for. What was waited so far goes with the
   *  call: the step itself says when that is enough (use-cases/vendor-pause.ts). */
  private patiently(
    names: { call: string; result: string; judge: string; pause: string },
    to: { lambda: IFunction; onError: IChainable; after: IChainable },
  ): IChainable {
    const begin = new Pass(this, `Begin${names.call}`, {
      result: Result.fromObject({ pausedSeconds: 0 }),
      resultPath: names.result,
    });
    const call = step(this, names.call, {
      lambda: to.lambda,
      payload: {
        input: WORKFLOW_INPUT,
        pausedSeconds: JsonPath.numberAt(`${names.result}.pausedSeconds`),
      },
      resultPath: names.result,
      onError: to.onError,
    });
    const pause = new Wait(this, names.pause, {
      time: WaitTime.secondsPath(`${names.result}.waitSeconds`),
    });
    call.next(
      new Choice(this, names.judge)
        .when(Condition.stringEquals(`${names.result}.outcome`, 'wait'), pause.next(call))
        .otherwise(to.after),
    );
    return begin.next(call);
  }

  /** An approval lifts what silence stopped; everything else was written with the answer. */
  private answered(
    props: ReauthorisationWorkflowProps,
    ends: { done: Succeed; onError: Fail },
  ): Choice {
    const resume = this.patiently(
      { call: 'Resume', result: '$.resumed', judge: 'Resumed', pause: 'WaitToResume' },
      { lambda: props.resumeGrant, onError: ends.onError, after: ends.done },
    );
    return new Choice(this, 'Answered')
      .when(Condition.stringEquals('$.asked.answer', 'approve'), resume)
      .otherwise(ends.done);
  }
}
