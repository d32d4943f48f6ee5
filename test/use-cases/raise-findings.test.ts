import { readFileSync } from 'node:fs';
import { eventsOf } from '#domain/transition.ts';
import { AnyLifecycleEvent } from '#events/catalogue.ts';
import { MemoryStore } from '#test/support/memory-store.ts';
import { raiseFindings } from '#use-cases/raise-findings.ts';

const sample = (type: string) =>
  AnyLifecycleEvent.parse(
    JSON.parse(readFileSync(new URL(`../../events/samples/${type}.json`, import.meta.url), 'utf8')),
  );

function aWorld() {
  const store = new MemoryStore();
  const counted: string[] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: () => {},
    count: (metric: string, _value: number, dimensions = {}) => {
      counted.push(`${metric} ${Object.values(dimensions).join()}`);
    },
  };
  return { store, counted, ports: { ledger: store.ledger, log } };
}

describe('findings', () => {
  it('are written and said in one write, once for the same event told twice', async () => {
    const { store, ports, counted } = aWorld();
    const event = sample('integration.dormant');

    const first = await raiseFindings(ports, event, undefined);
    const again = await raiseFindings(ports, event, undefined);

    expect([first, again]).toEqual([1, 0]);
    expect(store.said).toEqual(['finding.raised']);
    expect(store.findings.size).toBe(1);
    expect(counted).toContain('Finding GL-016');
  });

  it('of two events of one day and reason are one, of two days two', async () => {
    const { store, ports } = aWorld();
    const event = sample('integration.dormant');
    const other = { ...event, id: `evt_${'0'.repeat(32)}` };

    await raiseFindings(ports, event, undefined);
    await raiseFindings(ports, other, undefined);
    expect(store.findings.size).toBe(1);

    await raiseFindings(ports, { ...other, observedAt: '2026-03-02T09:00:00.000Z' }, undefined);
    expect(store.findings.size).toBe(2);
  });

  it('wake nobody whom the event itself already woke', async () => {
    const { store, ports } = aWorld();
    const event = sample('integration.reappeared');

    await raiseFindings(ports, { ...event, severity: 'high' }, undefined);

    const [said] = store.transitions.flatMap(eventsOf);
    expect(said).toMatchObject({ severity: 'info', change: { ruleSeverity: 'high' } });
  });

  it('of a gap name the rules that cannot see', async () => {
    const { store, ports } = aWorld();
    const gap = sample('coverage.gap');
    if (gap.type !== 'coverage.gap') throw new TypeError('the sample is of a gap');

    await raiseFindings(
      ports,
      { ...gap, change: { ...gap.change, capability: 'last-use' } },
      undefined,
    );

    const [said] = store.transitions.flatMap(eventsOf);
    expect(said).toMatchObject({ tenant: gap.tenant, change: { rule: 'GL-040' } });
    expect(said).toHaveProperty('change.blinded', expect.arrayContaining(['GL-016']));
  });
});
