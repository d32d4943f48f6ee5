/** Workflow step: stops an integration in a way that can be undone. */
import { WorkflowStep } from '#domain/workflow.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { suspendGrant } from '#use-cases/suspend-grant.ts';
import { logOf, once } from './compose.ts';
import { createActing } from './compose-acting.ts';

const log = logOf('suspend-grant');
const ports = once(() => createActing(readEnvironment('suspend-grant'), log()));

export const handler = lambdaHandler(log, (event: unknown) => {
  const { input, pausedSeconds } = WorkflowStep.parse(event);
  return suspendGrant(ports(), input, pausedSeconds);
});
