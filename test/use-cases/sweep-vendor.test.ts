import fc from 'fast-check';
import { VendorError } from '#domain/errors.ts';
import type { Observation } from '#domain/observation.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import type { CollectorPage } from '#use-cases/vendor-port.ts';
import { anObservation, HOUR } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;

function app(index: number, changes: Partial<Observation> = {}): Observation {
  const { key } = anObservation();
  return anObservation({ key: { ...key, clientId: `app-${index}` }, ...changes });
}

const apps = (count: number) => Array.from({ length: count }, (_, index) => app(index));

/** A world whose first sweep found `count` apps. */
async function swept(count: number) {
  const world = memoryWorld();
  world.script.pages = () => ({ observations: apps(count) });
  await sweepVendor(world.ports, TENANT, BUDGET);
  world.advance(HOUR);
  world.store.transitions.length = 0;
  world.store.writes = 0;
  return world;
}

type World = Awaited<ReturnType<typeof swept>>;

const removed = ({ store }: World) =>
  [...store.integrations.values()].filter((one) => one.state === 'removed-at-source').length;

const reasons = ({ store }: World) =>
  store.transitions.flatMap((one) => one.events).map((event) => JSON.stringify(event.change));

describe('a sweep that sees everything', () => {
  it('writes its manifest and nothing else when nothing changed, and says nothing', async () => {
    const world = await swept(20);

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.store.writes).toBe(1);
    expect(world.store.said).toEqual([]);
  });

  it('makes exactly one transition of each change', async () => {
    const world = await swept(20);
    const grown = app(3, { scopes: ['metadata:read', 'secrets:write'] });
    world.script.pages = () => ({ observations: [...apps(3), grown, ...apps(20).slice(4)] });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.store.said).toEqual(['integration.scopes-changed', 'sweep.completed']);
  });

  it('removes what is gone only after the vendor said so of that one', async () => {
    const world = await swept(5);
    world.script.pages = () => ({ observations: apps(4) });
    world.script.readOne = () => ({ found: 'absent' });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(removed(world)).toBe(1);
    expect(world.store.said).toEqual(['integration.removed-at-source', 'sweep.completed']);
  });

  it('keeps what the list left out but the vendor still shows', async () => {
    const world = await swept(5);
    world.script.pages = () => ({ observations: apps(4) });
    world.script.readOne = () => ({ found: 'present', observation: app(4) });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(removed(world)).toBe(0);
  });

  it.each([
    ['the vendor does not answer', new VendorError('vendor-unavailable', 'no answer')],
    ['its answer says neither yes nor no', { found: 'unknown', reason: 'odd' } as const],
  ])('settles nothing when %s', async (_why, answer) => {
    const world = await swept(5);
    world.script.pages = () => ({ observations: apps(4) });
    world.script.readOne = () => {
      if (answer instanceof VendorError) throw answer;
      return answer;
    };

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(removed(world)).toBe(0);
    expect(world.store.said).toEqual(['sweep.incomplete']);
  });

  it('asks a person when more than three and more than 30 % would vanish', async () => {
    const world = await swept(10);
    world.script.pages = () => ({ observations: apps(5) });

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(removed(world)).toBe(0);
    expect(reasons(world).join()).toContain('"breaker":{"missing":5,"live":10}');
  });
});

