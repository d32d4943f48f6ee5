/**
 * The end of an integration: asked for, tried rung by rung, proven or failed. A vendor's 200 makes it
 * `revoked`, never `verified`.
 */
import { createHash } from 'node:crypto';
import type { EventOf } from '#events/catalogue.ts';
import type { RevocationReason } from '#events/vocabulary.ts';
import { advance, type Circumstance, type Draft, draftOf, inState, type Step } from './advance.ts';
import { DecisionRefusedError } from './errors.ts';
import { type Integration, isGone, type Revocation } from './integration.ts';
import { severityByTier } from './severity.ts';
import { fromTimestamp, type Instant, toTimestamp } from './time.ts';
import { draft, type EventDraft } from './transition.ts';

/** Id of the revocation asked for now: the same asked twice is one. */
export function revocationId(facts: Pick<Draft, 'id' | 'incarnation'>, at: Instant): string {
  const text = `${facts.id}\n${facts.incarnation}\n${at}\n`;
  return `rev_${createHash('sha256').update(text).digest('hex').slice(0, 26)}`;
}

/** The draft with a revocation asked for and its event noted. */
export function revocationDraft(
  before: Draft,
  asked: { reason: RevocationReason; requestedBy: string; at: Instant; events: EventDraft[] },
): Draft {
  const revocation: Revocation = {
    id: revocationId(before, asked.at),
    reason: asked.reason,
    requestedAt: asked.at,
    requestedBy: asked.requestedBy,
    attempt: 0,
    rungsTried: [],
  };
  asked.events.push(
    draft('integration.revocation-requested', severityByTier(before.tier), {
      revocationId: revocation.id,
      reason: asked.reason,
      requestedBy: asked.requestedBy,
    }),
  );
  const { approval: _ended, ...rest } = before;
  return {
    ...inState(rest, 'revoking', { at: asked.at, reason: asked.reason }),
    revocation,
  };
}

/** Asks for a revocation.
 *  @returns undefined when one is under way already
 *  @throws DecisionRefusedError when there is nothing left to revoke */
export function requestRevocation(
  known: Integration,
  asked: { reason: RevocationReason; requestedBy: string },
  circumstance: Circumstance,
): Step | undefined {
  if (known.state === 'revoking' || known.state === 'revoked') return undefined;
  if (isGone(known.state)) {
    throw new DecisionRefusedError(`it is already ${known.state}; there is nothing to revoke`, {
      facts: { integrationId: known.id },
    });
  }
  const events: EventDraft[] = [];
  const after = revocationDraft(draftOf(known), { ...asked, at: circumstance.now, events });
  return advance(known, after, { events, circumstance });
}

/** Calls without an answer after which the next rung is tried: an outage is no refusal. */
const UNANSWERED_MAX = 10;

/** Notes that a rung was tried and what the vendor said. One without an answer is tried again.
 *  @throws DecisionRefusedError when no revocation is under way */
export function noteRung(
  known: Integration,
  tried: { rung: string; accepted: boolean; residualUntil?: Instant; unanswered?: boolean },
  circumstance: Circumstance,
): Step {
  const revocation = revocationOf(known);
  const attempt = revocation.attempt + 1;
  const again = tried.unanswered === true && attempt < UNANSWERED_MAX;
  const events: EventDraft[] = [];
  let after: Draft = draftOf(known);
  if (tried.accepted) {
    events.push(
      draft('integration.revocation-accepted', 'info', {
        revocationId: revocation.id,
        rung: tried.rung,
        attempt,
        residualUntil:
          tried.residualUntil === undefined ? undefined : toTimestamp(tried.residualUntil),
      }),
    );
  }
  after = inState(after, tried.accepted ? 'revoked' : 'revoking', {
    at: circumstance.now,
    reason: `${tried.rung} ${tried.accepted ? 'accepted' : 'not accepted'} by the vendor`,
  });
  after = {
    ...after,
    revocation: {
      ...revocation,
      rung: tried.rung,
      attempt,
      rungsTried: again
        ? revocation.rungsTried
        : [...new Set([...revocation.rungsTried, tried.rung])],
      acceptedAt: tried.accepted ? circumstance.now : revocation.acceptedAt,
      residualUntil: laterOf(revocation.residualUntil, tried.residualUntil),
    },
  };
  return advance(known, after, { events, circumstance });
}

