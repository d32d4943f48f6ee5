/** Suspend, revoke, read back, next rung, manual task: until it is proven dead or a person is woken. */
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  type Chain,
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
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { Policy } from '#domain/policy.ts';
import { durationSeconds } from '#domain/time.ts';
import { ask, assertOutlived, executionLog, step, WORKFLOW_INPUT } from './workflow-steps.ts';

export interface RevocationWorkflowProps {
  readonly name: string;
  readonly policy: Policy;
  readonly logRetention: RetentionDays;
  readonly suspendGrant: IFunction;
  readonly revokeGrant: IFunction;
  readonly confirmRevocation: IFunction;
  readonly openTask: IFunction;
  readonly conclude: IFunction;
}

/** Past this, something goes round in a circle and somebody has to look. */
const LIFE = Duration.days(30);

const INPUT = { input: WORKFLOW_INPUT };

/** Standard: proof may take as long as a token lives. */
export class RevocationWorkflow extends Construct {
  readonly machine: StateMachine;
  private readonly done = new Succeed(this, 'Done');
  private readonly onError = new Fail(this, 'StepFailed', {
    error: 'Grantline.StepFailed',
    cause: 'A step failed for good; see docs/runbooks/workflows-execution-failed.md',
  });

  constructor(scope: Construct, id: string, props: RevocationWorkflowProps) {
    super(scope, id);
    assertOutlived(longestWaits(props.policy), LIFE);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: props.name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(this.definition(props)),
      timeout: LIFE,
      tracingEnabled: true,
      logs: executionLog(this, props.logRetention),
    });
  }

  private definition(props: RevocationWorkflowProps): IChainable {
    const onError = this.unproven(props);
    const nextRung = step(this, 'NextRung', {
      lambda: props.revokeGrant,
      payload: INPUT,
      resultPath: '$.rung',
      onError,
    });
    const confirm = this.look(props, 'Confirm', onError);
    const wait = new Wait(this, 'WaitToConfirm', {
      time: WaitTime.secondsPath('$.rung.waitSeconds'),
    });
    wait.next(confirm);
    const exhausted = this.fail(props, 'Exhausted', 'still-active');
    confirm.next(this.confirmed({ wait, nextRung, exhausted }));
    const pause = new Wait(this, 'WaitForVendor', {
      time: WaitTime.secondsPath('$.rung.waitSeconds'),
    });
    pause.next(nextRung);
    nextRung.next(this.tried({ wait, pause, confirm, exhausted, onError }, props));
    return this.suspendFirst(props, nextRung).next(nextRung);
  }

  private look(props: RevocationWorkflowProps, id: string, onError: IChainable): LambdaInvoke {
    return step(this, id, {
      lambda: props.confirmRevocation,
      payload: {
        ...INPUT,
        rung: JsonPath.stringAt('$.rung.rung'),
        confirmations: JsonPath.numberAt('$.rung.confirmations'),
        attested: JsonPath.objectAt('$.attested'),
      },
      resultPath: '$.rung',
      onError,
    });
  }

  /** Nobody said that the manual step is done; it may be all the same, and then nobody needs waking.
   *  A look that counts as none found it gone and waits for the tokens already issued. */
  private lastLook(
    props: RevocationWorkflowProps,
    next: { wait: Wait; onError: IChainable },
  ): IChainable {
    const waitsForTokens = Condition.and(
      Condition.stringEquals('$.rung.outcome', 'again'),
      Condition.numberEquals('$.rung.confirmations', 0),
    );
    return this.look(props, 'LastLook', next.onError).next(
      new Choice(this, 'Looked')
        .when(waitsForTokens, next.wait)
        .when(
          Condition.or(
            Condition.stringEquals('$.rung.outcome', 'again'),
            Condition.stringEquals('$.rung.outcome', 'next-rung'),
          ),
          this.fail(props, 'Overdue', 'manual-task-overdue'),
        )
        .otherwise(this.done),
    );
  }

  /** Stopping comes first, where the vendor can; whatever comes of it, an error or a pause too, the
   *  ladder follows: a way to stop that is broken must not keep the grant alive. */
  private suspendFirst(props: RevocationWorkflowProps, nextRung: LambdaInvoke): Chain {
    const begin = new Pass(this, 'Begin', {
      result: Result.fromBoolean(false),
      resultPath: '$.attested',
    });
    const suspend = step(this, 'SuspendFirst', {
      lambda: props.suspendGrant,
      payload: INPUT,
      resultPath: '$.suspended',
      onError: nextRung,
    });
    return begin.next(suspend);
  }

  /** A manual step that a person calls done and that is still seen alive is the end of the ladder:
   *  asking again would find the same answer, for as long as the execution lasts. */
  private confirmed(next: { wait: Wait; nextRung: LambdaInvoke; exhausted: IChainable }): Choice {
    const spent = Condition.stringEquals('$.rung.outcome', 'next-rung');
    return new Choice(this, 'Confirmed')
      .when(Condition.stringEquals('$.rung.outcome', 'again'), next.wait)
      .when(Condition.and(spent, Condition.booleanEquals('$.attested', true)), next.exhausted)
      .when(spent, next.nextRung)
      .otherwise(this.done);
  }

  private tried(
    next: {
      wait: Wait;
      pause: Wait;
      confirm: LambdaInvoke;
      exhausted: IChainable;
      onError: IChainable;
    },
    props: RevocationWorkflowProps,
  ): Choice {
    const manual = ask(this, 'Manual', {
      openTask: props.openTask,
      stage: 'manual',
      wait: Duration.seconds(durationSeconds(props.policy.revocation['manual-within'])),
      onSilence: this.lastLook(props, next),
      onError: next.onError,
    });
    const attested = new Pass(this, 'Attested', {
      result: Result.fromBoolean(true),
      resultPath: '$.attested',
    });
    manual.next(
      new Choice(this, 'ManualAnswered')
        .when(Condition.stringEquals('$.asked.answer', 'done'), attested.next(next.confirm))
        .when(
          Condition.stringEquals('$.asked.answer', 'refuse'),
          this.fail(props, 'Refused', 'refused-by-vendor'),
        )
        .otherwise(this.done),
    );
    return new Choice(this, 'Tried')
      .when(Condition.stringEquals('$.rung.outcome', 'confirm'), next.wait)
      .when(Condition.stringEquals('$.rung.outcome', 'wait'), next.pause)
      .when(Condition.stringEquals('$.rung.outcome', 'manual'), manual)
      .when(Condition.stringEquals('$.rung.outcome', 'exhausted'), next.exhausted)
      .otherwise(this.done);
  }

  private fail(props: RevocationWorkflowProps, id: string, why: string): IChainable {
    return this.conclude(props, id, why).next(this.done);
  }

  /** A step that fails for good ends the execution as failed, but not before the integration says so:
   *  left in `revoking` it would look under way for ever, and could not be revoked again. */
  private unproven(props: RevocationWorkflowProps): IChainable {
    return this.conclude(props, 'Unproven', 'unverifiable').next(this.onError);
  }

  private conclude(props: RevocationWorkflowProps, id: string, why: string): LambdaInvoke {
    return step(this, id, {
      lambda: props.conclude,
      payload: { ...INPUT, why },
      resultPath: '$.concluded',
      onError: this.onError,
    });
  }
}

/** One manual task at most, and once the life of the longest token that the policy names. */
function longestWaits({ revocation }: Policy): Record<string, string> {
  const lives = Object.entries(revocation['token-life'] ?? {})
    .map(([kind, life]) => [`revocation.token-life.${kind}`, life] as const)
    .sort(([, one], [, other]) => durationSeconds(other) - durationSeconds(one));
  return Object.fromEntries([
    ['revocation.manual-within', revocation['manual-within']],
    ...lives.slice(0, 1),
  ]);
}
