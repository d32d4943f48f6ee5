import type { DirectoryPerson } from '#domain/observation.ts';
import { applyOwnerLeft } from '#use-cases/apply-owner-left.ts';
import { applyPerson } from '#use-cases/apply-person.ts';
import { askWhom, ownerAsked } from '#use-cases/ask-whom.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { anApprovedIntegration, anObservation, DAY, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;
const LEFT = {
  kind: 'owner-left',
  email: 'mira@example.com',
  status: 'DEPROVISIONED',
  at: MARCH,
} as const;

const mira = (changes: { active: boolean; status?: string }) => ({
  ...TENANT,
  personId: 'u1',
  email: 'mira@example.com',
  status: changes.active ? 'ACTIVE' : 'DEPROVISIONED',
  ...changes,
});

describe('a leaver', () => {
  it('who owns more than one page holds is followed to the last integration', async () => {
    const world = memoryWorld();
    for (let index = 0; index < 7; index += 1) {
      world.store.hold(anApprovedIntegration({ id: `int_${index}`, clientId: `app-${index}` }));
    }
    world.store.pageSize = 3;
    await applyOwnerLeft(world.ports, LEFT);
    for (const message of world.leavers) await applyOwnerLeft(world.ports, message);

    const states = [...world.store.integrations.values()].map((one) => one.state);
    expect(states).toEqual(Array.from({ length: 7 }, () => 'orphaned'));
    expect(world.leavers.map((one) => one.cursor)).toEqual(['3', '6']);
  });

  it('has everything looked at, although one of theirs cannot be written', async () => {
    const world = memoryWorld();
    for (let index = 0; index < 4; index += 1) {
      world.store.hold(anApprovedIntegration({ id: `int_${index}`, clientId: `app-${index}` }));
    }
    world.store.pageSize = 3;
    world.store.beforeCommit = ([change]) => {
      if (change?.entity === 'integration' && change.next.id === 'int_0') {
        throw new TypeError('too large');
      }
    };

    await expect(applyOwnerLeft(world.ports, LEFT)).rejects.toThrow('too large');
    for (const message of world.leavers) await applyOwnerLeft(world.ports, message);

    const states = [...world.store.integrations.values()].map((one) => one.state);
    expect(states).toEqual(['approved', 'orphaned', 'orphaned', 'orphaned']);
  });

  it('loses nothing when the same page is taken again', async () => {
    const world = memoryWorld();
    world.store.hold(anApprovedIntegration());
    await applyOwnerLeft(world.ports, LEFT);
    const { writes } = world.store;

    await applyOwnerLeft(world.ports, LEFT);

    expect(world.store.writes).toBe(writes);
  });

  it('does not end what a decision gave to somebody else between list and write', async () => {
    const world = memoryWorld();
    const known = world.store.hold(anApprovedIntegration());
    world.store.beforeCommit = () => {
      world.store.beforeCommit = undefined;
      const owner = { email: 'ann@example.com', source: 'accepted' as const };
      world.store.hold({ ...known, version: known.version + 1, owner });
    };

    await applyOwnerLeft(world.ports, LEFT);

    expect(world.store.said).toEqual([]);
    expect(world.store.integrations.get(known.id)?.state).toBe('approved');
  });
});

describe('a sweep that shows people', () => {
  it('sends one message for a leaver, and none for people who stay', async () => {
    const world = memoryWorld();
    world.script.pages = () => ({ observations: [], people: [mira({ active: true })] });
    await sweepVendor(world.ports, TENANT, BUDGET);
    const before = world.leavers.length;
    world.script.pages = () => ({ observations: [], people: [mira({ active: false })] });
    world.advance(1_000);
    await sweepVendor(world.ports, TENANT, BUDGET);
    world.advance(1_000);
    await sweepVendor(world.ports, TENANT, BUDGET);

    expect([before, world.leavers.length]).toEqual([0, 1]);
    expect(world.leavers[0]).toMatchObject({ email: 'mira@example.com', status: 'DEPROVISIONED' });
  });

  it('finds a leaver again when the message about them could not be sent', async () => {
    const world = memoryWorld();
    world.script.pages = () => ({ observations: [], people: [mira({ active: false })] });
    const { workQueue } = world.ports;
    const broken = {
      ...world.ports,
      workQueue: { ...workQueue, sendLeaver: () => Promise.reject(new TypeError('no queue')) },
    };
    await expect(sweepVendor(broken, TENANT, BUDGET)).rejects.toThrow('no queue');
    world.advance(1_000);

    await sweepVendor(world.ports, TENANT, BUDGET);

    expect(world.leavers).toHaveLength(1);
  });
});

describe('a member whose return no list shows', () => {
  it('is told as a leaver again when they are removed again', async () => {
    const world = memoryWorld();
    const person = { ...TENANT, personId: 'u1', name: 'mira-k', active: false, status: 'removed' };
    const signal = { class: 'owner_deactivated', reason: 'removed', person } as const;
    world.script.read = () => [{ outcome: 'observed', signal }];
    const removed = (deliveryId: string, receivedAt: number) =>
      ingestDelivery(world.ports, {
        kind: 'delivery',
        ...TENANT,
        deliveryId,
        receivedAt,
        body: '{}',
      });

    await removed('d-1', MARCH);
    await removed('d-2', MARCH + DAY);

    expect(world.leavers.map((one) => one.at)).toEqual([MARCH, MARCH + DAY]);
  });
});

