/** Workflow step: lets a suspended integration work again. */
import { WorkflowStep } from '#domain/workflow.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { resumeGrant } from '#use-cases/resume-grant.ts';
import { logOf, once } from './compose.ts';
import { createActing } from './compose-acting.ts';

const log = logOf('resume-grant');
const ports = once(() => createActing(readEnvironment('resume-grant'), log()));

export const handler = lambdaHandler(log, (event: unknown) => {
  const { input, pausedSeconds } = WorkflowStep.parse(event);
  return resumeGrant(ports(), input, pausedSeconds);
});
