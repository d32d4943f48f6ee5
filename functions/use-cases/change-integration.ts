/** Load, decide, commit: the one loop in which a decision meets concurrent writers. */
import type { Step } from '#domain/advance.ts';
import { NotFoundError, StaleWriteError } from '#domain/errors.ts';
import type { Integration, IntegrationRef } from '#domain/integration.ts';
import type { Change, Inventory, Ledger } from './ports.ts';

const TRIES_MAX = 5;

export interface ChangePorts {
  readonly inventory: Inventory;
  readonly ledger: Ledger;
}

/** What a decision function answers: a step, with other entities' changes that must be written with
 *  it, or nothing to do. */
export type Decided = { readonly step: Step; readonly also?: readonly Change[] } | undefined;

/** Changes one integration by a pure decision, decided anew when another writer was first.
 *  @returns the integration afterwards, changed or not
 *  @throws NotFoundError when there is no such integration */
export async function changeIntegration(
  ports: ChangePorts,
  ref: IntegrationRef,
  decideOn: (known: Integration) => Decided | Promise<Decided>,
): Promise<Integration> {
  for (let tries = 1; ; tries += 1) {
    const known = await ports.inventory.load(ref);
    if (known === undefined) {
      throw new NotFoundError('there is no such integration', { facts: { id: ref.id } });
    }
    const decided = await decideOn(known);
    if (decided === undefined) return known;
    try {
      const { step, also = [] } = decided;
      await ports.ledger.commit([{ entity: 'integration', ...step }, ...also]);
      return step.next;
    } catch (error) {
      if (!(error instanceof StaleWriteError) || tries === TRIES_MAX) throw error;
    }
  }
}
