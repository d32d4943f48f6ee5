import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { applyNag, EXCEPTIONS } from '#lib/nag.ts';
import type { Statement } from './statements.ts';
import { handlerOf, listOf, type Resource, synthesise, targetOf } from './template.ts';

const built = synthesise({}, ({ app, stack, grantline }) => applyNag(app, stack, grantline));
const { ofType, resources } = built;
const functions = ofType('AWS::Lambda::Function');
const queues = ofType('AWS::SQS::Queue');
const denials = (type: string, key: string) =>
  ofType(type).map(([, { Properties }]) => ({
    on: listOf(Properties[key]).map(targetOf),
    denied: (Properties.PolicyDocument.Statement as Statement[]).some(
      ({ Effect, Condition }) =>
        Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
    ),
  }));

/** Ids of what a policy protects against plain HTTP. */
const overTls = (type: string, key: string) =>
  denials(type, key)
    .filter(({ denied }) => denied)
    .flatMap(({ on }) => on)
    .sort();

const idsOf = (all: [string, Resource][]) => all.map(([id]) => id).sort();

describe('stores and queues', () => {
  it('refuse plain HTTP, every queue, bucket and topic', () => {
    expect(overTls('AWS::SQS::QueuePolicy', 'Queues')).toEqual(idsOf(queues));
    expect(overTls('AWS::S3::BucketPolicy', 'Bucket')).toEqual(idsOf(ofType('AWS::S3::Bucket')));
    expect(overTls('AWS::SNS::TopicPolicy', 'Topics')).toEqual(idsOf(ofType('AWS::SNS::Topic')));
  });

  it('let in services of this account and nobody else', () => {
    const policies = ['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy'];
    const allowed = policies
      .flatMap((type) => ofType(type))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.length).toBeGreaterThan(0);
    for (const { Principal, Condition } of allowed) {
      expect(Object.keys(Principal as object)).toEqual(['Service']);
      expect(JSON.stringify(Condition)).toMatch(/aws:Source(Arn|Account)/);
    }
  });

  it('encrypt what they keep', () => {
    for (const [, { Properties }] of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
    for (const [, { Properties }] of ofType('AWS::S3::Bucket')) {
      expect(Properties.BucketEncryption).toBeDefined();
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  it('lock evidence: versioned, kept with the stack gone, for as long as the deployer says', () => {
    const lockOf = (one: typeof built) =>
      one
        .ofType('AWS::S3::Bucket')
        .filter(([, { Properties }]) => Properties.ObjectLockEnabled === true)
        .map(([, bucket]) => [
          bucket.Properties.VersioningConfiguration.Status,
          bucket.DeletionPolicy,
          bucket.Properties.ObjectLockConfiguration.Rule.DefaultRetention,
        ]);
    const config = { evidenceRetentionDays: 2555, evidenceLockMode: 'compliance' } as const;
    expect(lockOf(built)).toEqual([['Enabled', 'Retain', { Days: 365, Mode: 'GOVERNANCE' }]]);
    expect(lockOf(synthesise(config))).toEqual([
      ['Enabled', 'Retain', { Days: 2555, Mode: 'COMPLIANCE' }],
    ]);
  });

  it('keep the table on demand, recoverable, encrypted and hard to lose', () => {
    const [[, table] = []] = ofType('AWS::DynamoDB::Table');
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    expect(table?.DeletionPolicy).toBe('Retain');
    expect(table?.UpdateReplacePolicy).toBe('Retain');
  });
});

describe('functions', () => {
  it.each(functions)(
    '%s states its limits, runs hardened and keeps its log a while',
    (_id, one) => {
      const { Properties } = one;
      expect(Properties).toMatchObject({
        MemorySize: expect.any(Number),
        Timeout: expect.any(Number),
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
      });
      expect(Properties.Environment.Variables.NODE_OPTIONS).toBe(
        '--disable-proto=delete --disallow-code-generation-from-strings',
      );
      const log = resources[targetOf(Properties.LoggingConfig.LogGroup) ?? ''];
      expect(log?.Properties.RetentionInDays).toBe(90);
    },
  );

  it('keep concurrency for the public receiver when the deployer says how much', () => {
    const reserved = synthesise({ receiverConcurrency: 20 })
      .ofType('AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined);
    expect(
      reserved.map(([id, one]) => [handlerOf(id), one.Properties.ReservedConcurrentExecutions]),
    ).toEqual([['receive-webhook', 20]]);
  });

  it('carry no secret in a variable, nor does the stack in an output or parameter', () => {
    const looksSecret = /gh[pousr]_|xox[bap]-|AKIA|-----BEGIN|[A-Za-z0-9+/_-]{40,}/;
    for (const [, { Properties }] of functions) {
      for (const [name, value] of Object.entries(Properties.Environment.Variables)) {
        expect(name).not.toMatch(/TOKEN|PASSWORD|API_KEY|PRIVATE/);
        if (typeof value === 'string' && name !== 'NODE_OPTIONS') {
          expect(value).not.toMatch(looksSecret);
        }
      }
    }
    for (const output of Object.values<{ Value: unknown }>(built.outputs)) {
      if (typeof output.Value === 'string') expect(output.Value).not.toMatch(looksSecret);
    }
    // The one secret of the stack is made by AWS and stands nowhere as text.
    const secrets = ofType('AWS::SecretsManager::Secret').map(([, { Properties }]) => Properties);
    expect(secrets).toHaveLength(1);
    for (const one of secrets) {
      expect(one.SecretString).toBeUndefined();
      expect(one.GenerateSecretString.PasswordLength).toBeGreaterThanOrEqual(32);
    }
  });
});

describe('state machines', () => {
  it('may wait for weeks and log no data', () => {
    const machines = ofType('AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(2);
    for (const [, { Properties }] of machines) {
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        LoggingConfiguration: { IncludeExecutionData: false, Level: 'ALL' },
        TracingConfiguration: { Enabled: true },
      });
    }
  });
});

describe('public surface', () => {
  it('is three HTTP APIs and no function URL', () => {
    expect(ofType('AWS::Lambda::Url')).toEqual([]);
    expect(ofType('AWS::ApiGateway::RestApi')).toEqual([]);
    expect(ofType('AWS::ApiGatewayV2::Api')).toHaveLength(3);
  });

  it('wants an AWS identity on every route but those for vendors and the page behind signed links', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => [
      Properties.RouteKey,
      Properties.AuthorizationType,
    ]);
    expect(routes.sort()).toEqual([
      ['GET /answer', 'NONE'],
      ['GET /webhooks/{vendor}/{tenant}', 'NONE'],
      ['POST /answer', 'NONE'],
      ['POST /incidents', 'AWS_IAM'],
      ['POST /incidents/{incidentId}/decision', 'AWS_IAM'],
      ['POST /integrations/{integrationId}/revocation', 'AWS_IAM'],
      ['POST /tasks/{taskId}/answer', 'AWS_IAM'],
      ['POST /webhooks/{vendor}/{tenant}', 'NONE'],
    ]);
  });

  it('is throttled and logged without a word of what was sent', () => {
    for (const [, { Properties }] of ofType('AWS::ApiGatewayV2::Stage')) {
      expect(Properties.DefaultRouteSettings).toEqual({
        ThrottlingBurstLimit: 200,
        ThrottlingRateLimit: 100,
      });
      const fields = Object.keys(JSON.parse(Properties.AccessLogSettings.Format));
      expect(fields.sort()).toEqual([
        'integrationLatency',
        'requestId',
        'responseLength',
        'routeKey',
        'status',
      ]);
    }
  });
});

describe('cdk-nag', () => {
  it.each([
    ['AwsSolutions', new AwsSolutionsChecks()],
    ['Serverless', new ServerlessChecks()],
  ])('%s finds nothing that has no written reason', (_name, pack) => {
    const { violations } = pack.validateScope(built.app);
    expect(
      violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources]),
    ).toEqual([]);
  });

  it('does find things in a stack without the reasons', () => {
    const bare = synthesise();
    expect(new AwsSolutionsChecks().validateScope(bare.app).success).toBe(false);
  });

  it('is overruled at most eight times, each with a reason', () => {
    expect(EXCEPTIONS.length).toBeLessThanOrEqual(8);
    for (const { reason } of EXCEPTIONS) expect(reason.length).toBeGreaterThanOrEqual(40);
  });
});
