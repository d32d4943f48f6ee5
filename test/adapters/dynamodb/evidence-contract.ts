/** What every keeper of chains promises: a head moves only from where it is, and marks move with it. */
import { StaleWriteError } from '#domain/errors.ts';
import { emptyChain, headAt, recordsAfter } from '#domain/evidence.ts';
import { nextSeal } from '#domain/seal.ts';
import type { EvidenceChains } from '#use-cases/evidence-ports.ts';
import type { Ledger } from '#use-cases/ports.ts';
import { MARCH } from '../../domain/facts.ts';
import { CHAIN, events } from '../../support/evidence.ts';

interface Kept {
  readonly chains: EvidenceChains;
  readonly ledger: Ledger;
}

/** Claims it of one kind of store.
 *  @param open a new, empty store */
export function claimEvidence(name: string, open: () => Promise<Kept>): void {
  describe(`chains of evidence ${name}`, () => {
    const records = recordsAfter(emptyChain(CHAIN), events(4));
    const ids = records.map((record) => record.eventId);

    it('move from where they are, with a mark for every event, and from nowhere else', async () => {
      const { chains } = await open();
      const start = await chains.head(CHAIN);
      await chains.advance(start, records.slice(0, 2));

      await expect(chains.advance(start, records.slice(0, 1))).rejects.toThrow(StaleWriteError);
      await chains.advance(await chains.head(CHAIN), records.slice(2, 3));

      expect(start).toEqual(emptyChain(CHAIN));
      expect(await chains.head(CHAIN)).toEqual(headAt(records[2]!));
      expect(await chains.recorded(CHAIN, ids)).toEqual(new Set(ids.slice(0, 3)));
      expect(await chains.recorded('okta:acme', ids)).toEqual(new Set());
    });

    it('are listed, and remember their newest seal', async () => {
      const { chains, ledger } = await open();
      await chains.advance(emptyChain(CHAIN), records);
      await chains.advance(
        emptyChain('okta:acme'),
        recordsAfter(emptyChain('okta:acme'), events(1)),
      );
      expect(await chains.seal(CHAIN)).toBeUndefined();
      const first = nextSeal(undefined, headAt(records[0]!), MARCH);
      const second = nextSeal(first.next, headAt(records[3]!), MARCH + 1);
      for (const one of [first, second]) await ledger.commit([{ entity: 'seal', ...one }]);

      const listed = (await chains.list()).map((head) => `${head.chain} ${head.position}`);
      expect(listed.sort()).toEqual([`${CHAIN} 4`, 'okta:acme 1']);
      expect(await chains.seal(CHAIN)).toEqual(second.next);
      await expect(ledger.commit([{ entity: 'seal', ...second }])).rejects.toThrow(StaleWriteError);
    });
  });
}
