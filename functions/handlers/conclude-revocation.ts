/** Workflow step: the ladder is at its end without proof. */
import { ConcludeRevocationStep } from '#domain/workflow.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { logOf, once } from './compose.ts';
import { createDeciding } from './compose-deciding.ts';

const log = logOf('conclude-revocation');
const ports = once(() => createDeciding(readEnvironment('conclude-revocation')));

export const handler = lambdaHandler(log, (event: unknown) =>
  concludeRevocation(ports(), ConcludeRevocationStep.parse(event)),
);
