/** Transition <-> item: immutable, the history and the outbox. */
import { ContractError } from '#domain/errors.ts';
import { Transition } from '#domain/transition.ts';
import { transitionKey } from './keys.ts';
import { pack, unpack } from './packed.ts';

/** The item that is stored. `e` counts its events and is absent when there is nothing to say: the
 *  stream filter looks at it. */
export function transitionItem(transition: Transition): Record<string, unknown> {
  return {
    ...transitionKey(transition.entityId, transition.version),
    j: pack(transition),
    e: transition.events.length === 0 ? undefined : transition.events.length,
    at: transition.observedAt,
  };
}

/** The transition of an item.
 *  @throws ContractError when it does not have the promised shape */
export function transitionOf(item: { j?: unknown }): Transition {
  const parsed = Transition.safeParse(unpack(item.j));
  if (parsed.success) return parsed.data;
  throw new ContractError('a stored transition is broken', { cause: parsed.error });
}
