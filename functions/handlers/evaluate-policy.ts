/** Bus: a lifecycle event meets the policy. */
import type { EventBridgeEvent } from 'aws-lambda';
import { AnyLifecycleEvent } from '#events/catalogue.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import { logOf, once } from './compose.ts';
import { createPolicyPoint } from './compose-policy.ts';

const log = logOf('evaluate-policy');
const ports = once(() => createPolicyPoint(readEnvironment('evaluate-policy'), log()));

export const handler = lambdaHandler(log, async (event: EventBridgeEvent<string, unknown>) => ({
  outcome: await evaluatePolicy(ports(), AnyLifecycleEvent.parse(event.detail)),
}));
