/** What a deployer sets, read from CDK context and checked at synth: a wrong field fails by name. */
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { overlay, type Policy, parsePolicy } from '#domain/policy.ts';
import { Duration, durationMs } from '#domain/time.ts';

/** A vendor's log stream that arrives on an event bus of this account (Okta log streaming). */
const StreamSource = z.strictObject({
  /** Bus the partner source is associated with. */
  eventBusName: z.string().min(1),
  /** `source` of its events; a connection names the same as its setting `streamSource`. */
  source: z.string().min(1),
});

const MINUTE_MS = 60_000;

/** Time between two runs of a schedule: EventBridge counts in whole minutes. */
const Cadence = Duration.pipe(
  z.string().refine((text) => durationMs(text) % MINUTE_MS === 0, {
    error: 'is not a whole number of minutes',
  }),
);

export const DeploymentConfig = z.strictObject({
  /** CloudFormation stack name. */
  stackName: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/)
    .default('Grantline'),
  /** YAML file laid over the default policy. */
  policyFile: z.string().optional(),
  /** How often every connection is swept. */
  sweepEvery: Cadence.default('PT1H'),
  /** How often feeds (audit logs) are polled. */
  feedEvery: Cadence.default('PT5M'),
  /** How often the due index is read. */
  deadlinesEvery: Cadence.default('PT15M'),
  streamSources: z.array(StreamSource).max(20).default([]),
  /** Mail addresses subscribed to the on-call topics. */
  pageEmail: z.email().optional(),
  notifyEmail: z.email().optional(),
  /** Sender of mail to the people who are asked; an address or domain that SES has verified here. */
  mailFrom: z.email().optional(),
  /** Days for which nobody can delete a piece of evidence. Longer is always possible, shorter only for
   *  evidence that comes after the change. */
  evidenceRetentionDays: z.int().min(1).max(36_500).default(365),
  /** `compliance`: nobody can shorten that time, not the account's owner either. */
  evidenceLockMode: z.enum(['governance', 'compliance']).default('governance'),
  logRetentionDays: z.union([z.literal(30), z.literal(90), z.literal(365)]).default(90),
  /** Concurrency kept for the public receiver; off by default, because a new account has too little. */
  receiverConcurrency: z.int().min(1).max(1000).optional(),
  /** Key of the table, whose own policy must let this account use it through DynamoDB. By default the
   *  key that AWS manages. */
  customerKeyArn: z
    .string()
    .regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/)
    .optional(),
  /** Name of a managed policy of this account that bounds every role of the stack. */
  permissionsBoundary: z
    .string()
    .regex(/^[\w+=,.@-]{1,128}$/)
    .optional(),
});
export type DeploymentConfig = z.infer<typeof DeploymentConfig>;

/** A wrong setting, with the field named. */
export class DeploymentConfigError extends Error {
  override readonly name = 'DeploymentConfigError';
}

/** Checks a configuration.
 *  @throws DeploymentConfigError naming every wrong field */
export function parseDeploymentConfig(raw: unknown): DeploymentConfig {
  const parsed = DeploymentConfig.safeParse(fromCommandLine(raw));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? [issue.keys.join(', ')] : [];
    return `${['grantline', ...issue.path, ...unknown].join('.')}: ${issue.message}`;
  });
  throw new DeploymentConfigError(`wrong configuration in cdk context: ${fields.join('; ')}`);
}

/** `cdk deploy -c grantline='{…}'` hands over text where cdk.json has an object. */
function fromCommandLine(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

const DEFAULT_POLICY = new URL('../functions/domain/default-policy.yaml', import.meta.url);

/** The default policy with the deployer's file laid over it.
 *  @throws ConfigurationError naming every wrong field of the policy
 *  @throws DeploymentConfigError when the file is not there or is no YAML */
export function loadPolicy(policyFile: string | undefined): Policy {
  const defaults: unknown = parse(readFileSync(DEFAULT_POLICY, 'utf8'));
  if (policyFile === undefined) return parsePolicy(defaults);
  if (!existsSync(policyFile)) {
    throw new DeploymentConfigError(`grantline.policyFile: there is no file ${policyFile}`);
  }
  return parsePolicy(overlay(defaults, readYaml(policyFile)));
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new DeploymentConfigError(`grantline.policyFile: ${file} is no YAML`, { cause });
  }
}
