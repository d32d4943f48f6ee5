/** Evidence in a bucket with Object Lock: one object of JSON lines for the records of one append, named
 *  by the chain and the position of its first record. Written only where nothing lies. */
import { StaleWriteError } from '#domain/errors.ts';
import { type ChainHead, lineOf, readRecords } from '#domain/evidence.ts';
import type { EvidenceVault } from '#use-cases/evidence-ports.ts';
import { AwsCallError, type SignedCaller } from '../signed-call.ts';

/** `chains/<chain>/<position of the first record, 12 digits>.jsonl` */
export function evidenceKey(head: ChainHead): string {
  return `chains/${encodeURIComponent(head.chain)}/${String(head.position + 1).padStart(12, '0')}.jsonl`;
}

/** An object lies there already (412), or another writer is at it (409): "Conditional writes", Amazon
 *  S3 User Guide, read 2026-11-25. */
const TAKEN = 'status 412';
const CONFLICT = 'status 409';
const NOT_THERE = 'status 404';

const refusedWith = (error: unknown, type: string): boolean =>
  error instanceof AwsCallError && error.type === type;

/** The vault in a bucket. */
export function createEvidenceVault(caller: SignedCaller, bucket: string): EvidenceVault {
  return {
    async save(head, records) {
      const lines = records.map((record) => `${lineOf(record)}\n`).join('');
      const at = { bucket, key: evidenceKey(head), onlyIfAbsent: true };
      try {
        await caller.object('PUT', at, new TextEncoder().encode(lines));
        return 'saved';
      } catch (error) {
        if (refusedWith(error, TAKEN)) return 'taken';
        if (!refusedWith(error, CONFLICT)) throw error;
        throw new StaleWriteError('another append is at the same place', { cause: error });
      }
    },
    async load(head) {
      try {
        const bytes = await caller.object('GET', { bucket, key: evidenceKey(head) });
        return readRecords(new TextDecoder().decode(bytes), head);
      } catch (error) {
        if (refusedWith(error, NOT_THERE)) return undefined;
        throw error;
      }
    },
  };
}
