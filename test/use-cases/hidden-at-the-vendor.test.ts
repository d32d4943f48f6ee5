import { VendorError } from '#domain/errors.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import { pollFeeds } from '#use-cases/poll-feeds.ts';
import type { InboxMessage } from '#use-cases/ports.ts';
import type { Reading, Signal } from '#use-cases/vendor-port.ts';
import { anObservation, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const DELIVERY: InboxMessage = {
  kind: 'delivery',
  vendor: 'github',
  tenant: '9001',
  deliveryId: 'd-1',
  receivedAt: MARCH,
  body: '{}',
};

const seen = (signal: Partial<Signal>): Reading => ({
  outcome: 'observed',
  signal: { class: 'integration.observed', reason: 'test', ...signal },
});

describe('one thing that the vendor will not show', () => {
  const readOf = (clientId: string): Reading =>
    seen({ followUp: { kind: 'read', key: { ...anObservation().key, clientId }, handle: {} } });

  const hidden = () => {
    throw new VendorError('vendor-forbidden', 'no permission');
  };

  it('does not keep the rest of its delivery from taking effect', async () => {
    const world = memoryWorld();
    world.script.readOne = hidden;
    world.script.read = () => [readOf('hidden'), seen({ observation: anObservation() })];

    expect(await ingestDelivery(world.ports, DELIVERY)).toBe('quarantined');
    expect(world.store.said).toEqual(['integration.discovered']);
  });

  it('does not stop the feed that names it', async () => {
    const world = memoryWorld();
    world.script.readOne = hidden;
    world.script.read = () => [readOf('hidden'), seen({ observation: anObservation() })];
    let saved: string | undefined;
    const page = async () => ({ records: [{ id: 1 }], cursor: 'next', more: false });
    const connector = {
      ...(await world.ports.vendors.connector()),
      feeds: [{ name: 'audit-log', permission: 'x', page }],
    };
    const ports = {
      ...world.ports,
      vendors: { ...world.ports.vendors, connector: async () => connector },
      cursors: {
        load: async () => saved,
        save: async (_tenant: object, _feed: string, cursor: string) => {
          saved = cursor;
        },
      },
    };

    await pollFeeds(ports, world.connection, { pagesMax: 5, until: Number.MAX_SAFE_INTEGER });

    expect(world.store.said).toEqual(['integration.discovered']);
    expect(saved).toBe('next');
  });
});
