/** Policy, deadlines and the two workflows. */
import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Policy } from '#domain/policy.ts';
import { DETAIL_TYPES, type DetailType } from '#events/catalogue.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import { every } from './discovery.ts';
import type { Functions } from './functions.ts';
import type { LifecycleBus } from './lifecycle-bus.ts';
import { ReauthorisationWorkflow } from './reauthorisation-workflow.ts';
import { RevocationWorkflow } from './revocation-workflow.ts';

export interface GovernanceProps {
  readonly config: DeploymentConfig;
  readonly policy: Policy;
  readonly logRetention: RetentionDays;
  readonly functions: Functions;
  readonly bus: LifecycleBus;
  readonly machineNames: { readonly reauthorisation: string; readonly revocation: string };
}

/** Events that the rule library looks at; a test holds the list to functions/domain/rules/registry.ts. */
export const WATCHED_TYPES: readonly DetailType[] = [
  'integration.discovered',
  'integration.scopes-changed',
  'integration.owner-left',
  'integration.orphaned',
  'integration.token-ageing',
  'integration.dormant',
  'integration.approval-granted',
  'integration.approval-voided',
  'integration.reappeared',
  'sweep.incomplete',
  'coverage.gap',
];

/** Events that reach the decision point: those a rule names or watches, and the one that starts
 *  revocations. */
export function governedTypes(policy: Policy): readonly DetailType[] {
  const named = new Set<string>([...policy.rules.map((rule) => rule.on), ...WATCHED_TYPES]);
  named.add('integration.revocation-requested');
  return DETAIL_TYPES.filter((type) => named.has(type));
}

/** Turns events and the clock into decisions, and decisions into workflows. */
export class Governance extends Construct {
  readonly reauthorisation: ReauthorisationWorkflow;
  readonly revocation: RevocationWorkflow;

  constructor(scope: Construct, id: string, props: GovernanceProps) {
    super(scope, id);
    const { functions, policy, logRetention, machineNames } = props;
    this.reauthorisation = new ReauthorisationWorkflow(this, 'Reauthorisation', {
      name: machineNames.reauthorisation,
      policy,
      logRetention,
      openTask: functions['open-task'],
      suspendGrant: functions['suspend-grant'],
      resumeGrant: functions['resume-grant'],
      conclude: functions['conclude-reauthorisation'],
    });
    this.revocation = new RevocationWorkflow(this, 'Revocation', {
      name: machineNames.revocation,
      policy,
      logRetention,
      openTask: functions['open-task'],
      suspendGrant: functions['suspend-grant'],
      revokeGrant: functions['revoke-grant'],
      confirmRevocation: functions['confirm-revocation'],
      conclude: functions['conclude-revocation'],
    });
    props.bus.route('Policy', { types: governedTypes(policy) }, functions['evaluate-policy']);
    new Rule(this, 'Deadlines', {
      schedule: every(props.config.deadlinesEvery),
      targets: [
        new LambdaFunction(functions['check-deadlines'], {
          deadLetterQueue: props.bus.deadLetters,
          maxEventAge: Duration.hours(1),
          retryAttempts: 10,
        }),
      ],
    });
  }
}
