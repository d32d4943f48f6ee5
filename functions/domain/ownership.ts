/** Who answers for an integration, and what happens when they leave. */
import { advance, type Circumstance, type Draft, draftOf, inState, type Step } from './advance.ts';
import { limitsOf } from './deadlines.ts';
import { type Integration, isEnding, isLive } from './integration.ts';
import type { Policy } from './policy.ts';
import { severityByTier } from './severity.ts';
import { addDuration, type Instant, toTimestamp } from './time.ts';
import { draft, type EventDraft } from './transition.ts';

export interface Leaver {
  readonly person: string;
  /** Status word of the directory. */
  readonly directoryStatus: string;
  readonly at: Instant;
}

/** The draft after its owner left: approval ended, orphaned, event noted. Whoever left long ago is
 *  news today: the grace runs from `now`, when somebody else can first be asked. */
export function ownerLeftDraft(
  before: Draft,
  leaver: Leaver & { now: Instant; policy: Policy; events: EventDraft[] },
): Draft {
  const deadline = addDuration(leaver.now, limitsOf(leaver.policy, before.tier)['orphan-grace']);
  leaver.events.push(
    draft('integration.owner-left', severityByTier(before.tier), {
      person: leaver.person,
      directoryStatus: leaver.directoryStatus,
      deadline: toTimestamp(deadline),
    }),
  );
  const owner: Draft['owner'] = {
    email: leaver.person,
    source: before.owner?.source ?? 'resource-owner',
    leftAt: leaver.at,
  };
  if (isEnding(before.state)) return { ...before, owner };
  const left = { ...before, owner, orphanedAt: leaver.now };
  if (before.approval !== undefined) {
    leaver.events.push(
      draft('integration.approval-voided', 'info', {
        approvedFingerprint: before.approval.fingerprint,
        currentFingerprint: before.fingerprint,
        why: 'owner-left',
        facets: [],
      }),
    );
  }
  const { approval: _ended, ...rest } = left;
  if (rest.suspension !== undefined) {
    return { ...rest, suspension: { ...rest.suspension, resumeTo: 'orphaned' } };
  }
  if (before.state !== 'approved' && before.state !== 'due') return rest;
  return inState(rest, 'orphaned', { at: leaver.now, reason: `owner left: ${leaver.person}` });
}

/** A person left; what they own or consented to needs somebody else.
 *  @returns undefined when there is nothing to do: gone, somebody else's, or known already */
export function ownerLeft(
  known: Integration,
  leaver: Leaver,
  circumstance: Circumstance,
): Step | undefined {
  const { owner } = known;
  if (!isLive(known.state) || owner === undefined) return undefined;
  if (!isSamePerson(owner.email, leaver.person)) return undefined;
  if (owner.leftAt !== undefined) return undefined;
  const events: EventDraft[] = [];
  const after = ownerLeftDraft(draftOf(known), {
    ...leaver,
    now: circumstance.now,
    policy: circumstance.policy,
    events,
  });
  return advance(known, after, { events, circumstance });
}

/** Whether two addresses are one person's: directories differ in how they spell them. */
export function isSamePerson(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Requests without an answer, one after the other, that end an ownership. */
const MISSED_MAX = 2;

/** Ends an ownership nobody lives: asked and reminded, the owner did not answer.
 *  @returns undefined when they are not the owner (any more) */
export function decayOwner(
  known: Integration,
  missed: { person: string; taskId: string },
  circumstance: Circumstance,
): Step | undefined {
  const { owner } = known;
  if (owner === undefined || !isSamePerson(owner.email, missed.person)) return undefined;
  const { owner: _ended, ...after } = draftOf(known);
  const events = [draft('integration.owner-decayed', 'low', { ...missed, missed: MISSED_MAX })];
  return advance(known, after, { events, circumstance });
}

/** Who might be asked, as far as they are known. */
export interface Askable {
  readonly owner: Integration['owner'];
  readonly backupOwner?: string;
  readonly managerEmail?: string;
  /** Who answers for the connected system. */
  readonly defaultOwner?: string;
  /** The only people who may approve in the tier. */
  readonly approvers?: readonly string[];
  /** Whoever set the case in motion cannot answer it. */
  readonly requester?: string;
  /** Who has left, says a directory. */
  readonly gone: (email: string) => boolean;
  readonly fallback: string;
}

/** Who is asked, in order: owner, backup, the owner's manager, the owner of the system, the policy's
 *  fallback. Nobody who could not say yes: who left, who asks, who is outside the tier's group. Never
 *  empty. */
export function askChain(asked: Askable): readonly [string, ...string[]] {
  const { owner, approvers, requester, fallback, gone } = asked;
  const present = owner?.leftAt === undefined ? owner?.email : undefined;
  const chain: string[] = [];
  const near = [present, asked.backupOwner, asked.managerEmail, asked.defaultOwner];
  for (const one of [...near, ...(approvers ?? [])]) {
    if (
      one === undefined ||
      gone(one) ||
      [...chain, fallback, requester ?? ''].some((other) => isSamePerson(other, one))
    )
      continue;
    if (approvers !== undefined && !approvers.some((other) => isSamePerson(other, one))) continue;
    chain.push(one);
  }
  const [first, ...rest] = chain;
  return first === undefined ? [fallback] : [first, ...rest, fallback];
}
