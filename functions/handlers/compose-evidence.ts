/** Ports of the evidence: the vault, and the chains on the one table. */
import { createEvidenceChains } from '#adapters/dynamodb/evidence-chains.ts';
import { createEvidenceVault } from '#adapters/s3/evidence-vault.ts';
import type { Log } from '#use-cases/ports.ts';
import { signedCaller } from './compose.ts';
import { openStore } from './compose-store.ts';

/** Everything that appends to and seals a chain. */
export function createEvidence(
  environment: { TABLE_NAME: string; EVIDENCE_BUCKET_NAME: string },
  log: Log,
) {
  const { table, ledger, clock } = openStore(environment.TABLE_NAME);
  return {
    ledger,
    clock,
    log,
    chains: createEvidenceChains(table),
    vault: createEvidenceVault(signedCaller(), environment.EVIDENCE_BUCKET_NAME),
  };
}
