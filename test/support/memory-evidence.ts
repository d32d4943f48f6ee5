/** Vault and chains in memory, with the semantics of the bucket and the table: a place is taken once,
 *  a head moves only from where it is. A test may interrupt between the two. */
import { StaleWriteError } from '#domain/errors.ts';
import {
  type ChainHead,
  type EvidenceRecord,
  emptyChain,
  headAt,
  lineOf,
  readRecords,
} from '#domain/evidence.ts';
import type { EvidenceChains, EvidenceVault, SweepLog } from '#use-cases/evidence-ports.ts';
import type { MemoryStore } from './memory-store.ts';

const placeOf = (head: ChainHead) => `${head.chain}/${head.position + 1}`;

/** Evidence beside a store that keeps the seals. */
export class MemoryEvidence {
  /** Lines of each object by its place. */
  readonly objects = new Map<string, string>();
  readonly heads = new Map<string, ChainHead>();
  readonly marks = new Set<string>();
  /** Runs between reading the head and reading the marks. */
  afterHead: (() => Promise<void> | void) | undefined;
  /** Runs after the marks were read. */
  afterMarks: (() => Promise<void> | void) | undefined;
  /** Runs after an object lies in its place and before the head moves; may throw, as a crash does. */
  afterSave: (() => Promise<void> | void) | undefined;
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  /** All records of a chain, from the vault, held to each other. */
  records(chain: string): EvidenceRecord[] {
    const all: EvidenceRecord[] = [];
    for (let head = emptyChain(chain); ; ) {
      const text = this.objects.get(placeOf(head));
      if (text === undefined) return all;
      all.push(...readRecords(text, head));
      head = headAt(all.at(-1)!);
    }
  }

  readonly vault: EvidenceVault = {
    save: async (head, records) => {
      const taken = this.objects.has(placeOf(head));
      if (!taken) this.objects.set(placeOf(head), records.map(lineOf).join('\n'));
      await this.afterSave?.();
      return taken ? 'taken' : 'saved';
    },
    load: async (head) => {
      const text = this.objects.get(placeOf(head));
      return text === undefined ? undefined : readRecords(text, head);
    },
  };

  readonly chains: EvidenceChains = {
    list: async () => [...this.heads.values()],
    head: async (chain) => {
      const head = this.heads.get(chain) ?? emptyChain(chain);
      await this.afterHead?.();
      return head;
    },
    recorded: async (chain, ids) => {
      const found = new Set(ids.filter((id) => this.marks.has(`${chain}#${id}`)));
      await this.afterMarks?.();
      return found;
    },
    advance: async (from, records) => {
      const stored = this.heads.get(from.chain) ?? emptyChain(from.chain);
      if (stored.position !== from.position) throw new StaleWriteError('another was first');
      this.heads.set(from.chain, headAt(records.at(-1)!));
      for (const { chain, eventId } of records) this.marks.add(`${chain}#${eventId}`);
    },
    seal: async (chain) => this.#store.seals.get(chain),
  };

  readonly sweepLog: SweepLog = {
    within: async ({ vendor, tenant }, { from, to }) =>
      [...this.#store.sweepsById.values()].filter(
        (one) =>
          one.vendor === vendor &&
          one.tenant === tenant &&
          one.startedAt >= from &&
          one.startedAt < to,
      ),
  };
}
