import fc from 'fast-check';
import { ContractError, StaleWriteError } from '#domain/errors.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import { appendEvidence } from '#use-cases/append-evidence.ts';
import { CHAIN, events } from '../support/evidence.ts';
import { MemoryEvidence } from '../support/memory-evidence.ts';
import { MemoryStore } from '../support/memory-store.ts';

const log = { info() {}, warn() {}, error() {}, count() {} };

function world() {
  const evidence = new MemoryEvidence(new MemoryStore());
  const ports = { vault: evidence.vault, chains: evidence.chains, log };
  const append = (some: readonly LifecycleEvent[]) => appendEvidence(ports, CHAIN, some);
  const ids = () => evidence.records(CHAIN).map((record) => record.eventId);
  return { evidence, append, ids };
}

const idsOf = (some: readonly LifecycleEvent[]) => some.map((event) => event.id);

/** Runs once, at the first call. */
function onceOnly(act: () => Promise<void> | void) {
  let ran = false;
  return () => {
    if (ran) return undefined;
    ran = true;
    return act();
  };
}

describe('appending evidence', () => {
  it('takes each event once, however often and in whatever company it comes', async () => {
    const { append, ids, evidence } = world();
    const [one, two, three] = events(3);

    await append([one!, two!, one!]);
    await append([two!, three!]);
    await append([one!]);

    expect(ids()).toEqual(idsOf(events(3)));
    expect(evidence.objects.size).toBe(2);
    expect(evidence.heads.get(CHAIN)?.position).toBe(3);
  });

  it('writes one object for a batch, and several for one that fits no transaction', async () => {
    const { append, ids, evidence } = world();

    await append(events(120));

    expect(ids()).toEqual(idsOf(events(120)));
    expect(evidence.objects.size).toBe(3);
  });

  it('that stops between object and head goes on from the object, byte for byte', async () => {
    const { append, ids, evidence } = world();
    evidence.afterSave = onceOnly(() => {
      throw new ContractError('the machine went away');
    });

    await expect(append(events(2))).rejects.toThrow('went away');
    const kept = [...evidence.objects.values()];
    expect(await append(events(3))).toBe(1);

    expect([...evidence.objects.values()].slice(0, 1)).toEqual(kept);
    expect(ids()).toEqual(idsOf(events(3)));
  });

  it('of two at once loses nothing and takes nothing twice', async () => {
    const { append, ids, evidence } = world();
    const all = events(6);
    evidence.afterHead = onceOnly(async () => {
      await append(all.slice(0, 3));
    });
    evidence.afterMarks = onceOnly(async () => {
      await append(all.slice(0, 4));
    });

    await append(all.slice(2));

    expect(ids().sort()).toEqual(idsOf(all).sort());
  });

  it('goes on from what the vault keeps when the table was set back', async () => {
    const { append, ids, evidence } = world();
    for (const event of events(5)) await append([event]);
    evidence.heads.clear();
    evidence.marks.clear();

    await append(events(7));

    expect(ids()).toEqual(idsOf(events(7)));
  });

  it('gives the events back when others are first every time', async () => {
    const { append, evidence } = world();
    evidence.chains.advance = () => Promise.reject(new StaleWriteError('another was first'));

    await expect(append(events(1))).rejects.toThrow(StaleWriteError);
  });

  it('refuses to go on after an object that was tampered with', async () => {
    const { append, evidence } = world();
    await append(events(2));
    await append(events(4).slice(2));
    evidence.heads.clear();
    evidence.marks.clear();
    const [place, text] = [...evidence.objects][1]!;
    evidence.objects.set(place, text.replace('"severity":"info"', '"severity":"low"'));

    await expect(append(events(5))).rejects.toThrow('is broken');
  });

  it('keeps the chain whole under any crashes and any second writer', async () => {
    const happening = fc.constantFrom('nothing', 'crash', 'another');
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 1, maxLength: 12 }), async (script) => {
        const { append, ids, evidence } = world();
        const all = events(script.length + 3);
        const left = [...script];
        evidence.afterSave = () => {
          if (left.shift() === 'crash') throw new ContractError('the machine went away');
        };
        evidence.afterHead = async () => {
          if (left[0] !== 'another') return;
          left.shift();
          await append(all.slice(0, 2)).catch(() => 0);
        };

        for (let start = 0; start < all.length; start += 1) {
          // A failed delivery comes again until it is taken.
          for (let tries = 0; tries < 20; tries += 1) {
            const done = await append(all.slice(start, start + 3)).catch(() => undefined);
            if (done !== undefined) break;
          }
        }

        expect(ids().sort()).toEqual(idsOf(all).sort());
        expect(evidence.heads.get(CHAIN)?.position).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });
});
