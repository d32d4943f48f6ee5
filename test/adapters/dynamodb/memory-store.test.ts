import { MemoryEvidence } from '../../support/memory-evidence.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { claimEvidence } from './evidence-contract.ts';
import { claimIncidents } from './incidents-contract.ts';
import { claimRecords } from './records-contract.ts';
import { claimInventory } from './store-contract.ts';

const newStore = async () => new MemoryStore();

claimInventory('in memory', newStore);
claimRecords('in memory', newStore);
claimEvidence('in memory', async () => {
  const store = new MemoryStore();
  return { ledger: store.ledger, chains: new MemoryEvidence(store).chains };
});
claimIncidents('in memory', newStore);
