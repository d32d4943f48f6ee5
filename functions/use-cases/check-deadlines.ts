/** What the clock has to say: the due index read shard by shard, nothing scanned. */
import { sayDeadline } from '#domain/due.ts';
import { DEADLINE_KINDS, DUE_SHARDS, type IntegrationRef } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import type { Instant } from '#domain/time.ts';
import { type ChangePorts, changeIntegration } from './change-integration.ts';
import type { Clock } from './ports.ts';

export interface DeadlinePorts extends ChangePorts {
  readonly clock: Clock;
  readonly policy: Policy;
}

const PAGES_PER_SHARD_MAX = 100;

/** Says every deadline that is reached, soonest first within a shard.
 *  @param until our clock's time at which to stop; the rest is said at the next run
 *  @returns integrations that had something due
 *  @throws the first failure, after everything else was said: one that cannot be read must not keep
 *  the deadlines of all others from being said, run after run */
export async function checkDeadlines(ports: DeadlinePorts, until: Instant): Promise<number> {
  const now = ports.clock.now();
  const failures: unknown[] = [];
  let due = 0;
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    for await (const ref of dueIn(ports, shard, now)) {
      if (ports.clock.now() >= until) return endOf(due, failures);
      try {
        await sayAllDue(ports, ref, now);
      } catch (error) {
        failures.push(error);
      }
      due += 1;
    }
  }
  return endOf(due, failures);
}

function endOf(due: number, failures: readonly unknown[]): number {
  if (failures.length > 0) throw failures[0];
  return due;
}

async function* dueIn(
  ports: DeadlinePorts,
  shard: number,
  now: Instant,
): AsyncGenerator<IntegrationRef> {
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_PER_SHARD_MAX; pages += 1) {
    const page = await ports.inventory.due(shard, now, cursor);
    yield* page.items;
    cursor = page.next;
    if (cursor === undefined) return;
  }
}

/** One deadline may uncover the next; each kind is said at most once. */
async function sayAllDue(ports: DeadlinePorts, ref: IntegrationRef, now: Instant): Promise<void> {
  for (let said = 0; said < DEADLINE_KINDS.length; said += 1) {
    let nothingDue = false;
    await changeIntegration(ports, ref, (known) => {
      const step = sayDeadline(known, {
        now,
        observedAt: now,
        cause: { kind: 'deadline', ref: known.deadline?.kind ?? 'none' },
        actor: { type: 'policy', id: ports.policy.name },
        correlationId: `${known.id}:${known.version}`,
        policy: ports.policy,
      });
      nothingDue = step === undefined;
      return step === undefined ? undefined : { step };
    });
    if (nothingDue) return;
  }
}
