/** Bus: an event to the people on call. */
import type { EventBridgeEvent } from 'aws-lambda';
import { routeOf } from '#domain/alert.ts';
import { AnyLifecycleEvent } from '#events/catalogue.ts';
import { readEnvironment } from '#platform/environment.ts';
import { lambdaHandler } from '#platform/middleware.ts';
import { routeAlert } from '#use-cases/route-alert.ts';
import { logOf, once } from './compose.ts';
import { createAlerting } from './compose-alerts.ts';

const log = logOf('route-alert');
const ports = once(() => createAlerting(readEnvironment('route-alert'), log()));

export const handler = lambdaHandler(log, async (event: EventBridgeEvent<string, unknown>) => {
  const said = AnyLifecycleEvent.parse(event.detail);
  const route = routeOf(said.severity, ports().policy.alerts);
  return { outcome: route === undefined ? 'nobody' : await routeAlert(ports(), said, route) };
});
