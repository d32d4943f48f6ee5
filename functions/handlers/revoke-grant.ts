/** Workflow step: the next rung of the revocation ladder. */
import { RevocationStep } from '#domain/workflow.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { revokeGrant } from '#use-cases/revoke-grant.ts';
import { logOf, once } from './compose.ts';
import { createActing } from './compose-acting.ts';

const log = logOf('revoke-grant');
const ports = once(() => createActing(readEnvironment('revoke-grant'), log()));

export const handler = lambdaHandler(log, (event: unknown) =>
  revokeGrant(ports(), RevocationStep.parse(event).input),
);
