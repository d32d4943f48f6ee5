/** An observation of something known to be there: facts merged, drift judged, approval kept or not. */
import { advance, type Draft, draftOf, inState } from './advance.ts';
import { type Drift, driftBetween } from './drift.ts';
import { factsOf, mergeFacts, sameFacts, weigh } from './facts.ts';
import { type Integration, isEnding } from './integration.ts';
import type { Observation } from './observation.ts';
import { observationDigest } from './observation-digest.ts';
import { ownerLeftDraft } from './ownership.ts';
import { severityByTier } from './severity.ts';
import { type Reconciled, type Sighting, suspendedAtSource } from './sighting.ts';
import { DAY_MS, type Instant, toDay } from './time.ts';
import { draft, type EventDraft } from './transition.ts';

interface When {
  readonly sighting: Sighting;
  readonly factAt: Instant;
}

/** Decides what an observation of a live integration changes. */
export function reconcileKnown(known: Integration, seen: Observation, when: When): Reconciled {
  const digest = observationDigest(seen);
  const useMoves = lastUseMatters(known, seen, when.sighting.now);
  if (digest === known.digest && !useMoves) return { outcome: 'unchanged' };
  const facts = { ...mergeFacts(known, seen) };
  const nothingNew = sameFacts(factsOf(known), facts) && presenceFits(known, seen);
  if (nothingNew && !useMoves) return { outcome: 'unchanged' };

  const { fingerprint, risk } = weigh(facts, when.sighting.rate);
  const drift = driftBetween(factsOf(known), facts, when.sighting.rate);
  const events: EventDraft[] = [];
  let after: Draft = {
    ...draftOf(known),
    ...facts,
    fingerprint,
    tier: risk.tier,
    points: risk.points,
    topClass: risk.topClass,
    factAt: when.factAt,
    digest,
    said: saidAnew(known, facts),
  };
  after = applyDrift(after, { known, drift, when, events });
  after = applyPresence(after, { known, seen, when, events });
  after = applyPrincipal(after, { seen, when, events });
  return {
    outcome: 'changed',
    step: advance(known, after, { events, circumstance: when.sighting }),
  };
}

const USE_STEP_DAYS = 7;

/** Last use is written only when it moves by a week or changes a decision. */
export function lastUseMatters(
  known: Pick<Integration, 'lastUsedDay' | 'said' | 'deadline'>,
  seen: Pick<Observation, 'lastUsed'>,
  now: Instant,
): boolean {
  if (seen.lastUsed === undefined) return false;
  if (seen.lastUsed === 'never') return known.lastUsedDay === undefined;
  const day = toDay(seen.lastUsed.at);
  if (typeof known.lastUsedDay !== 'number') return true;
  if (day <= known.lastUsedDay) return false;
  if (day - known.lastUsedDay >= USE_STEP_DAYS || known.said.dormant !== undefined) return true;
  const { deadline } = known;
  return deadline?.kind === 'dormant' && deadline.at - now < USE_STEP_DAYS * DAY_MS;
}

/** Whether the vendor's view of running or stopped agrees with ours. */
function presenceFits(known: Integration, seen: Observation): boolean {
  if (isEnding(known.state)) return true;
  const leaver =
    seen.principal?.active === false &&
    known.owner?.email === seen.principal.name &&
    known.owner?.leftAt === undefined;
  return (seen.presence.status === 'suspended') === (known.state === 'suspended') && !leaver;
}

/** A new credential or a new use starts its deadline anew. */
function saidAnew(known: Integration, facts: ReturnType<typeof factsOf>): Integration['said'] {
  const said = { ...known.said };
  if (facts.lastUsedDay !== known.lastUsedDay) delete said.dormant;
  if (facts.credentialIssuedAt !== known.credentialIssuedAt) delete said['token-ageing'];
  if (facts.expiresAt !== known.expiresAt) delete said.expired;
  return said;
}

function applyDrift(
  before: Draft,
  what: { known: Integration; drift: Drift; when: When; events: EventDraft[] },
): Draft {
  const { known, drift, when, events } = what;
  if (drift.scopes !== undefined) {
    const grew = drift.scopes.direction === 'expanded';
    const severity = grew ? severityByTier(before.tier) : 'info';
    events.push(draft('integration.scopes-changed', severity, drift.scopes));
  }
  const expanded = drift.scopes?.direction === 'expanded';
  const voids = expanded || drift.upward.length > 0 || before.tier < known.tier;
  if (!voids || known.approval === undefined || isEnding(known.state)) return before;
  events.push(
    draft('integration.approval-voided', severityByTier(before.tier), {
      approvedFingerprint: known.approval.fingerprint,
      currentFingerprint: before.fingerprint,
      why: expanded ? 'scopes-expanded' : 'fingerprint-drifted',
      facets: [...drift.facets],
    }),
  );
  return withoutApproval(before, when.factAt);
}

/** The draft with its approval ended; a suspended one will not resume into approved. */
function withoutApproval(before: Draft, at: Instant): Draft {
  const { approval: _ended, ...rest } = before;
  if (rest.suspension !== undefined) {
    return { ...rest, suspension: { ...rest.suspension, resumeTo: 'pending-approval' } };
  }
  return inState(rest, 'pending-approval', { at, reason: 'no longer what was approved' });
}

function applyPresence(
  before: Draft,
  what: { known: Integration; seen: Observation; when: When; events: EventDraft[] },
): Draft {
  const { known, seen, when, events } = what;
  if (isEnding(known.state)) return before;
  const stopped = seen.presence.status === 'suspended';
  if (stopped && known.state !== 'suspended') {
    events.push(
      draft('integration.suspended', 'low', {
        by: 'source',
        reason: 'suspended at the vendor',
        reversible: true,
      }),
    );
    return suspendedAtSource(before, when.factAt);
  }
  if (stopped || known.suspension === undefined || known.state !== 'suspended') return before;
  // Ours was lifted by someone else: that is worth waking up for, theirs is not.
  const ours = known.suspension.by === 'grantline';
  events.push(
    draft('integration.resumed', ours ? severityByTier(before.tier) : 'info', {
      by: 'source',
      reason: ours ? 'our suspension was lifted at the vendor' : 'resumed at the vendor',
    }),
  );
  const { suspension, ...rest } = before;
  return inState(rest, suspension?.resumeTo ?? 'pending-approval', {
    at: when.factAt,
    reason: 'resumed at the vendor',
  });
}

function applyPrincipal(
  before: Draft,
  what: { seen: Observation; when: When; events: EventDraft[] },
): Draft {
  const { seen, when, events } = what;
  const { principal } = seen;
  const { owner } = before;
  if (owner === undefined || owner.leftAt !== undefined) return before;
  if (principal?.active !== false || owner.email !== principal.name) return before;
  return ownerLeftDraft(before, {
    person: owner.email,
    directoryStatus: 'inactive at the vendor',
    at: when.factAt,
    now: when.sighting.now,
    policy: when.sighting.policy,
    events,
  });
}
