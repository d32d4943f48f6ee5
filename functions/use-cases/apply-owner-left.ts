/** A leaver: a decision for everything they own, a page at a time. */
import type { Circumstance } from '#domain/advance.ts';
import { ownerLeft } from '#domain/ownership.ts';
import type { Policy } from '#domain/policy.ts';
import { type ChangePorts, changeIntegration } from './change-integration.ts';
import type { Clock, LeaverMessage, WorkQueue } from './ports.ts';

export interface LeaverPorts extends ChangePorts {
  readonly workQueue: WorkQueue;
  readonly clock: Clock;
  readonly policy: Policy;
}

/** Decides for one page of what the leaver owns; sends itself on when there is more. Repeating a
 *  page changes nothing: what is orphaned already stays as it is.
 *  @returns integrations looked at
 *  @throws the first failure, after all others were decided: nobody is told of a leaver twice, so one
 *  that cannot be written must not keep the rest theirs */
export async function applyOwnerLeft(ports: LeaverPorts, message: LeaverMessage): Promise<number> {
  const page = await ports.inventory.byOwner(message.email, message.cursor);
  const now = ports.clock.now();
  const circumstance: Circumstance = {
    now,
    observedAt: now,
    occurredAt: message.at,
    cause: { kind: 'directory', ref: message.status },
    actor: { type: 'system' },
    correlationId: `leaver:${message.email}`.slice(0, 256),
    policy: ports.policy,
  };
  const leaver = { person: message.email, directoryStatus: message.status, at: message.at };
  const failures: unknown[] = [];
  for (const ref of page.items) {
    try {
      await changeIntegration(ports, ref, (known) => {
        const step = ownerLeft(known, leaver, circumstance);
        return step === undefined ? undefined : { step };
      });
    } catch (error) {
      failures.push(error);
    }
  }
  if (page.next !== undefined) {
    await ports.workQueue.sendLeaver({ ...message, cursor: page.next });
  }
  if (failures.length > 0) throw failures[0];
  return page.items.length;
}
