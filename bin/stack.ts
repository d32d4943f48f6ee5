/** Finds a deployed stack: its CloudFormation outputs say where everything is. */
import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { ConfigurationError } from '#domain/errors.ts';
import { Duration } from '#domain/time.ts';
import { IntegrationKind } from '#events/vocabulary.ts';

const Text = z.string().min(1);

/** Longest life of an access token by kind, as the policy has it for these tenants, ISO 8601. */
const TokenLife = Text.transform((text, context) => {
  try {
    return JSON.parse(text);
  } catch {
    context.issues.push({ code: 'custom', message: 'is no JSON', input: text });
    return z.NEVER;
  }
}).pipe(z.partialRecord(IntegrationKind, Duration));

/** Outputs of the stack that commands need; others are ignored. */
export const StackOutputs = z.object({
  WebhookUrl: Text,
  PeopleApiUrl: Text,
  TableName: Text,
  BusName: Text,
  InboxQueueUrl: Text,
  SweepQueueUrl: Text,
  PayloadBucketName: Text,
  EvidenceBucketName: Text,
  SecretPrefix: Text,
  TokenLife,
  ReauthorisationMachineArn: Text,
  RevocationMachineArn: Text,
});
export type StackOutputs = z.infer<typeof StackOutputs>;

/** Reads the outputs of a stack by its name.
 *  @throws ConfigurationError when there is no such stack, it failed, or it is not Grantline's */
export async function readStackOutputs(
  client: CloudFormationClient,
  stackName: string,
): Promise<StackOutputs> {
  const stack = await describe(client, stackName);
  if (stack === undefined) throw noStack(stackName);
  const outputs = Object.fromEntries(
    (stack.Outputs ?? []).map((output) => [output.OutputKey ?? '', output.OutputValue]),
  );
  const parsed = StackOutputs.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ConfigurationError(
    `stack ${stackName} (${stack.StackStatus ?? 'no status'}) lacks usable outputs ${missing}`,
    { remedy: 'Deploy this version of Grantline: npx cdk deploy' },
  );
}

async function describe(client: CloudFormationClient, stackName: string) {
  try {
    const answer = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return answer.Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error of its own for a missing stack, only this validation message.
    const missing = error instanceof Error && /does not exist/.test(error.message);
    if (missing) throw noStack(stackName, error);
    throw error;
  }
}

function noStack(stackName: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(`there is no stack named ${stackName}`, {
    cause,
    remedy: 'Deploy it (npx cdk deploy), or name another with --stack or GRANTLINE_STACK.',
  });
}

const API_URL = /^https?:[/][/]([a-z0-9]+)[.]execute-api[.][^/]*([/].*)?$/;

/** Base URL under which an HTTP API answers. The host names of outputs exist on AWS only; an engine
 *  at an endpoint of its own serves the API below a path (docs/engine.md). Its outputs may hold host
 *  names that are no URL by the book (`<id>.execute-api.127.0.0.1`), so none is parsed here.
 *  @param endpoint AWS_ENDPOINT_URL, absent on AWS */
export function reachableApiUrl(url: string, endpoint: string | undefined): string {
  if (endpoint === undefined || endpoint === '') return url;
  const [, apiId, path = ''] = API_URL.exec(url) ?? [];
  if (apiId === undefined) return url;
  return `${withoutSlash(endpoint)}/_aws/execute-api/${apiId}/$default${withoutSlash(path)}`;
}

function withoutSlash(text: string): string {
  return text.replace(/[/]+$/, '');
}
