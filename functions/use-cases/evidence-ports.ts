/** Ports of the evidence: the vault that nobody can overwrite, and the head that says how far it goes. */
import type { ChainHead, EvidenceRecord, Seal } from '#domain/evidence.ts';
import type { Period } from '#domain/report/material.ts';
import type { Sweep } from '#domain/sweep.ts';
import type { Vendor } from '#events/vocabulary.ts';

/** Objects that cannot be changed or deleted. What lies here is the truth of a chain. */
export interface EvidenceVault {
  /** Keeps the records that follow a head as one object.
   *  @returns `taken` when records that follow it lie there already: nothing is overwritten
   *  @throws StaleWriteError when another writer is at it this moment */
  save(head: ChainHead, records: readonly EvidenceRecord[]): Promise<'saved' | 'taken'>;
  /** The records kept after a head, held to it; undefined when there are none.
   *  @throws ContractError when they do not follow: the chain is broken */
  load(head: ChainHead): Promise<readonly EvidenceRecord[] | undefined>;
}

/** How far each chain goes, and which events it holds. Never ahead of the vault. */
export interface EvidenceChains {
  /** Heads of all chains that have records. */
  list(): Promise<readonly ChainHead[]>;
  /** The head of a chain; that of an empty one when there is none. */
  head(chain: string): Promise<ChainHead>;
  /** Which of these events the chain holds already. */
  recorded(chain: string, eventIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Moves the head over records that the vault keeps, and marks their events, in one write.
   *  @throws StaleWriteError when the head is no longer `from` */
  advance(from: ChainHead, records: readonly EvidenceRecord[]): Promise<void>;
  /** The newest seal of a chain. */
  seal(chain: string): Promise<Seal | undefined>;
}

/** The sweeps of the past. */
export interface SweepLog {
  /** Sweeps of a tenant that began in a period, oldest first. */
  within(
    tenant: { readonly vendor: Vendor; readonly tenant: string },
    period: Period,
  ): Promise<readonly Sweep[]>;
}
