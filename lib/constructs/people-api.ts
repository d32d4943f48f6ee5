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
  readonly openIncident: IFunction;
  readonly decideIncident: IFunction;
  readonly logRetention: RetentionDays;
}

/** Answers to tasks, requests to revoke, incidents. */
export class PeopleApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: PeopleApiProps) {
    super(scope, id);
    this.api = new ThrottledApi(this, 'People', props.logRetention).api;
    const authorizer = new HttpIamAuthorizer();
    const routes = [
      ['/tasks/{taskId}/answer', 'RecordDecision', props.recordDecision],
      ['/integrations/{integrationId}/revocation', 'RequestRevocation', props.requestRevocation],
      ['/incidents', 'OpenIncident', props.openIncident],
      ['/incidents/{incidentId}/decision', 'DecideIncident', props.decideIncident],
    ] as const;
    for (const [path, id, handler] of routes) {
      const integration = new HttpLambdaIntegration(id, handler);
      this.api.addRoutes({ path, methods: [HttpMethod.POST], integration, authorizer });
    }
  }
}