describe('a sweep that does not see everything removes nothing and says why', () => {
  it.each<[string, (world: World) => void, string]>([
    [
      'the vendor holds rows back',
      (world) => {
        world.script.pages = () => ({
          observations: apps(1),
          skipped: [{ reason: 'sso', count: 4 }],
        });
      },
      'held back 4 rows',
    ],
    [
      'the vendor counts more than it lists',
      (world) => {
        world.script.pages = () => ({ observations: apps(1), expected: 5 });
      },
      'counts 5 but listed 1',
    ],
    [
      'the list is forbidden',
      (world) => {
        world.script.pages = () => {
          throw new VendorError('vendor-forbidden', 'no permission');
        };
      },
      'vendor-forbidden',
    ],
    [
      'the credential is refused',
      (world) => {
        world.script.pages = () => {
          throw new VendorError('vendor-unauthorised', 'bad credentials');
        };
      },
      'vendor-unauthorised',
    ],
    [
      'the answer is cut',
      (world) => {
        world.script.pages = () => {
          throw new VendorError('vendor-malformed', 'cut');
        };
      },
      'vendor-malformed',
    ],
    [
      'a link leads to another host',
      (world) => {
        world.script.pages = () => {
          throw new VendorError('vendor-foreign-link', 'another host');
        };
      },
      'vendor-foreign-link',
    ],
    [
      'the next page is the same page',
      (world) => {
        world.script.pages = () => ({ observations: apps(1), next: 'again' });
      },
      'same page again',
    ],
    [
      'the list never ends',
      (world) => {
        let page = 0;
        world.script.pagesMax = 7;
        world.script.pages = () => {
          page += 1;
          return { observations: apps(1), next: `page-${page}` };
        };
      },
      'more than 7 pages',
    ],
  ])('because %s', async (_why, lie, reason) => {
    const world = await swept(5);
    lie(world);

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(removed(world)).toBe(0);
    expect(world.store.said).toContain('sweep.incomplete');
    expect(reasons(world).join()).toContain(reason);
  });

  it('whatever is missing and however the list falls short', async () => {
    const shortfall = fc.constantFrom<(page: CollectorPage) => CollectorPage>(
      (page) => ({ ...page, skipped: [{ reason: 'sso', count: 1 }] }),
      (page) => ({ ...page, expected: page.observations.length + 1 }),
      (page) => ({ ...page, next: 'again' }),
      () => {
        throw new VendorError('vendor-malformed', 'cut');
      },
    );
    const list = fc.integer({ min: 1, max: 12 }).chain((known) =>
      fc.record({
        known: fc.constant(known),
        shown: fc.subarray(apps(known)),
        fallsShort: fc.option(shortfall),
      }),
    );
    await fc.assert(
      fc.asyncProperty(list, async ({ known, shown, fallsShort }) => {
        const world = await swept(known);
        const page = { observations: shown };
        world.script.pages = () => (fallsShort === null ? page : fallsShort(page));
        world.script.readOne = () => ({ found: 'absent' });

        await sweepVendor(world.ports, TENANT, BUDGET);

        const missing = known - shown.length;
        const isTooMany = missing > 3 && missing > known * 0.3;
        expect(removed(world)).toBe(fallsShort === null && !isTooMany ? missing : 0);
      }),
    );
  });

  it('a missing permission is a coverage gap, said once and taken back once', async () => {
    const world = await swept(5);
    world.script.pages = () => {
      throw new VendorError('vendor-forbidden', 'no permission');
    };
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(HOUR);
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(HOUR);
    world.script.pages = () => ({ observations: apps(5) });
    await sweepVendor(world.ports, TENANT, BUDGET);

    const coverage = world.store.said.filter((type) => type.startsWith('coverage.'));
    expect(coverage).toEqual(['coverage.gap', 'coverage.restored']);
  });
});

describe('a sweep over several invocations', () => {
  it('ends as one sweep would: nothing lost, nothing removed', async () => {
    const world = memoryWorld();
    world.script.pages = (cursor) => {
      const page = Number(cursor ?? '0');
      return { observations: [app(page)], next: page < 4 ? String(page + 1) : undefined };
    };
    for (let invocation = 0; invocation < 5; invocation += 1) {
      await sweepVendor(world.ports, TENANT, { ...BUDGET, pagesMax: 1 });
      world.advance(1_000);
    }

    expect(world.store.integrations.size).toBe(5);
    expect([...world.store.sweepsById.values()].map((one) => one.status)).toEqual(['completed']);
    expect(world.store.said.filter((type) => type === 'integration.removed-at-source')).toEqual([]);
  });

  it('goes on later when the vendor asks for a pause, at the same page', async () => {
    const world = memoryWorld();
    const cursors: (string | undefined)[] = [];
    let limited = true;
    world.script.pages = (cursor) => {
      cursors.push(cursor);
      if (cursor === 'two' && limited) {
        limited = false;
        throw new VendorError('vendor-rate-limited', 'slow down', { retryAfterMs: 120_000 });
      }
      return cursor === 'two'
        ? { observations: [app(2)] }
        : { observations: [app(1)], next: 'two' };
    };

    await sweepVendor(world.ports, TENANT, BUDGET);
    expect(world.sent).toEqual([{ message: { kind: 'sweep', ...TENANT }, delaySeconds: 120 }]);
    world.advance(120_000);
    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(cursors).toEqual([undefined, 'two', 'two']);
    expect(world.store.integrations.size).toBe(2);
  });
});
