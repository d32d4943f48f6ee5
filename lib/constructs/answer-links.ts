/** Questions to people, and the page behind the links in them. */
import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { DetailType } from '#events/catalogue.ts';
import type { LifecycleBus } from './lifecycle-bus.ts';
import { ThrottledApi } from './webhook-ingress.ts';

/** Whenever somebody else has the question. */
const ASKED: readonly DetailType[] = [
  'task.created',
  'task.escalated',
  'task.second-approval-needed',
];

/** Hour (UTC) of the letter of the day. */
const LETTER_HOUR = '7';

/** A page of its own, apart from the API for people: here the link is the proof, not IAM. */
export class AnswerLinks extends Construct {
  readonly api: HttpApi;
  /** Key that signs links. A new value voids every link that is out. */
  readonly key: Secret;

  constructor(scope: Construct, id: string, logRetention: RetentionDays) {
    super(scope, id);
    this.api = new ThrottledApi(this, 'Page', logRetention).api;
    this.key = new Secret(this, 'Key', {
      description: 'Signs the links in questions to people',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
  }

  /** Routes the page, the questions and the letter of the day. */
  reach(bus: LifecycleBus, by: { readonly answer: IFunction; readonly tell: IFunction }): void {
    const { answer, tell } = by;
    this.api.addRoutes({
      path: '/answer',
      methods: [HttpMethod.GET, HttpMethod.POST],
      integration: new HttpLambdaIntegration('AnswerLink', answer),
    });
    this.key.grantRead(answer);
    this.key.grantRead(tell);
    bus.route('Asked', { types: ASKED }, tell);
    new Rule(this, 'LetterOfTheDay', {
      schedule: Schedule.cron({ hour: LETTER_HOUR, minute: '0' }),
      targets: [
        new LambdaFunction(tell, {
          event: RuleTargetInput.fromObject({ kind: 'of-the-day' }),
          deadLetterQueue: bus.deadLetters,
          maxEventAge: Duration.hours(6),
          retryAttempts: 10,
        }),
      ],
    });
  }

  /** Lets a function send mail, from the one sender and as nobody else. */
  grantMail(lambda: IFunction, from: string | undefined): void {
    if (from === undefined) return;
    const identity = (resourceName: string) =>
      Stack.of(this).formatArn({
        service: 'ses',
        resource: 'identity',
        resourceName,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      });
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [identity(from), identity(from.split('@').at(-1) ?? from)],
        conditions: { StringEquals: { 'ses:FromAddress': from } },
      }),
    );
  }
}
