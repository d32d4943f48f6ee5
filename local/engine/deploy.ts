/**
 * Puts an already synthesised assembly on the local engine with the stock CDK CLI, exactly as
 * `cdk deploy` would into an account. Never synthesises, never reaches past loopback.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { bareEnvironment, run } from './command.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './errors.ts';

const COMMAND_MS = 5 * 60_000;
const cli = join(
  dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')),
  'bin',
  'cdk',
);

/** Output key -> value, as the stack declares them. */
export type StackOutputs = Readonly<Record<string, string>>;

export interface Deployed {
  readonly outputs: StackOutputs;
  /** Number of resources in the stack. */
  readonly resources: number;
  /** Number of Lambda functions among them. */
  readonly functions: number;
}

/** Runs the CLI from an empty folder: in the app's own folder `bootstrap` would synthesise again,
 *  without bundling, and overwrite the assembly. */
async function runCli(engine: Engine, words: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'grantline-cdk-'));
  try {
    await run({
      program: process.execPath,
      arguments: [cli, ...words, '--no-notices', '--no-color', '--ci'],
      directory: folder,
      environment: {
        ...bareEnvironment(folder),
        ...engine.environment,
        CDK_HOME: folder,
        CDK_DISABLE_VERSION_CHECK: '1',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        NODE_NO_WARNINGS: '1',
      },
      timeoutMs: COMMAND_MS,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Creates the CDK's own resources (asset bucket, roles) on the engine; a second call changes nothing.
 *  @throws EngineError `command-failed`, its detail holding the CLI's last lines */
export async function bootstrap(engine: Engine): Promise<void> {
  await runCli(engine, ['bootstrap', `aws://${engine.accountId}/${engine.region}`]);
}

async function readOutputs(client: CloudFormationClient, name: string): Promise<StackOutputs> {
  const answer = await client.send(new DescribeStacksCommand({ StackName: name }));
  const stack = answer.Stacks?.[0];
  if (stack === undefined || !/^(CREATE|UPDATE)_COMPLETE$/.test(stack.StackStatus ?? '')) {
    const status = stack?.StackStatus ?? 'absent';
    throw new EngineError(
      'stack-incomplete',
      `The stack ${name} is ${status} on the local engine.`,
    );
  }
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** Deploys one stack of an assembly and reads back what is there.
 *  @param assemblyDirectory a finished `cdk.out`
 *  @throws EngineError `command-failed`, `stack-incomplete` */
export async function deploy(
  engine: Engine,
  assemblyDirectory: string,
  stackName: string,
): Promise<Deployed> {
  const assembly = resolve(assemblyDirectory);
  await runCli(engine, ['deploy', stackName, '--app', assembly, '--require-approval', 'never']);
  const client = new CloudFormationClient(engine.client);
  try {
    const outputs = await readOutputs(client, stackName);
    let resources = 0;
    let functions = 0;
    for await (const page of paginateListStackResources({ client }, { StackName: stackName })) {
      const types = (page.StackResourceSummaries ?? []).map(({ ResourceType }) => ResourceType);
      resources += types.length;
      functions += types.filter((type) => type === 'AWS::Lambda::Function').length;
    }
    return { outputs, resources, functions };
  } finally {
    client.destroy();
  }
}

/** Base URL under which the engine serves an HTTP API; the one in the outputs does not resolve on
 *  every machine.
 *  @param apiId the API's id, from an output */
export function httpApiUrl(engine: Engine, apiId: string): string {
  return `${engine.endpoint}/_aws/execute-api/${apiId}/$default`;
}
