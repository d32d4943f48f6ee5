/** Workflow step: asks a person and leaves the workflow waiting on a task token. */
import { OpenTaskStep } from '#domain/workflow.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { openTask } from '#use-cases/open-task.ts';
import { logOf, once } from './compose.ts';
import { createAsking } from './compose-asking.ts';

const log = logOf('open-task');
const ports = once(() => createAsking(readEnvironment('open-task')));

export const handler = lambdaHandler(log, (event: unknown) =>
  openTask(ports(), OpenTaskStep.parse(event)),
);
