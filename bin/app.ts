/** The CDK app: reads context, makes one stack. No logic. */
import { App, Stack, Tags } from 'aws-cdk-lib';
import { parseDeploymentConfig } from '../lib/deployment-config.ts';
import { Grantline } from '../lib/grantline.ts';
import { applyNag } from '../lib/nag.ts';

const app = new App();
const config = parseDeploymentConfig(app.node.tryGetContext('grantline') ?? {});
const stack = new Stack(app, config.stackName, {
  description: 'Grantline: SaaS-to-SaaS integrations discovered, governed and provably revoked',
});
const grantline = new Grantline(stack, 'Grantline', { config });
Tags.of(stack).add('product', 'grantline');
applyNag(app, stack, grantline);
