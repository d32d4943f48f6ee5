/** The one way an integration gets a new version: state, history and events made together. */
import type { Actor, Cause } from '#events/envelope.ts';
import type { State } from '#events/vocabulary.ts';
import { nextDeadline } from './deadlines.ts';
import type { Integration } from './integration.ts';
import type { Policy } from './policy.ts';
import { assertMove } from './state-machine.ts';
import type { Instant } from './time.ts';
import { type EventDraft, subjectOf, type Transition } from './transition.ts';

/** Why and when something happens; everything a pure step may know of the world. */
export interface Circumstance {
  /** Our clock. */
  readonly now: Instant;
  /** When we saw the fact; equals `now` for our own doing. */
  readonly observedAt: Instant;
  /** The vendor's time of the fact, when told. */
  readonly occurredAt?: Instant;
  readonly cause: Cause;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly policy: Policy;
}

/** An integration on its way to the next version. */
export type Draft = Omit<Integration, 'version' | 'deadline'>;

export interface Step {
  readonly next: Integration;
  readonly transition: Transition;
}

/** Closes a step: version, next deadline, history entry. */
export function advance(
  before: Integration | undefined,
  after: Draft,
  step: { events: readonly EventDraft[]; circumstance: Circumstance },
): Step {
  const { circumstance, events } = step;
  if (before !== undefined) assertMove(before.state, after.state);
  const next: Integration = {
    ...after,
    version: (before?.version ?? 0) + 1,
    deadline: nextDeadline(after, circumstance.policy),
  };
  return {
    next,
    transition: {
      entityId: next.id,
      version: next.version,
      observedAt: circumstance.observedAt,
      occurredAt: circumstance.occurredAt,
      cause: circumstance.cause,
      actor: circumstance.actor,
      correlationId: circumstance.correlationId,
      about: { subject: subjectOf(next) },
      events: [...events],
      changed: changedFacts(before, next),
    },
  };
}

/** Two steps taken at once: one version, one history entry, the events of both. */
export function joined(first: Step, second: Step): Step {
  const next: Integration = { ...second.next, version: first.next.version };
  return {
    next,
    transition: {
      ...first.transition,
      about: { subject: subjectOf(next) },
      events: [...first.transition.events, ...second.transition.events],
      changed: { ...second.transition.changed, ...first.transition.changed },
    },
  };
}

/** The integration without what a step makes anew. */
export function draftOf(integration: Integration): Draft {
  const { version: _version, deadline: _deadline, ...draft } = integration;
  return draft;
}

/** The draft in another state, with when and why. */
export function inState(draft: Draft, state: State, why: { at: Instant; reason: string }): Draft {
  if (draft.state === state) return draft;
  return { ...draft, state, stateSince: why.at, stateReason: why.reason };
}

const NOTED_FACTS = [
  'state',
  'clientName',
  'reach',
  'tier',
  'publisher',
  'ipLimited',
  'lastUsedDay',
  'expiresAt',
  'incarnation',
  'credentialIssuedAt',
] as const;

/** Before and after of the scalar facts that changed; lists are told by their events. */
function changedFacts(before: Integration | undefined, after: Integration): Transition['changed'] {
  const changed: Transition['changed'] = {};
  if (before === undefined) return changed;
  for (const name of NOTED_FACTS) {
    if (before[name] !== after[name]) changed[name] = [before[name], after[name]];
  }
  if (before.owner?.email !== after.owner?.email) {
    changed.owner = [before.owner?.email, after.owner?.email];
  }
  return changed;
}
