/** Workflow step: looks whether the integration is dead. */
import { ConfirmStep } from '#domain/workflow.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { logOf, once } from './compose.ts';
import { createActing } from './compose-acting.ts';

const log = logOf('confirm-revocation');
const ports = once(() => createActing(readEnvironment('confirm-revocation'), log()));

export const handler = lambdaHandler(log, (event: unknown) =>
  confirmRevocation(ports(), ConfirmStep.parse(event)),
);
