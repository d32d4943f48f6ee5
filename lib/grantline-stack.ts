/** The stack of a deployment of its own: one construct, its tag and its description. */
import { Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { parseDeploymentConfig } from './deployment-config.ts';
import { Grantline, type GrantlineProps } from './grantline.ts';

/** Named by its configuration; its props are those of the construct. */
export class GrantlineStack extends Stack {
  readonly grantline: Grantline;

  constructor(scope: Construct, props: GrantlineProps = {}) {
    super(scope, parseDeploymentConfig(props.config ?? {}).stackName, {
      description: 'Grantline: SaaS-to-SaaS integrations discovered, governed and provably revoked',
    });
    this.grantline = new Grantline(this, 'Grantline', props);
    Tags.of(this).add('product', 'grantline');
  }
}
