/**
 * Events into the chain of their tenant, each once. First the object, then the head:
 *
 *   crash before the object   nothing happened; the events come again
 *   crash after the object    the head is behind; the next append finds the object in its place
 *                             ("taken"), takes it over as it is and moves the head on
 *   two appends at once       one object wins the place; the loser takes it over and goes on after it
 *   table restored to before  the same: the head walks forward over what the vault keeps
 */
import { StaleWriteError } from '#domain/errors.ts';
import { type ChainHead, type EvidenceRecord, recordsAfter } from '#domain/evidence.ts';
import type { LifecycleEvent } from '#events/catalogue.ts';
import type { EvidenceChains, EvidenceVault } from './evidence-ports.ts';
import type { Log } from './ports.ts';

export interface AppendPorts {
  readonly vault: EvidenceVault;
  readonly chains: EvidenceChains;
  readonly log: Log;
}

/** Records of one object: its head and marks must fit into one transaction of the table. */
const OBJECT_RECORDS_MAX = 50;

/** Objects written, taken over or lost in one go; the rest goes on when the events come again. */
const STEPS_MAX = 40;

/** Appends events of one chain. Events that it holds already are left out.
 *  @returns how many are new
 *  @throws StaleWriteError when others were first too often: the events have to come again */
export async function appendEvidence(
  ports: AppendPorts,
  chain: string,
  events: readonly LifecycleEvent[],
): Promise<number> {
  const wanted = [...new Map(events.map((event) => [event.id, event])).values()];
  let appended = 0;
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    try {
      const step = await appendObject(ports, chain, wanted);
      if (step === 'nothing-left') return appended;
      appended += step;
    } catch (error) {
      if (!(error instanceof StaleWriteError)) throw error;
    }
  }
  throw new StaleWriteError('others append to the same chain', { facts: { chain } });
}

/** The head is read before the marks: an event that another append takes in between has its record
 *  in the place this one would write to. */
async function appendObject(
  ports: AppendPorts,
  chain: string,
  wanted: readonly LifecycleEvent[],
): Promise<number | 'nothing-left'> {
  const head = await ports.chains.head(chain);
  const recorded = await ports.chains.recorded(
    chain,
    wanted.map((event) => event.id),
  );
  const fresh = wanted.filter((event) => !recorded.has(event.id));
  if (fresh.length === 0) return 'nothing-left';
  const records = recordsAfter(head, fresh.slice(0, OBJECT_RECORDS_MAX));
  if ((await ports.vault.save(head, records)) === 'taken') {
    await ports.chains.advance(head, await kept(ports, head));
    ports.log.info('evidence taken over', { chain, after: head.position });
    return 0;
  }
  await ports.chains.advance(head, records);
  return records.length;
}

async function kept(ports: AppendPorts, head: ChainHead): Promise<readonly EvidenceRecord[]> {
  const records = await ports.vault.load(head);
  if (records !== undefined) return records;
  throw new StaleWriteError('the object that holds the place cannot be seen yet');
}
