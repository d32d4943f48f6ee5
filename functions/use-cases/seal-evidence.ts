/** Reads back what was appended since the last seal, and seals what is whole. A seal is no copy of the
 *  head: it says that the records are there and follow each other. */
import { ContractError } from '#domain/errors.ts';
import { type ChainHead, emptyChain, headAt, tenantOf } from '#domain/evidence.ts';
import { nextSeal } from '#domain/seal.ts';
import type { Instant } from '#domain/time.ts';
import type { EvidenceChains, EvidenceVault } from './evidence-ports.ts';
import type { Clock, Ledger } from './ports.ts';

export interface SealPorts {
  readonly vault: Pick<EvidenceVault, 'load'>;
  readonly chains: Pick<EvidenceChains, 'list' | 'seal'>;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** Seals every chain of a tenant that grew.
 *  @param until our clock's time at which to stop; the rest is sealed at the next run
 *  @returns how many chains were sealed
 *  @throws the first failure, after every other chain had its turn */
export async function sealEvidence(ports: SealPorts, until: Instant): Promise<number> {
  const failures: unknown[] = [];
  let sealed = 0;
  for (const head of await ports.chains.list()) {
    if (tenantOf(head.chain) === undefined) continue;
    try {
      if (await sealChain(ports, head, until)) sealed += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return sealed;
}

async function sealChain(ports: SealPorts, head: ChainHead, until: Instant): Promise<boolean> {
  const before = await ports.chains.seal(head.chain);
  const start: ChainHead =
    before === undefined
      ? emptyChain(head.chain)
      : { chain: head.chain, position: before.position, hash: before.root };
  let at = start;
  while (at.position < head.position && ports.clock.now() < until) {
    const last = (await ports.vault.load(at))?.at(-1);
    if (last === undefined) throw notWhole(at, `record ${at.position + 1} is not in the vault`);
    at = headAt(last);
  }
  if (at.position === head.position && at.hash !== head.hash) {
    throw notWhole(at, 'its head names another record than the vault keeps');
  }
  if (at.position === start.position) return false;
  await ports.ledger.commit([{ entity: 'seal', ...nextSeal(before, at, ports.clock.now()) }]);
  return true;
}

function notWhole({ chain, position }: ChainHead, why: string): ContractError {
  return new ContractError(`the evidence of ${chain} is not whole: ${why}`, {
    remedy: 'Follow docs/runbooks/evidence-dead-letters.md.',
    facts: { chain, position },
  });
}
