/** Reads chains of evidence from the vault. The head says how far a chain goes at least; what the vault
 *  keeps after it belongs to the chain all the same. */
import { ContractError } from '#domain/errors.ts';
import { type ChainHead, type EvidenceRecord, emptyChain, headAt } from '#domain/evidence.ts';
import type { EvidenceVault } from './evidence-ports.ts';

type Vault = Pick<EvidenceVault, 'load'>;

/** Objects that may lie after the head: one, after a crash; a table set back leaves more. */
const AHEAD_MAX = 100_000;

/** Where the chain really ends.
 *  @throws ContractError when what lies there does not follow */
export async function endOfChain(vault: Vault, head: ChainHead): Promise<ChainHead> {
  let at = head;
  for (let objects = 0; objects < AHEAD_MAX; objects += 1) {
    const last = (await vault.load(at))?.at(-1);
    if (last === undefined) return at;
    at = headAt(last);
  }
  throw new ContractError('the vault holds far more than the head says', {
    facts: { chain: head.chain, position: head.position },
  });
}

/** Every record up to a head, in order.
 *  @throws ContractError when one is missing or does not follow */
export async function* recordsUpTo(vault: Vault, head: ChainHead): AsyncGenerator<EvidenceRecord> {
  let at = emptyChain(head.chain);
  while (at.position < head.position) {
    const records = await vault.load(at);
    const last = records?.at(-1);
    if (records === undefined || last === undefined) {
      throw new ContractError(
        `the evidence of ${head.chain} is not whole: record ${at.position + 1} is not in the vault`,
        { remedy: 'Follow docs/runbooks/evidence-dead-letters.md.' },
      );
    }
    yield* records;
    at = headAt(last);
  }
}
