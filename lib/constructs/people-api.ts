/** The API for people: every route wants IAM authorisation; the caller IAM names is who decides. */
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ThrottledApi } from './webhook-ingress.ts';

export interface PeopleApiProps {
  readonly recordDecision: IFunction;
  readonly requestRevocation: IFunction;
  readonly logRetention: RetentionDays;
}

/** Answers to tasks and requests to revoke. */
export class PeopleApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: PeopleApiProps) {
    super(scope, id);
    this.api = new ThrottledApi(this, 'People', props.logRetention).api;
    const authorizer = new HttpIamAuthorizer();
    this.api.addRoutes({
      path: '/tasks/{taskId}/answer',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('RecordDecision', props.recordDecision),
      authorizer,
    });
    this.api.addRoutes({
      path: '/integrations/{integrationId}/revocation',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('RequestRevocation', props.requestRevocation),
      authorizer,
    });
  }
}
