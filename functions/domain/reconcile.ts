/**
 * (what is known, what was observed, when) -> what it means. Pure. Order of arrival does not matter:
 * an older fact never overwrites a newer one, and a removal at the same instant wins.
 */
import type { SourceKind } from '#events/vocabulary.ts';
import { advance, type Circumstance, type Draft, type Step } from './advance.ts';
import { type Facts, mergeFacts, scoreOf, weigh } from './facts.ts';
import { type Integration, isGone } from './integration.ts';
import { integrationId } from './integration-id.ts';
import type { Observation } from './observation.ts';
import { observationDigest } from './observation-digest.ts';
import { reconcileKnown } from './reconcile-known.ts';
import { removalOf } from './removal.ts';
import { calmSeverityByTier } from './severity.ts';
import { type Reconciled, type Sighting, suspendedAtSource } from './sighting.ts';
import { DAY_MS, type Instant, toTimestamp } from './time.ts';
import { draft, type EventDraft } from './transition.ts';

/** Sources that read the vendor's present; their facts are as old as the reading. */
const READS_THE_PRESENT: ReadonlySet<SourceKind> = new Set(['sweep', 'read-back', 'import']);

/** When a fact was true: the reading time for lists, else the vendor's time, else arrival. Nothing was
 *  true later than we heard of it: a wrong clock must not make all that comes after look old. */
export function factTime(seen: Observation, sighting: Circumstance): Instant {
  if (READS_THE_PRESENT.has(sighting.cause.kind)) return sighting.observedAt;
  return Math.min(seen.occurredAt ?? sighting.observedAt, sighting.observedAt);
}

/** Decides what one observation changes. */
export function reconcile(
  known: Integration | undefined,
  seen: Observation,
  sighting: Sighting,
): Reconciled {
  const factAt = factTime(seen, sighting);
  if (known === undefined) return { outcome: 'changed', step: firstSight(seen, sighting, factAt) };
  if (factAt < known.factAt) return { outcome: 'superseded' };
  if (seen.presence.status === 'removed') {
    return removalOf(known, seen.presence.cause, { circumstance: sighting, factAt });
  }
  if (!isGone(known.state)) return reconcileKnown(known, seen, { sighting, factAt });
  if (factAt === known.factAt) return { outcome: 'superseded' };
  return { outcome: 'changed', step: reappearance(known, seen, { sighting, factAt }) };
}

function freshDraft(
  seen: Observation,
  facts: Facts,
  life: { sighting: Sighting; factAt: Instant; incarnation: number },
): Draft {
  const removed = seen.presence.status === 'removed';
  return {
    ...seen.key,
    id: integrationId(seen.key),
    ...facts,
    incarnation: life.incarnation,
    state: removed ? 'removed-at-source' : 'discovered',
    // Deadlines count from when we could know, not from when it happened at the vendor.
    stateSince: removed ? life.factAt : life.sighting.observedAt,
    ...weigh(facts, life.sighting.rate),
    owner: candidateOwner(seen, life.sighting),
    firstSeenAt: life.sighting.observedAt,
    factAt: life.factAt,
    digest: observationDigest(seen),
    said: {},
  };
}

/** The person who consented is asked first; they are no owner before they accept. */
function candidateOwner(seen: Observation, { resourceOwner }: Sighting): Draft['owner'] {
  const { principal } = seen;
  const email = principal?.name ?? resourceOwner;
  if (principal?.consentKind !== 'person' || email === undefined) return undefined;
  return { email, source: 'resource-owner' };
}

const REASONS_MAX = 20;

function firstSight(seen: Observation, sighting: Sighting, factAt: Instant): Step {
  const facts = mergeFacts(undefined, seen);
  let after = freshDraft(seen, facts, { sighting, factAt, incarnation: 1 });
  // A removal of something never seen leaves a tombstone, so that an older fact cannot revive it.
  if (seen.presence.status === 'removed') {
    return advance(undefined, after, { events: [], circumstance: sighting });
  }
  const events: EventDraft[] = [
    draft('integration.discovered', sighting.onboarding ? 'info' : calmSeverityByTier(after.tier), {
      scopesKnown: facts.scopes !== undefined,
      reasons: scoreOf(facts, sighting.rate).reasons.slice(0, REASONS_MAX),
    }),
  ];
  if (seen.presence.status === 'suspended') {
    after = suspendedAtSource(after, factAt);
    events.push(
      draft('integration.suspended', 'info', {
        by: 'source',
        reason: 'found suspended',
        reversible: true,
      }),
    );
  }
  return advance(undefined, after, { events, circumstance: sighting });
}

function reappearance(
  known: Integration,
  seen: Observation,
  when: { sighting: Sighting; factAt: Instant },
): Step {
  const facts = mergeFacts(undefined, seen);
  const life = { ...when, incarnation: known.incarnation + 1 };
  const fresh = freshDraft(seen, facts, life);
  const after: Draft = {
    ...fresh,
    state: 'reappeared',
    stateReason: known.revocation?.reason ?? known.stateReason,
    firstSeenAt: known.firstSeenAt,
    owner: known.owner?.leftAt === undefined ? (known.owner ?? fresh.owner) : fresh.owner,
  };
  const event = draft('integration.reappeared', 'high', {
    previousState: known.state,
    previousReason: after.stateReason,
    goneSince: toTimestamp(known.stateSince),
    daysBetween: Math.max(0, Math.floor((when.factAt - known.stateSince) / DAY_MS)),
  });
  return advance(known, after, { events: [event], circumstance: when.sighting });
}
