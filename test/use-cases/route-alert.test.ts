import { readFileSync } from 'node:fs';
import { GrantlineError } from '#domain/errors.ts';
import { DAY_MS } from '#domain/time.ts';
import { AnyLifecycleEvent } from '#events/catalogue.ts';
import { MemoryStore } from '#test/support/memory-store.ts';
import type { Channel, Message } from '#use-cases/messenger-ports.ts';
import type { Log, Route } from '#use-cases/ports.ts';
import { routeAlert } from '#use-cases/route-alert.ts';

const SAMPLE = new URL('../../events/samples/integration.orphaned.json', import.meta.url);
const event = AnyLifecycleEvent.parse(JSON.parse(readFileSync(SAMPLE, 'utf8')));
const another = { ...event, id: `${event.id}2` };

const refusal = (retryable: boolean) =>
  new GrantlineError({ code: 'publish-failed', retryable, message: 'slack: answered 404' });
const quiet: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  count: () => undefined,
};

let now: number;
let topics: { route: Route; subject: string; body: string }[];
let taken: { channel: string; message: Message }[];
let failing: Map<string, Error>;

beforeEach(() => {
  now = 0;
  topics = [];
  taken = [];
  failing = new Map();
});

const channel = (name: string): Channel => ({
  name,
  send: async (message) => {
    const failure = failing.get(name);
    if (failure !== undefined) throw failure;
    taken.push({ channel: name, message });
    return { reference: 'r' };
  },
});

function alerting(names: readonly string[] = ['ops', 'duty']) {
  const { deliveries } = new MemoryStore();
  return {
    alerts: {
      send: async (route: Route, { subject, body }: { subject: string; body: string }) => {
        topics.push({ route, subject, body });
      },
    },
    messenger: { channels: async () => names.map(channel) },
    deliveries,
    clock: { now: () => now },
    log: quiet,
  };
}

describe('an alert on its way', () => {
  it('reaches the topic and every channel once, however often the event comes', async () => {
    const ports = alerting();

    expect(await routeAlert(ports, event, 'page')).toBe('sent');
    expect(await routeAlert(ports, event, 'page')).toBe('duplicate');

    expect(topics.map(({ route }) => route)).toEqual(['page']);
    expect(taken.map((one) => one.channel)).toEqual(['ops', 'duty']);
  });

  it('needs no channel', async () => {
    expect(await routeAlert(alerting([]), event, 'notify')).toBe('sent');
    expect(topics.map(({ route }) => route)).toEqual(['notify']);
  });

  it('has reached the topic when the channels cannot be read', async () => {
    const unreadable = { channels: () => Promise.reject(refusal(false)) };

    await expect(
      routeAlert({ ...alerting(), messenger: unreadable }, event, 'page'),
    ).rejects.toMatchObject({ code: 'publish-failed' });

    expect(topics.map(({ route }) => route)).toEqual(['page']);
  });

  it('is tried again only where it failed when a channel may take it later', async () => {
    const ports = alerting();
    failing.set('ops', refusal(true));

    await expect(routeAlert(ports, event, 'page')).rejects.toBe(failing.get('ops'));
    failing.clear();
    expect(await routeAlert(ports, event, 'page')).toBe('sent');

    expect(topics).toHaveLength(1);
    expect(taken.map((one) => one.channel)).toEqual(['duty', 'ops']);
  });

  it('goes to on-call in full when a channel will not take it, and the others still do', async () => {
    failing.set('ops', refusal(false));

    expect(await routeAlert(alerting(), event, 'notify')).toBe('undelivered');

    expect(taken.map((one) => one.channel)).toEqual(['duty']);
    expect(topics.map(({ route }) => route)).toEqual(['notify', 'page']);
    expect(topics[1]?.subject).toMatch(/^UNDELIVERED \[/);
    expect(topics[1]?.body).toContain(topics[0]?.body);
    expect(topics[1]?.body).toContain('"ops" of notify takes no messages: slack: answered 404');
  });

  it('pages for a broken channel once a day, not once a message', async () => {
    const ports = alerting();
    failing.set('ops', refusal(false));

    await routeAlert(ports, event, 'notify');
    await routeAlert(ports, another, 'notify');
    expect(topics.filter(({ route }) => route === 'page')).toHaveLength(1);

    now += DAY_MS;
    await routeAlert(ports, { ...event, id: `${event.id}3` }, 'notify');
    expect(topics.filter(({ route }) => route === 'page')).toHaveLength(2);
  });

  it('is taken by a mended channel when its event is said again', async () => {
    const ports = alerting();
    failing.set('ops', refusal(false));
    await routeAlert(ports, event, 'notify');
    failing.clear();

    expect(await routeAlert(ports, event, 'notify')).toBe('sent');

    expect(taken.map((one) => one.channel)).toEqual(['duty', 'ops']);
  });

  it('is never a new subject for the same happening of the same integration', async () => {
    const ports = alerting(['duty']);

    await routeAlert(ports, event, 'page');
    await routeAlert(ports, another, 'page');

    const abouts = taken.map(({ message }) => message.about);
    expect(abouts[0]).toMatch(/^integration\.orphaned:int_/);
    expect(abouts[1]).toBe(abouts[0]);
  });
});
