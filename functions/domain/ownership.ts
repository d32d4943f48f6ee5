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

/** Who is asked, in order: the owner unless they left, their manager, the connection's default
 *  owner, the policy's fallback. Never empty. */
export function askChain(asked: {
  readonly owner: Integration['owner'];
  readonly managerEmail?: string;
  readonly defaultOwner?: string;
  readonly fallback: string;
}): readonly [string, ...string[]] {
  const left = asked.owner?.leftAt !== undefined;
  const owner = left ? undefined : asked.owner?.email;
  const before = new Set<string>();
  for (const one of [owner, asked.managerEmail, asked.defaultOwner]) {
    if (one !== undefined && one !== asked.fallback) before.add(one);
  }
  const [first, ...rest] = before;
  return first === undefined ? [asked.fallback] : [first, ...rest, asked.fallback];
}
