/** cdk-nag over the whole app; every exception carries the reason an auditor would ask for. */
import { type App, CfnElement, type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import type { Grantline } from './grantline.ts';

/** Adds the rule packs and the written exceptions. */
export function applyNag(app: App, stack: Stack, grantline: Grantline): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  for (const exception of EXCEPTIONS) {
    for (const id of findingsOf(exception.id, stack, grantline)) {
      Validations.of(stack).acknowledge({ id, reason: exception.reason });
    }
  }
}

/** The wildcard rule is acknowledged finding by finding: a new wildcard is a new finding. */
function findingsOf(rule: string, stack: Stack, grantline: Grantline): readonly string[] {
  if (rule !== WILDCARDS) return [rule];
  const logicalId = (construct: IConstruct) => {
    const { defaultChild } = construct.node;
    return CfnElement.isCfnElement(defaultChild) ? stack.getLogicalId(defaultChild) : '';
  };
  const secrets = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret';
  const resources = [
    '*',
    `<${logicalId(grantline.inventory.payloads)}.Arn>/*`,
    ...WORKFLOW_STEPS.map((name) => `<${logicalId(grantline.functions[name])}.Arn>:*`),
    ...(['read', 'act', 'webhook'] as const).map((one) => `${secrets}:grantline/*/*/${one}-??????`),
    `${secrets}:grantline/channels/*/message-??????`,
  ];
  return resources.map((resource) => `${WILDCARDS}[Resource::${resource}]`);
}

const WILDCARDS = 'AwsSolutions-IAM5';

const WORKFLOW_STEPS = [
  'open-task',
  'conclude-reauthorisation',
  'conclude-revocation',
  'suspend-grant',
  'resume-grant',
  'revoke-grant',
  'confirm-revocation',
] as const;

/** Rule -> why it does not apply here. At most eight; test/lib/security.test.ts counts. */
export const EXCEPTIONS: readonly { readonly id: string; readonly reason: string }[] = [
  {
    id: 'AwsSolutions-APIG4',
    reason:
      'The webhook routes take vendor deliveries, which carry no AWS identity: the receiver verifies the vendor signature over the raw bytes before anything else. Every other route wants IAM.',
  },
  {
    id: 'AwsSolutions-IAM5',
    reason:
      'Wildcards left: X-Ray and log delivery have no resource-level permissions; a state machine may invoke any version of its own steps; secrets of tenants and channels made after the deploy are named by purpose; objects of the one payload bucket.',
  },
  {
    id: 'AwsSolutions-S1',
    reason:
      'The bucket holds oversized deliveries and sweep checkpoints for two weeks and is read only by two functions; CloudTrail data events are the deployer’s choice, an access-log bucket would outlive its contents.',
  },
  {
    id: 'AwsSolutions-SQS3',
    reason:
      'The queues named here are dead-letter queues themselves, of a stream mapping, of bus targets and of functions; each has an alarm on its depth.',
  },
  {
    id: 'Serverless-SQSRedrivePolicy',
    reason:
      'The queues named here are dead-letter queues themselves; a dead-letter queue of a dead-letter queue would only hide what has to be looked at.',
  },
  {
    id: 'Serverless-LambdaDLQ',
    reason:
      'Functions invoked asynchronously have one. The others are called by queues with redrive, by a stream with a failure queue, by workflows with retries or by HTTP, where this setting has no effect.',
  },
  {
    id: 'Serverless-LambdaEventSourceMappingDestination',
    reason:
      'Queue mappings report partial failures and their queues redrive to dead-letter queues; a failure destination exists for streams only, and the stream mapping has one.',
  },
];
