/** Workflow step: nobody answered to the last call. */
import { ReauthorisationStep } from '#domain/workflow.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { concludeReauthorisation } from '#use-cases/conclude-reauthorisation.ts';
import { logOf, once } from './compose.ts';
import { createDeciding } from './compose-deciding.ts';

const log = logOf('conclude-reauthorisation');
const ports = once(() => createDeciding(readEnvironment('conclude-reauthorisation')));

export const handler = lambdaHandler(log, (event: unknown) =>
  concludeReauthorisation(ports(), ReauthorisationStep.parse(event).input),
);
