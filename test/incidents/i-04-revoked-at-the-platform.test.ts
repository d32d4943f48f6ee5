/**
 * I-04: a platform takes back every grant of one publisher (Gainsight, November 2025). They are gone by
 * a complete sweep and by what the vendor says; on-call hears of it once, not sixty times.
 */
import type { Observation } from '#domain/observation.ts';
import { eventsOf } from '#domain/transition.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import type { Message } from '#use-cases/messenger-ports.ts';
import type { Route } from '#use-cases/ports.ts';
import { routeAlert } from '#use-cases/route-alert.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { anObservation, HOUR, policy } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;
const GRANTS = 60;
const MINUTE = 60_000;
const SECRET = 'ghs_not_to_be_told';

const grant = (index: number, changes: Partial<Observation> = {}): Observation => {
  const { key } = anObservation();
  const scopes = ['secrets:write'];
  return anObservation({ key: { ...key, clientId: `app-${index}` }, scopes, ...changes });
};
const all = Array.from({ length: GRANTS }, (_, index) => grant(index));
const rest = Array.from({ length: 4 * GRANTS }, (_, index) => grant(GRANTS + index));

/** Known by a sweep: sixty of the publisher and others. */
async function known() {
  const world = memoryWorld();
  world.script.pages = () => ({ observations: [...all, ...rest] });
  await sweepVendor(world.ports, TENANT, BUDGET);
  world.store.transitions.length = 0;
  const told: { route: Route; message: Pick<Message, 'subject' | 'body'> }[] = [];
  const page = async (event: LifecycleEvent) => {
    const { page: route } = policy.alerts;
    if (!route.severities.includes(event.severity)) return;
    const alerts = {
      send: async (to: Route, message: Pick<Message, 'subject' | 'body'>) => {
        told.push({ route: to, message });
      },
    };
    const channel = { name: 'ops', send: async () => ({ reference: 'r' }) };
    const messenger = { channels: async () => [channel] };
    const { deliveries, clock, log } = world.ports;
    await routeAlert({ alerts, messenger, deliveries, clock, log }, event, 'page');
  };
  const events = () => world.store.transitions.flatMap((one) => eventsOf(one));
  const tell = async (index: number, deliveryId = `d-${index}`) => {
    const occurredAt = world.ports.clock.now();
    const presence = { status: 'removed', cause: 'platform' } as const;
    const observation = grant(index, { presence, occurredAt });
    const signal = { class: 'removed', reason: 'removed', observation } as const;
    world.script.read = () => [{ outcome: 'observed', signal }];
    const body = JSON.stringify({ token: SECRET });
    const message = { kind: 'delivery', ...TENANT, deliveryId, receivedAt: occurredAt, body };
    return ingestDelivery(world.ports, { ...message, kind: 'delivery' });
  };
  const sweepWithout = async () => {
    world.advance(MINUTE);
    world.script.pages = () => ({ observations: rest });
    world.script.readOne = () => ({ found: 'absent' });
    await sweepVendor(world.ports, TENANT, BUDGET);
  };
  return { world, told, page, events, tell, sweepWithout };
}

const INDEXES = all.map((_, index) => index);

describe('sixty grants that the platform takes back within ten minutes', () => {
  it('are each removed by the platform, and one alert to on-call', async () => {
    const { world, told, page, events, tell, sweepWithout } = await known();
    for (const index of INDEXES) {
      await tell(index);
      world.advance(10_000);
    }
    await sweepWithout();
    for (const event of events()) await page(event);

    const removed = events().filter((one) => one.type === 'integration.removed-at-source');
    expect(removed).toHaveLength(GRANTS);
    expect(removed.every((one) => one.change.cause === 'platform')).toBe(true);
    expect(told.map(({ route }) => route)).toEqual(['page']);
    expect(told[0]?.message.body).toContain('The vendor itself took it away');
    expect(told[0]?.message.body).toContain(
      'grantline list --vendor github --tenant 9001 --state removed-at-source',
    );
  });

  it('said twice and in another order are the same sixty removals and the same alert', async () => {
    const { world, told, page, events, tell } = await known();
    for (const index of [...INDEXES].reverse()) {
      await tell(index);
      expect(await tell(index)).toBe('duplicate');
      await tell(index, `again-${index}`);
      world.advance(1_000);
    }
    for (const event of [...events(), ...events()].reverse()) await page(event);

    expect(world.store.said).toEqual(INDEXES.map(() => 'integration.removed-at-source'));
    expect(told).toHaveLength(1);
  });

  it('hide no second case: what is taken back hours later is told again', async () => {
    const { world, told, page, events, tell } = await known();
    await tell(0);
    world.advance(5 * HOUR);
    await tell(1);
    for (const event of events()) await page(event);

    expect(told).toHaveLength(2);
  });

  it('are not told at all when people take back access one by one', async () => {
    const { told, page, events, sweepWithout, world } = await known();
    await sweepWithout();
    for (const event of events()) await page(event);

    expect(world.store.said.filter((one) => one === 'integration.removed-at-source')).toHaveLength(
      GRANTS,
    );
    expect(told).toEqual([]);
  });

  it('are concluded by nobody who cannot read them back', async () => {
    const { world, sweepWithout } = await known();
    world.advance(MINUTE);
    world.script.pages = () => ({ observations: rest });
    world.script.readOne = () => ({ found: 'unknown', reason: 'forbidden' });
    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.store.said).toEqual(['sweep.incomplete']);
    await sweepWithout();
    expect(world.store.said).toContain('integration.removed-at-source');
  });

  it('take no secret of a delivery with them', async () => {
    const { events, tell, page, told } = await known();
    await tell(0);
    for (const event of events()) await page(event);

    expect(JSON.stringify([events(), told])).not.toContain(SECRET);
  });
});