describe('a member who was removed and is added again', () => {
  it('is active, whichever of the two was last', async () => {
    const world = memoryWorld();
    const person = { ...TENANT, personId: 'u1', name: 'mira-k', status: 'told' };
    const deliver = (active: boolean, receivedAt: number) => {
      const told = { ...person, active };
      const signal = { class: 'owner_active', reason: 'told', person: told } as const;
      world.script.read = () => [{ outcome: 'observed', signal }];
      const deliveryId = `d-${receivedAt}`;
      const delivery = { kind: 'delivery', ...TENANT, deliveryId, receivedAt, body: '{}' } as const;
      return ingestDelivery(world.ports, delivery);
    };

    await deliver(false, MARCH);
    await deliver(true, MARCH + DAY);
    await deliver(false, MARCH - DAY);

    const accounts = await world.store.people.accounts('mira-k');
    expect(accounts.map((one) => one.active)).toEqual([true]);
    expect(world.leavers).toHaveLength(1);
  });
});

describe('a person whose address was changed', () => {
  const renamed = { ...mira({ active: true }), email: 'mira.k@example.com' };
  const ann = { ...mira({ active: true }), personId: 'u2' };

  async function shown(world: ReturnType<typeof memoryWorld>, ...people: DirectoryPerson[]) {
    for (const person of people) {
      world.script.pages = () => ({ observations: [], people: [person] });
      world.advance(1_000);
      await sweepVendor(world.ports, TENANT, BUDGET);
    }
    return world.leavers.map((one) => one.email);
  }

  it('has not left under the old one, and is asked at the new one', async () => {
    const world = memoryWorld();

    expect(await shown(world, mira({ active: true }), renamed)).toEqual([]);
    const [asked] = await askWhom(world.ports, anApprovedIntegration(), undefined);
    expect(asked).toBe('mira.k@example.com');
    const silent = await ownerAsked(world.ports.people, anApprovedIntegration(), asked);
    expect(silent).toBe('mira@example.com');
  });

  it('leaves with everything, whichever address owns it', async () => {
    const left = { ...renamed, active: false, status: 'DEPROVISIONED' };

    expect(await shown(memoryWorld(), mira({ active: true }), renamed, left)).toEqual([
      'mira@example.com',
      'mira.k@example.com',
    ]);
  });

  it('does not leave with whoever has the old address now, nor keep them from leaving', async () => {
    const world = memoryWorld();
    const annLeft = { ...ann, active: false, status: 'DEPROVISIONED' };
    await shown(world, mira({ active: true }), renamed, ann);

    expect(await shown(world, { ...renamed, active: false })).toEqual(['mira.k@example.com']);
    expect(await shown(world, annLeft)).toEqual(['mira.k@example.com', 'mira@example.com']);
  });

  it('is known by the id of the account when it is deleted and shows no address', async () => {
    const { email: _none, ...deleted } = mira({ active: false, status: 'DELETED' });

    expect(await shown(memoryWorld(), mira({ active: true }), deleted)).toEqual([
      'mira@example.com',
    ]);
  });
});

describe('an integration whose vendor names its maker by id only', () => {
  const named = anObservation({ principal: { personId: 'u1', consentKind: 'person' } });

  async function ownerFound(...people: DirectoryPerson[]) {
    const world = memoryWorld();
    for (const person of people) await applyPerson(world.ports, person);
    world.script.pages = () => ({ observations: [named] });
    await sweepVendor(world.ports, TENANT, BUDGET);
    return [...world.store.integrations.values()][0]?.owner;
  }

  it('is theirs by the address that the directory shows today', async () => {
    const renamed = { ...mira({ active: true }), email: 'mira.k@example.com' };
    const owner = { email: 'mira.k@example.com', source: 'resource-owner' };

    expect(await ownerFound(mira({ active: true }), renamed)).toEqual(owner);
  });

  it('is nobody’s when no directory shows that id', async () => {
    expect(await ownerFound({ ...mira({ active: true }), personId: 'u2' })).toBeUndefined();
  });
});

describe('an integration of somebody who left before it was seen', () => {
  const consented = anObservation({
    principal: { name: 'mira@example.com', consentKind: 'person' },
  });

  async function found(world: ReturnType<typeof memoryWorld>) {
    world.script.pages = () => ({ observations: [consented] });
    await sweepVendor(world.ports, TENANT, BUDGET);
    return world.store.said.filter((type) => type.startsWith('integration.'));
  }

  it('is said to be theirs no more in the write that discovers it', async () => {
    const world = memoryWorld();
    await world.store.people.put('mira@example.com', mira({ active: false }));

    expect(await found(world)).toEqual(['integration.discovered', 'integration.owner-left']);
    const [first] = world.store.transitions;
    expect(first?.events.map((one) => one.type)).toEqual([
      'integration.discovered',
      'integration.owner-left',
    ]);
    expect([...world.store.integrations.values()][0]?.owner?.leftAt).toBeDefined();
  });

  it('is theirs when the directory knows them as active, or does not know them', async () => {
    const known = memoryWorld();
    await known.store.people.put('mira@example.com', mira({ active: true }));

    expect(await found(known)).toEqual(['integration.discovered']);
    expect(await found(memoryWorld())).toEqual(['integration.discovered']);
  });
});
