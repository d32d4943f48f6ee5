import { MemoryStore } from '../../support/memory-store.ts';
import { claimIncidents } from './incidents-contract.ts';
import { claimRecords } from './records-contract.ts';
import { claimInventory } from './store-contract.ts';

const newStore = async () => new MemoryStore();

claimInventory('in memory', newStore);
claimRecords('in memory', newStore);
claimIncidents('in memory', newStore);
