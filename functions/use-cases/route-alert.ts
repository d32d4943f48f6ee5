/** An event to the people on call, once, in words. */
import { alertText } from '#domain/alert.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { AlertSink, Clock, Deliveries, Log, Route } from './ports.ts';

/** Sends one alert. An event delivered twice alerts once: the mark is set after the send, so a crash
 *  in between alerts twice rather than never. */
export async function routeAlert(
  ports: { alerts: AlertSink; deliveries: Deliveries; clock: Clock; log: Log },
  event: LifecycleEvent,
  route: Route,
): Promise<'sent' | 'duplicate'> {
  const mark = `alert:${route}:${event.id}`;
  if (await ports.deliveries.isProcessed('alert', mark)) return 'duplicate';
  const { subject, body } = alertText(event);
  await ports.alerts.send(route, { subject, body, eventId: event.id });
  await ports.deliveries.markProcessed('alert', mark, ports.clock.now());
  ports.log.count('Alert', 1, { route, type: event.type });
  return 'sent';
}
