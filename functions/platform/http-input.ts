/** What an HTTP Lambda may believe of its event: the caller IAM names, and a body that a schema parsed. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { ContractError, DecisionRefusedError } from '#domain/errors.ts';

const BODY_BYTES_MAX = 16 * 1024;

const Authorised = z.object({
  requestContext: z.object({
    authorizer: z.object({ iam: z.object({ userArn: z.string().min(1) }) }),
  }),
});

/** Who calls, as the gateway proved it. Single sign-on names a role session by the person's e-mail:
 *  then it is that, which the directory knows too; else the whole ARN.
 *  @throws DecisionRefusedError when the gateway did not prove anybody */
export function callerOf(event: unknown): string {
  const parsed = Authorised.safeParse(event);
  if (parsed.success) {
    const { userArn } = parsed.data.requestContext.authorizer.iam;
    const session = userArn.split('/').at(-1) ?? '';
    return session.includes('@') ? session.toLowerCase() : userArn;
  }
  throw new DecisionRefusedError('the request is not signed by anybody', {
    remedy: 'Call with AWS credentials; the API wants IAM authorisation.',
  });
}

/** A decoded part of a path. One that cannot be decoded stays as it is: it names nothing we know, and
 *  anybody's nonsense must not look like a failure of ours. */
export function pathText(part: string | undefined): string {
  if (part === undefined) return '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The JSON body, parsed.
 *  @throws ContractError when it is too large, no JSON, or not of the shape */
export function parseBody<Shape>(event: APIGatewayProxyEventV2, schema: z.ZodType<Shape>): Shape {
  try {
    return fitting(JSON.parse(textOf(event)), schema);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ContractError('the body is no JSON');
    throw error;
  }
}

/** The fields of a form, each once.
 *  @throws ContractError when it is too large, or not of the shape */
export function parseForm<Shape>(event: APIGatewayProxyEventV2, schema: z.ZodType<Shape>): Shape {
  return fitting(Object.fromEntries(new URLSearchParams(textOf(event))), schema);
}

function textOf(event: APIGatewayProxyEventV2): string {
  const text = event.isBase64Encoded
    ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
    : (event.body ?? '');
  if (text.length > BODY_BYTES_MAX) throw new ContractError('the body is too large');
  return text;
}

function fitting<Shape>(document: unknown, schema: z.ZodType<Shape>): Shape {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || issue.code).join(', ');
  throw new ContractError(`the body is wrong at: ${fields}`);
}
