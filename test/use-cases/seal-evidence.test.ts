import { eventsOf } from '#domain/transition.ts';
import { appendEvidence } from '#use-cases/append-evidence.ts';
import { sealEvidence } from '#use-cases/seal-evidence.ts';
import { MARCH } from '../domain/facts.ts';
import { CHAIN, events, sample } from '../support/evidence.ts';
import { MemoryEvidence } from '../support/memory-evidence.ts';
import { MemoryStore } from '../support/memory-store.ts';

const log = { info() {}, warn() {}, error() {}, count() {} };

function world() {
  const store = new MemoryStore();
  const evidence = new MemoryEvidence(store);
  let now = MARCH;
  const ports = {
    vault: evidence.vault,
    chains: evidence.chains,
    ledger: store.ledger,
    log,
    clock: { now: () => now },
  };
  const tick = () => {
    now += 1;
  };
  return { store, evidence, ports, tick };
}

describe('sealing evidence', () => {
  it('names the last record of what grew, and says nothing when nothing did', async () => {
    const { store, evidence, ports } = world();
    await appendEvidence(ports, CHAIN, events(3));
    expect(await sealEvidence(ports, MARCH + 1)).toBe(1);
    expect(await sealEvidence(ports, MARCH + 1)).toBe(0);
    await appendEvidence(ports, CHAIN, events(5));
    expect(await sealEvidence(ports, MARCH + 1)).toBe(1);

    const said = store.transitions.flatMap(eventsOf);
    const roots = evidence.records(CHAIN).map((record) => record.hash);
    expect(said.map(({ type, change }) => [type, change])).toEqual([
      ['evidence.sealed', { chain: CHAIN, from: 1, to: 3, root: roots[2] }],
      ['evidence.sealed', { chain: CHAIN, from: 4, to: 5, root: roots[4] }],
    ]);
  });

  it('seals nothing that is not in the vault, and the other chains all the same', async () => {
    const { store, evidence, ports } = world();
    await appendEvidence(ports, CHAIN, events(1));
    await appendEvidence(ports, 'okta:acme.example.com', [sample('coverage.gap')]);
    evidence.objects.delete(`${CHAIN}/1`);

    await expect(sealEvidence(ports, MARCH + 1)).rejects.toThrow('record 1 is not in the vault');

    expect([...store.seals.keys()]).toEqual(['okta:acme.example.com']);
  });

  it('refuses a head that names another record than the vault keeps', async () => {
    const { store, evidence, ports } = world();
    await appendEvidence(ports, CHAIN, events(2));
    evidence.heads.set(CHAIN, { chain: CHAIN, position: 2, hash: 'f'.repeat(64) });

    await expect(sealEvidence(ports, MARCH + 1)).rejects.toThrow('its head names another record');

    expect(store.seals.size).toBe(0);
  });

  it('that runs out of time seals what it has read, and the rest the next time', async () => {
    const { store, evidence, ports, tick } = world();
    for (const event of events(4)) await appendEvidence(ports, CHAIN, [event]);
    const { load } = evidence.vault;
    evidence.vault.load = (head) => {
      tick();
      return load(head);
    };

    await sealEvidence(ports, MARCH + 2);
    expect(store.seals.get(CHAIN)?.position).toBe(2);
    await sealEvidence(ports, MARCH + 100);

    expect(store.seals.get(CHAIN)).toMatchObject({ from: 3, position: 4, version: 2 });
  });

  it('leaves out the chain of what names no tenant', async () => {
    const { store, ports } = world();
    await appendEvidence(ports, 'grantline', events(1));

    expect(await sealEvidence(ports, MARCH + 1)).toBe(0);
    expect(store.transitions).toEqual([]);
  });
});
