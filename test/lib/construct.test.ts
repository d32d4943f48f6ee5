import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { GRANTS } from '#lib/constructs/permissions.ts';
import { Grantline } from '#lib/grantline.ts';
import { HANDLER_NAMES } from '#lib/handler-settings.ts';
import { statementsOf } from './statements.ts';
import { emptyBundles, handlerOf, synthesise } from './template.ts';

const bundles = emptyBundles();

/** A customer's own app: other names, other resources, an account and a region. */
function foreign() {
  const app = new App();
  const stack = new Stack(app, 'Acme-Security', {
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  new Queue(stack, 'Inbox');
  const grantline = new Grantline(stack, 'SaasGrants', { bundles });
  return { app, stack, grantline };
}

describe('the construct in a customer’s app', () => {
  it('deploys everything beside what is there', () => {
    const { stack } = foreign();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', HANDLER_NAMES.length);
    template.resourceCountIs('AWS::SQS::Queue', 13);
  });

  it('hands out what a customer builds on', () => {
    const { stack, grantline } = foreign();
    new CfnOutput(stack, 'Bus', { value: grantline.bus.bus.eventBusName });
    new CfnOutput(stack, 'Topic', { value: grantline.topics.page.topicArn });
    expect(Object.keys(grantline.functions).sort()).toEqual([...HANDLER_NAMES].sort());
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  it('names its machines after where it stands, so that two stacks do not meet', () => {
    const names = ['Acme-One', 'Acme-Two'].map((id) => {
      const stack = new Stack(new App(), id);
      new Grantline(stack, 'Grantline', { bundles });
      const machines = Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine');
      return Object.values(machines).map((one) => one.Properties.StateMachineName);
    });
    expect(new Set(names.flat()).size).toBe(4);
  });

  it('lets the deployer’s mail and log streams in, and nothing when none are named', () => {
    const config = {
      pageEmail: 'on-call@acme.example',
      streamSources: [{ eventBusName: 'okta-bus', source: 'aws.partner/okta.com/acme/1' }],
    };
    const stack = new Stack(new App(), 'Acme');
    new Grantline(stack, 'Grantline', { config, bundles });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'on-call@acme.example',
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventBusName: 'okta-bus',
      EventPattern: { source: ['aws.partner/okta.com/acme/1'] },
      Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
    });
    expect(synthesise().ofType('AWS::SNS::Subscription')).toEqual([]);
  });

  it('refuses a wrong setting by name', () => {
    const wrong = () =>
      new Grantline(new Stack(new App(), 'Acme'), 'Grantline', {
        config: { feedEvery: 'now and then' },
        bundles,
      });
    expect(wrong).toThrow('grantline.feedEvery');
  });

  it('bounds every role, and none when no boundary is named', () => {
    const boundsOf = (config: { permissionsBoundary?: string }) =>
      synthesise(config)
        .ofType('AWS::IAM::Role')
        .map(([, { Properties }]) => JSON.stringify(Properties.PermissionsBoundary));
    const bounded = boundsOf({ permissionsBoundary: 'acme-boundary' });
    expect(bounded.length).toBeGreaterThan(HANDLER_NAMES.length);
    for (const bound of bounded) expect(bound).toContain(':policy/acme-boundary');
    expect(new Set(boundsOf({}))).toEqual(new Set([undefined]));
  });

  it('keeps the table under the customer’s key, which only who meets the table may use', () => {
    const customerKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1a2b';
    const built = synthesise({ customerKeyArn });
    const [[, table] = []] = built.ofType('AWS::DynamoDB::Table');
    expect(table?.Properties.SSESpecification).toEqual({
      KMSMasterKeyId: customerKeyArn,
      SSEEnabled: true,
      SSEType: 'KMS',
    });
    const ofTheKey = statementsOf(built).filter(([, one]) => one.Resource === customerKeyArn);
    const meeting = HANDLER_NAMES.filter((name) => GRANTS[name].table !== undefined);
    const users = new Set(ofTheKey.map(([role]) => handlerOf(role)));
    expect([...users].sort()).toEqual([...meeting, 'relay-transitions'].sort());
    for (const [role, { Action, Condition }] of ofTheKey) {
      if (handlerOf(role) === 'relay-transitions')
        expect(Action).toEqual(['kms:Decrypt', 'kms:DescribeKey']);
      else expect(JSON.stringify(Condition)).toContain('kms:ViaService');
    }
  });

  it('is the same on every synthesis', () => {
    const texts = [synthesise(), synthesise()].map(({ resources }) => JSON.stringify(resources));
    expect(texts[0]).toBe(texts[1]);
  });
});