function laterOf(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}

/** How an absence was seen. */
export interface Look {
  readonly askedAt: Instant;
  /** Present when it was missing in a list: how long after a change that may be as before. */
  readonly listSettlesMs?: number;
}

/** How long to wait until a look can be proof: tokens already issued have to be over, and a list has to
 *  have been asked for strictly after the revocation must show in it.
 *  @returns milliseconds; 0 when this look is proof
 *  @throws DecisionRefusedError when no revocation is under way */
export function proofWaitMs(known: Integration, look: Look, now: Instant): number {
  const { residualUntil = 0, ...revocation } = revocationOf(known);
  const tokensOver = Math.max(0, residualUntil - now);
  if (look.listSettlesMs === undefined) return tokensOver;
  const settled = (revocation.acceptedAt ?? revocation.requestedAt) + look.listSettlesMs;
  if (look.askedAt > settled) return tokensOver;
  return Math.max(tokensOver, settled + 1 - now, 1);
}

/** The three checks; all must have been made. */
export type VerifiedChecks = EventOf<'integration.revocation-verified'>['change']['checks'];

/** Closes a revocation as proven. Only something `revoked` can be; `noteRung` comes first.
 *  @throws DecisionRefusedError when the look is no proof yet (`proofWaitMs`) or a use was seen after it */
export function verifyRevocation(
  known: Integration,
  proof: { checks: VerifiedChecks; listSettlesMs?: number; lastUsedAt?: Instant },
  circumstance: Circumstance,
): Step {
  const revocation = revocationOf(known);
  const { residualUntil, acceptedAt } = revocation;
  const absentAt = fromTimestamp(proof.checks.absentAt) ?? circumstance.now;
  const look = { askedAt: absentAt, listSettlesMs: proof.listSettlesMs };
  if (proofWaitMs(known, look, circumstance.now) > 0) {
    throw new DecisionRefusedError('what was issued before may still live, or show; wait it out', {
      facts: { integrationId: known.id, residualUntil: residualUntil ?? 0 },
    });
  }
  const end = Math.max(acceptedAt ?? revocation.requestedAt, residualUntil ?? 0);
  if (proof.lastUsedAt !== undefined && proof.lastUsedAt > end) {
    throw new DecisionRefusedError('it was used after it should have been dead', {
      facts: { integrationId: known.id },
    });
  }
  const events = [
    draft('integration.revocation-verified', 'info', {
      revocationId: revocation.id,
      rung: revocation.rung ?? 'none',
      checks: proof.checks,
    }),
  ];
  const after = inState(draftOf(known), 'verified', {
    at: circumstance.now,
    reason: revocation.reason,
  });
  // Seen absent is a fact with a time: what the vendor says of before, however late, revives nothing.
  const proven = { ...after, suspension: undefined, factAt: Math.max(known.factAt, absentAt) };
  return advance(known, proven, { events, circumstance });
}

/** Closes a revocation as failed: a person must act. */
export function failRevocation(
  known: Integration,
  why: EventOf<'integration.revocation-failed'>['change']['why'],
  circumstance: Circumstance,
): Step {
  const revocation = revocationOf(known);
  const events = [
    draft('integration.revocation-failed', 'critical', {
      revocationId: revocation.id,
      rungsTried: revocation.rungsTried,
      why,
    }),
  ];
  const after = inState(draftOf(known), 'revoke-failed', { at: circumstance.now, reason: why });
  return advance(known, after, { events, circumstance });
}

function revocationOf(known: Integration): Revocation {
  if (known.revocation !== undefined && (known.state === 'revoking' || known.state === 'revoked')) {
    return known.revocation;
  }
  throw new DecisionRefusedError(`no revocation is under way; it is ${known.state}`, {
    facts: { integrationId: known.id },
  });
}
