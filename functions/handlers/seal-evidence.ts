/** Schedule: seals the evidence that was appended since yesterday. */
import type { Context } from 'aws-lambda';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { sealEvidence } from '#use-cases/seal-evidence.ts';
import { clock, logOf, once } from './compose.ts';
import { createEvidence } from './compose-evidence.ts';

const log = logOf('seal-evidence');
const ports = once(() => createEvidence(readEnvironment('seal-evidence'), log()));

/** Kept back of the time-out; what is left is sealed at the next run. */
const MARGIN_MS = 10_000;

export const handler = lambdaHandler(log, async (_event: unknown, context: Context) => {
  const until = clock.now() + Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
  return { sealed: await sealEvidence(ports(), until) };
});
