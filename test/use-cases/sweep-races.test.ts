import { integrationId } from '#domain/integration-id.ts';
import type { Observation } from '#domain/observation.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { anApprovedIntegration, anObservation, HOUR, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;

function app(index: number, changes: Partial<Observation> = {}): Observation {
  const { key } = anObservation();
  return anObservation({ key: { ...key, clientId: `app-${index}` }, ...changes });
}

/** A world whose vendor has five apps, one on each page. */
function paged() {
  const world = memoryWorld();
  world.script.pages = (cursor) => {
    const page = Number(cursor ?? '0');
    return { observations: [app(page)], next: page < 4 ? String(page + 1) : undefined };
  };
  return world;
}

describe('a removal that is seen while a page is on its way', () => {
  it('is not taken back by the older page', async () => {
    const world = memoryWorld();
    world.script.pages = () => ({ observations: [app(0)] });
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(HOUR);
    world.script.pages = async () => {
      const listed = [app(0, { scopes: ['contents:read'] })];
      world.advance(1_000);
      const gone: Observation = { ...app(0), presence: { status: 'removed', cause: 'admin' } };
      const signal = { class: 'removed', reason: 'uninstalled', observation: gone } as const;
      world.script.read = () => [{ outcome: 'observed', signal }];
      world.script.readOne = () => ({ found: 'absent' });
      const delivery = { kind: 'delivery', ...TENANT, deliveryId: 'd-1', body: '{}' } as const;
      await ingestDelivery(world.ports, { ...delivery, receivedAt: MARCH + HOUR + 500 });
      world.advance(1_000);
      return { observations: listed };
    };

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.store.said).not.toContain('integration.reappeared');
    expect([...world.store.integrations.values()].map((one) => one.state)).toEqual([
      'removed-at-source',
    ]);
  });
});

describe('two runs of one sweep at the same time', () => {
  it('lose nothing that either of them saw: nobody is asked about what was listed', async () => {
    const world = paged();
    await sweepVendor(world.ports, TENANT, { ...BUDGET, pagesMax: 1 });
    world.advance(1_000);
    const { pages } = world.script;
    let asked = 0;
    world.script.readOne = () => {
      asked += 1;
      return { found: 'absent' };
    };
    // The slower run has read one page when the faster one has read two and handed on.
    world.script.pages = async (cursor, recognise) => {
      world.script.pages = pages;
      await sweepVendor(world.ports, TENANT, { ...BUDGET, pagesMax: 2 });
      return pages(cursor, recognise);
    };
    await expect(sweepVendor(world.ports, TENANT, { ...BUDGET, pagesMax: 1 })).rejects.toThrow(
      'another was first',
    );
    world.advance(1_000);

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(asked).toBe(0);
    expect([...world.store.sweepsById.values()].map((one) => one.status)).toEqual(['completed']);
  });
});

describe('a row that moves while its list is read', () => {
  it('does not make up for the row that was pushed out of sight', async () => {
    const world = paged();
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(HOUR);
    world.store.transitions.length = 0;
    world.script.pages = (cursor) =>
      cursor === undefined
        ? { observations: [app(0), app(1), app(2)], next: 'two', expected: 5 }
        : { observations: [app(2), app(3)], expected: 5 };
    world.script.readOne = () => ({ found: 'absent' });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.store.said).toEqual(['sweep.incomplete']);
    expect(JSON.stringify(world.store.transitions)).toContain('counts 5 but listed 4');
  });
});

describe('an integration whose revocation failed', () => {
  function failed() {
    const world = memoryWorld();
    const seen = app(0);
    const known = world.store.hold(
      anApprovedIntegration({
        id: integrationId(seen.key),
        ...seen.key,
        state: 'revoke-failed',
      }),
    );
    return { world, known, seen };
  }

  it('and that people removed by hand is seen to be gone by the next sweep', async () => {
    const { world, known } = failed();
    world.advance(HOUR);
    world.script.readOne = () => ({ found: 'absent' });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.store.integrations.get(known.id)?.state).toBe('removed-at-source');
  });

  it('and that comes back after people removed it is told as back', async () => {
    const { world, seen } = failed();
    world.advance(HOUR);
    world.script.readOne = () => ({ found: 'absent' });
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(HOUR);
    world.script.pages = () => ({ observations: [seen] });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.store.said).toContain('integration.reappeared');
  });
});
