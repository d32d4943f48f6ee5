/** Public page for people: GET shows a question and decides nothing, POST answers it. The link in
 *  either is the proof of who it is. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { ContractError, GrantlineError } from '#domain/errors.ts';
import { answeredContent, page, questionContent, refusedContent } from '#platform/answer-page.ts';
import { readEnvironment } from '#platform/environment.ts';
import { parseForm } from '#platform/http-input.ts';
import { httpHandler } from '#platform/middleware.ts';
import { answerByLink, lookByLink } from '#use-cases/answer-link.ts';
import { logOf, once } from './compose.ts';
import { createLinkAnswering } from './compose-telling.ts';

const log = logOf('answer-link');
const ports = once(() => createLinkAnswering(readEnvironment('answer-link')));

const TOKEN_MAX = 4096;
const blankToNothing = (text: unknown) => (text === '' ? undefined : text);

const Given = z.strictObject({
  token: z.string().max(TOKEN_MAX),
  answer: z.enum(['approve', 'refuse', 'done']),
  comment: z.preprocess(blankToNothing, z.string().max(1024).optional()),
  backupOwner: z.preprocess(blankToNothing, z.email().max(320).optional()),
});

export const handler = httpHandler(log, async (event) => {
  try {
    return event.requestContext.http.method === 'POST' ? await answer(event) : await show(event);
  } catch (error) {
    const status = error instanceof GrantlineError ? REFUSED[error.code] : undefined;
    if (!(error instanceof GrantlineError) || status === undefined) throw error;
    log().info('link refused', { code: error.code, why: error.message });
    return page(status, 'This cannot be answered', refusedContent(error.message, error.remedy));
  }
});

const REFUSED: Readonly<Partial<Record<GrantlineError['code'], number>>> = {
  'decision-refused': 409,
  'not-found': 404,
  'contract-broken': 400,
};

async function show(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const token = event.queryStringParameters?.token ?? '';
  if (token.length > TOKEN_MAX) throw new ContractError('this link is too long');
  const { task, person } = await lookByLink(ports(), token);
  return page(200, task.title, questionContent(task, { person, token }));
}

async function answer(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { token, ...given } = parseForm(event, Given);
  const task = await answerByLink(ports(), token, given);
  return page(200, task.title, answeredContent(task));
}
