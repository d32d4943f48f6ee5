/** Context and Vercel, April 2026: a client id is published as the indicator. */
import { rateScope } from '#connectors/github/scopes.ts';
import { planLane } from '#domain/incident-plan.ts';
import { secretsThere } from '#domain/incident-secrets.ts';
import { held, incidentWorld } from './incident-world.ts';

const DAY = 86_400_000;
const CLIENT = 'Iv1.context';
const OTHER = { vendor: 'github', tenant: '9002' } as const;

/** Two tenants; the client is or was in both, and others have ids that look like it. */
function published() {
  const world = incidentWorld([
    held('int_here', { clientId: CLIENT, clientName: 'Notes', scopes: ['contents:read'] }),
    held('int_there', { clientId: CLIENT, clientName: 'Notes', tenant: OTHER.tenant }),
    held('int_longer', { clientId: `${CLIENT}2`, clientName: 'Notes' }),
    held('int_case', { clientId: CLIENT.toUpperCase(), clientName: 'Notes' }),
  ]);
  const now = world.now();
  const gone = { clientId: CLIENT, clientName: 'Notes', state: 'removed-at-source' } as const;
  world.store.hold(held('int_past', { ...gone, stateSince: now - 90 * DAY, reach: 'R3' }));
  world.store.hold(held('int_ancient', { ...gone, stateSince: now - 900 * DAY }));
  const tenants = [world.connection, { ...world.connection, ...OTHER }];
  world.ports.connections.list = async () => tenants;
  const open = () =>
    world.open({ vendor: 'context.ai', clientIds: [CLIENT], since: now - 730 * DAY });
  return { world, open };
}

describe('a client id as indicator', () => {
  it('is matched exactly, in every tenant, with who had it in the past 24 months', async () => {
    const { world, open } = published();

    const incident = await open();

    const here = await world.ports.incidents.targets(incident.id, world.connection);
    const there = await world.ports.incidents.targets(incident.id, OTHER);
    expect(here.map(({ integrationId }) => integrationId)).toEqual(['int_here', 'int_past']);
    expect(there.map(({ integrationId }) => integrationId)).toEqual(['int_there']);
    expect(here[1]).toMatchObject({
      reach: 'R3',
      matched: 'client-id',
      goneAt: expect.any(Number),
    });
    expect(here[0]?.firstSeenAt).toEqual(expect.any(Number));
  });

  it('tells what could be read through it, also by what is gone', async () => {
    const { world, open } = published();
    const incident = await open();
    const [target] = await world.ports.incidents.targets(incident.id, world.connection);
    if (target === undefined) throw new TypeError('it is there');

    const ratings = (target.scopes ?? []).map((scope) => rateScope(scope));
    expect(secretsThere(target, ratings).rotate).toEqual(['read source code']);
  });

  it('is planned tenant by tenant before anything runs', async () => {
    const { world, open } = published();
    const incident = await open();
    const { capabilities } = await world.ports.connector();

    const plan = planLane(await world.ports.incidents.targets(incident.id, world.connection), {
      rungs: (kind) => capabilities.kinds[kind]?.revoke ?? [],
    });

    expect(incident.lanes).toHaveLength(2);
    expect(plan.targets.map(({ ladder }) => ladder.length)).toEqual([2, 0]);
    expect(world.started).toEqual([]);
  });
});
