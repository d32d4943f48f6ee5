/** Schedule: says what is due. */
import type { Context } from 'aws-lambda';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { readPolicyFile } from '#platform/policy-file.ts';
import { checkDeadlines } from '#use-cases/check-deadlines.ts';
import { clock, logOf, once } from './compose.ts';
import { openStore } from './compose-store.ts';

const log = logOf('check-deadlines');
const ports = once(() => {
  const environment = readEnvironment('check-deadlines');
  return {
    ...openStore(environment.TABLE_NAME),
    policy: readPolicyFile(environment.POLICY_FILE),
  };
});

/** Kept back of the time-out; what is left is due at the next run. */
const MARGIN_MS = 10_000;

export const handler = lambdaHandler(log, async (_event: unknown, context: Context) => {
  const until = clock.now() + Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
  return { due: await checkDeadlines(ports(), until) };
});
