/** Zscaler had stopped using the product, and its token was still there: what is retired is ended whole,
 *  and the certificate of the end is the closing event. */
import { anObservation } from '../domain/facts.ts';
import { held, incidentWorld } from './incident-world.ts';

/** The retirement of a vendor with three integrations, one of which the vendor keeps alive. */
async function retired() {
  const ids = ['int_crm', 'int_mail', 'int_idle'];
  const idle = { state: 'suspended', lastUsedDay: 'never' } as const;
  const world = incidentWorld(ids.map((id) => held(id, id === 'int_idle' ? idle : {})));
  const alive = new Set(['int_mail']);
  const connector = await world.ports.connector();
  world.ports.vendors.connector = async () => ({
    ...connector,
    revoke: async () => ({ outcome: 'accepted', pollAfterSeconds: 1 }),
    readOne: async (_session, { key }) =>
      alive.has(key.clientId.replace('client-', ''))
        ? { found: 'present', observation: anObservation({ key }) }
        : { found: 'absent' },
  });
  const incident = await world.open();
  await world.start(incident.id);
  return { world, incident, alive };
}

describe('a retired vendor', () => {
  it('has every integration asked to end, the idle one too', async () => {
    const { world, incident } = await retired();
    await world.run(60_000);

    const asked = world.events('integration.revocation-requested');
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ correlationId }) => correlationId))).toEqual(
      new Set([incident.id]),
    );
  });

  it('is certified only when every one is proven dead, however often the vendor says yes', async () => {
    const { world, incident, alive } = await retired();
    await world.run(60_000);
    world.swept();

    expect(world.state('int_idle')).toBe('verified');
    expect(world.state('int_mail')).toBe('revoked');
    await expect(world.close(incident.id)).rejects.toThrow('1 of its integrations');
    expect(world.events('vendor.incident-closed')).toEqual([]);

    alive.clear();
    await world.run(5 * 60_000);
    await world.close(incident.id);
    expect(world.events('vendor.incident-closed')).toMatchObject([
      { change: { totals: { targets: 3, proven: 3, failed: 0 } } },
    ]);
    await expect(world.close(incident.id)).rejects.toThrow('closed already');
  });
});
