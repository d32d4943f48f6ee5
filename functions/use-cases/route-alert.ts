/** An event to the people on call, once by each way, in words. */
import { aboutOf, alertText, foldOf } from '#domain/alert.ts';
import { GrantlineError } from '#domain/errors.ts';
import { DAY_MS } from '#domain/time.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { Channel, Message, Messenger } from './messenger-ports.ts';
import type { AlertSink, Clock, Deliveries, Log, Route } from './ports.ts';

interface Alerting {
  readonly alerts: AlertSink;
  readonly messenger: Messenger;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly log: Log;
}

/** `undelivered`: a channel will not take it before a person mends something; on-call was told. */
type Told = 'sent' | 'duplicate' | 'undelivered';

/** Tells a route's topic first, then each of its channels. An event delivered twice alerts once by
 *  each way: the mark is set after the send, so a crash in between alerts twice rather than never,
 *  and one channel that fails makes no other one speak again.
 *  Events of one doing alert as one (`foldOf`).
 *  @throws the error of a channel that may take it later */
export async function routeAlert(
  ports: Alerting,
  event: LifecycleEvent,
  route: Route,
): Promise<Told> {
  const message: Message = {
    ...alertText(event),
    eventId: event.id,
    severity: event.severity,
    about: aboutOf(event),
  };
  const mark = foldOf(event) ?? event.id;
  const topic = await once(ports, `alert:${route}:${mark}`, async () => {
    const { subject, body, eventId } = message;
    await ports.alerts.send(route, { subject, body, eventId });
    ports.log.count('Alert', 1, { route, type: event.type });
  });
  const channels = await ports.messenger.channels(route);
  const told = await Promise.allSettled(
    channels.map((channel) => tellChannel(ports, { channel, route, mark }, message)),
  );
  for (const one of told) if (one.status === 'rejected') throw one.reason;
  const outcomes = told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (outcomes.includes('undelivered')) return 'undelivered';
  return [topic, ...outcomes].includes('sent') ? 'sent' : 'duplicate';
}

/** Does what has no mark yet, and marks it. */
async function once(
  { deliveries, clock }: Alerting,
  mark: string,
  effect: () => Promise<void>,
): Promise<'sent' | 'duplicate'> {
  if (await deliveries.isProcessed('alert', mark)) return 'duplicate';
  await effect();
  await deliveries.markProcessed('alert', mark, clock.now());
  return 'sent';
}

async function tellChannel(
  ports: Alerting,
  to: { readonly channel: Channel; readonly route: Route; readonly mark: string },
  message: Message,
): Promise<Told> {
  const { channel, route, mark } = to;
  const named = { route, channel: channel.name };
  try {
    return await once(ports, `alert:${route}:${channel.name}:${mark}`, async () => {
      const { reference } = await channel.send(message);
      ports.log.info('message taken', { ...named, event: message.eventId, reference });
    });
  } catch (error) {
    if (!(error instanceof GrantlineError) || error.retryable) throw error;
    ports.log.error('message not taken', { ...named, event: message.eventId, why: error.message });
    ports.log.count('MessageUndelivered', 1, named);
    await escalate(ports, to, { message, why: error.message });
    return 'undelivered';
  }
}

/** On-call is told of a channel that takes nothing once a day, not once a message: the route's own
 *  topic has had every one of them. */
async function escalate(
  ports: Alerting,
  { channel, route }: { readonly channel: Channel; readonly route: Route },
  failed: { readonly message: Message; readonly why: string },
): Promise<void> {
  const { subject, body, eventId } = failed.message;
  const day = Math.floor(ports.clock.now() / DAY_MS);
  await once(ports, `undelivered:${route}:${channel.name}:${day}`, async () => {
    await ports.alerts.send('page', {
      subject: `UNDELIVERED ${subject}`.slice(0, 100),
      body: [
        `The channel "${channel.name}" of ${route} takes no messages: ${failed.why}.`,
        'Mend its secret (docs/alerts.md), then: grantline republish --since <when it broke>',
        'The first message of today that it did not take:',
        '',
        body,
      ].join('\n'),
      eventId,
    });
  });
}
