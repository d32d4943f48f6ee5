/** The only place a Lambda is made: runtime, role, log group, environment contract. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvironmentOf, HandlerName } from '#platform/environment.ts';
import { HANDLER_SETTINGS } from '../handler-settings.ts';

export interface GrantlineFunctionProps<Name extends HandlerName> {
  /** File in functions/handlers; the CDK id is the same in PascalCase. */
  readonly handler: Name;
  /** Exactly the variables the handler's contract names. */
  readonly environment: EnvironmentOf<Name>;
  /** Folder with the bundle. */
  readonly codeFolder: string;
  readonly logRetention: RetentionDays;
  /** Where an event goes that the function failed on every time. For asynchronous invocations only:
   *  everything else is handed back to its queue, stream or workflow. */
  readonly deadLetters?: Queue;
  /** @default no reserved concurrency: a new account may have none to give */
  readonly reservedConcurrency?: number;
}

/** Hardening that is also faster: no prototype access by name, no code from strings. */
const NODE_OPTIONS = '--disable-proto=delete --disallow-code-generation-from-strings';

/** CDK id of a handler. */
export function pascalCase(name: string): string {
  return name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** A Lambda with a role and a log group of its own. */
export class GrantlineFunction<Name extends HandlerName> extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, props: GrantlineFunctionProps<Name>) {
    super(scope, pascalCase(props.handler));
    const settings = HANDLER_SETTINGS[props.handler];
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Grantline ${props.handler}: ${settings.description}`,
    });
    logGroup.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: settings.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.codeFolder),
      memorySize: settings.memoryMb,
      timeout: settings.timeout,
      role,
      logGroup,
      tracing: Tracing.ACTIVE,
      deadLetterQueue: props.deadLetters,
      reservedConcurrentExecutions: props.reservedConcurrency,
      environment: { ...props.environment, NODE_OPTIONS },
    });
  }
}
