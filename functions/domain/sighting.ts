/** The circumstances of an observation, and what may come of one. */
import { type Circumstance, type Draft, inState, type Step } from './advance.ts';
import type { RateScope } from './facts.ts';
import type { Instant } from './time.ts';

/** What reconcile may know of the world. */
export interface Sighting extends Circumstance {
  readonly rate: RateScope;
  /** First sweep of a tenant: nothing is news, everything is inventory. */
  readonly onboarding: boolean;
  /** Address of whoever consented, from the directory, when the vendor names them by id only. */
  readonly resourceOwner?: string;
}

export type Reconciled =
  | { readonly outcome: 'changed'; readonly step: Step }
  | { readonly outcome: 'unchanged' }
  /** Older than what is known. */
  | { readonly outcome: 'superseded' };

/** The draft as somebody at the vendor has stopped it. */
export function suspendedAtSource(before: Draft, at: Instant): Draft {
  return {
    ...inState(before, 'suspended', { at, reason: 'suspended at the vendor' }),
    suspension: { by: 'source', at, resumeTo: before.state },
  };
}
