/**
 * The environment contract: which variables each Lambda has. The only reader of `process.env`; the
 * construct that makes a Lambda takes the same type, so a forgotten variable does not compile.
 */
import * as z from 'zod';
import { ConfigurationError } from '#domain/errors.ts';

const Text = z.string().min(1);

const store = { TABLE_NAME: Text };
const policy = {
  /** File beside the bundle that holds the validated policy as JSON. */
  POLICY_FILE: Text,
};
const credentials = {
  /** Secrets are named `<prefix>/<vendor>/<tenant>/<read|act|webhook>`. */
  SECRET_PREFIX: Text,
};
/** Key that signs links to questions. */
const linkKey = { LINK_SECRET_ARN: Text };
const sweepQueue = { SWEEP_QUEUE_URL: Text };
const evidence = { EVIDENCE_BUCKET_NAME: Text };
const payloads = { PAYLOAD_BUCKET_NAME: Text };
const incident = { INCIDENT_QUEUE_URL: Text };

/** Handler name -> schema of its variables. */
export const ENVIRONMENTS = {
  'receive-webhook': z.object({ INBOX_QUEUE_URL: Text, ...credentials, ...payloads }),
  'ingest-delivery': z.object({
    ...store,
    ...policy,
    ...credentials,
    ...sweepQueue,
    ...payloads,
    LEAVER_QUEUE_URL: Text,
  }),
  'schedule-sweeps': z.object({ ...store, ...sweepQueue }),
  'sweep-vendor': z.object({
    ...store,
    ...policy,
    ...credentials,
    ...sweepQueue,
    ...payloads,
    LEAVER_QUEUE_URL: Text,
  }),
  'apply-owner-left': z.object({ ...store, ...policy, LEAVER_QUEUE_URL: Text }),
  'relay-transitions': z.object({ BUS_NAME: Text }),
  'evaluate-policy': z.object({
    ...store,
    ...policy,
    REAUTHORISATION_MACHINE_ARN: Text,
    REVOCATION_MACHINE_ARN: Text,
  }),
  'append-evidence': z.object({ ...store, ...evidence }),
  'seal-evidence': z.object({ ...store, ...evidence }),
  'check-deadlines': z.object({ ...store, ...policy }),
  'open-task': z.object({ ...store, ...policy }),
  'record-decision': z.object({ ...store, ...policy }),
  'request-revocation': z.object({ ...store, ...policy }),
  'conclude-reauthorisation': z.object({ ...store, ...policy }),
  'suspend-grant': z.object({ ...store, ...policy, ...credentials }),
  'resume-grant': z.object({ ...store, ...policy, ...credentials }),
  'revoke-grant': z.object({ ...store, ...policy, ...credentials }),
  'confirm-revocation': z.object({ ...store, ...policy, ...credentials }),
  'conclude-revocation': z.object({ ...store, ...policy }),
  'open-incident': z.object({ ...store, ...policy, ...incident }),
  'decide-incident': z.object({ ...store, ...policy, ...incident }),
  'run-incident': z.object({ ...store, ...policy, ...incident }),
  'route-alert': z.object({
    ...store,
    ...policy,
    ...credentials,
    PAGE_TOPIC_ARN: Text,
    NOTIFY_TOPIC_ARN: Text,
  }),
  'tell-assignee': z.object({
    ...store,
    ...credentials,
    ...linkKey,
    PAGE_TOPIC_ARN: Text,
    NOTIFY_TOPIC_ARN: Text,
    /** Base URL of the page that answers. */
    ANSWER_URL: Text,
    /** Sender of mail; absent = no mail. */
    MAIL_FROM: z.string().optional(),
  }),
  'answer-link': z.object({ ...store, ...policy, ...linkKey }),
} as const;

/** Name of a Lambda: its file in functions/handlers, its use case and, in PascalCase, its CDK id. */
export type HandlerName = keyof typeof ENVIRONMENTS;

/** Variables of one Lambda. */
export type EnvironmentOf<Name extends HandlerName> = z.infer<(typeof ENVIRONMENTS)[Name]>;

/** Reads and checks the variables of one Lambda.
 *  @throws ConfigurationError naming the variables that are missing, never their values */
export function readEnvironment<Name extends HandlerName>(name: Name): EnvironmentOf<Name>;
export function readEnvironment(name: HandlerName): unknown {
  const parsed = ENVIRONMENTS[name].safeParse(process.env);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new ConfigurationError(`${name} lacks environment variables: ${missing}`, {
    remedy: 'Deploy the stack again; its functions carry these variables.',
  });
}

/** Endpoint and region of AWS as the Lambda runtime gives them; the endpoint only on a local engine. */
export function readAwsEnvironment(): AwsEnvironment {
  return AwsEnvironment.parse(process.env);
}

const AwsEnvironment = z
  .object({
    AWS_REGION: Text,
    AWS_ACCESS_KEY_ID: Text,
    AWS_SECRET_ACCESS_KEY: Text,
    AWS_SESSION_TOKEN: z.string().optional(),
    AWS_ENDPOINT_URL: z.string().optional(),
  })
  .transform((value) => ({
    region: value.AWS_REGION,
    accessKeyId: value.AWS_ACCESS_KEY_ID,
    secretAccessKey: value.AWS_SECRET_ACCESS_KEY,
    sessionToken: value.AWS_SESSION_TOKEN,
    endpoint: value.AWS_ENDPOINT_URL,
  }));
export type AwsEnvironment = z.infer<typeof AwsEnvironment>;
