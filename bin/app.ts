/** The CDK app: reads context, makes one stack. No logic. */
import { App } from 'aws-cdk-lib';
import { parseDeploymentConfig } from '../lib/deployment-config.ts';
import { GrantlineStack } from '../lib/grantline-stack.ts';
import { applyNag } from '../lib/nag.ts';

const app = new App();
const config = parseDeploymentConfig(app.node.tryGetContext('grantline') ?? {});
const stack = new GrantlineStack(app, { config });
applyNag(app, stack, stack.grantline);
