import fc from 'fast-check';
import type { Step } from '#domain/advance.ts';
import { grantApproval, refuseApproval, requestApproval } from '#domain/approval.ts';
import { nextDeadline } from '#domain/deadlines.ts';
import { sayDeadline } from '#domain/due.ts';
import { DecisionRefusedError } from '#domain/errors.ts';
import type { Integration } from '#domain/integration.ts';
import { ownerLeft } from '#domain/ownership.ts';
import { reconcile } from '#domain/reconcile.ts';
import {
  failRevocation,
  noteRung,
  requestRevocation,
  verifyRevocation,
} from '#domain/revocation.ts';
import { mayMove } from '#domain/state-machine.ts';
import { maySuspend, noteResumed, noteSuspended } from '#domain/suspension.ts';
import { eventsOf } from '#domain/transition.ts';
import type { State } from '#events/vocabulary.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anIntegration,
  anObservation,
  aSighting,
  DAY,
  MARCH,
  policy,
} from './facts.ts';

/** What happens to an integration: the vendor shows it, time passes, or somebody acts. */
type Happening =
  | { readonly by: 'vendor'; readonly scopes: string[]; readonly status: 'active' | 'suspended' }
  | { readonly by: 'vendor'; readonly status: 'removed' }
  | { readonly by: 'clock' }
  | { readonly by: 'directory' }
  | { readonly by: 'person'; readonly does: 'ask' | 'approve' | 'approve-unseen' | 'refuse' }
  | { readonly by: 'workflow'; readonly does: 'suspend' | 'resume' }
  | {
      readonly by: 'workflow';
      readonly does: 'revoke' | 'rung-accepted' | 'rung-refused' | 'verify' | 'fail';
    };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    by: fc.constant('vendor' as const),
    scopes: fc.subarray(['metadata:read', 'contents:read', 'secrets:write']),
    status: fc.constantFrom('active' as const, 'suspended' as const),
  }),
  fc.constant({ by: 'vendor' as const, status: 'removed' as const }),
  fc.constant({ by: 'clock' as const }),
  fc.constant({ by: 'directory' as const }),
  fc.record({
    by: fc.constant('person' as const),
    does: fc.constantFrom('ask', 'approve', 'approve-unseen', 'refuse'),
  }),
  fc.record({
    by: fc.constant('workflow' as const),
    does: fc.constantFrom('suspend', 'resume'),
  }),
  fc.record({
    by: fc.constant('workflow' as const),
    does: fc.constantFrom('revoke', 'rung-accepted', 'rung-refused', 'verify', 'fail'),
  }),
);

/** A happening and how long after the one before. */
const life = fc.array(
  fc.record({ what: happening, afterDays: fc.constantFrom(0.01, 1, 8, 50, 200) }),
  { minLength: 1, maxLength: 25 },
);

/** No step leads into quarantine yet, so some lives begin there; all else is reached by living. */
const start: fc.Arbitrary<Integration> = fc
  .constantFrom(
    anIntegration(),
    anApprovedIntegration(),
    anIntegration({ state: 'quarantined', credentialIssuedAt: MARCH, expiresAt: MARCH + DAY }),
  )
  .map((known) => ({ ...known, deadline: nextDeadline(known, policy) }));

const decisionOf = (known: Integration, fingerprint: string) => ({
  approver: 'boss@example.com',
  fingerprint,
  incarnation: known.incarnation,
});

function observed(known: Integration, what: Happening & { by: 'vendor' }, now: number) {
  const sighting = aSighting({ now, observedAt: now });
  const seen =
    what.status === 'removed'
      ? anObservation({ presence: { status: 'removed', cause: 'admin' } })
      : anObservation({
          scopes: what.scopes,
          presence: { status: what.status },
          credentialIssuedAt: MARCH,
          lastUsed: { at: MARCH },
        });
  const result = reconcile(known, seen, sighting);
  return result.outcome === 'changed' ? result.step : undefined;
}

function decided(known: Integration, does: string, now: number): Step | undefined {
  const circumstance = aCircumstance(now);
  switch (does) {
    case 'ask':
      return requestApproval(
        known,
        { taskId: 'task_1', reason: 'discovered', approver: 'boss@example.com' },
        circumstance,
      );
    case 'approve':
      return grantApproval(known, decisionOf(known, known.fingerprint), circumstance);
    case 'approve-unseen':
      return grantApproval(known, decisionOf(known, ''), circumstance);
    default:
      return refuseApproval(known, decisionOf(known, known.fingerprint), circumstance);
  }
}

const CHECKS = { absentAt: '2026-03-01T00:00:00.000Z', probe: 'token-life-over' } as const;

function carriedOut(known: Integration, does: string, now: number): Step | undefined {
  const circumstance = aCircumstance(now);
  const rung = { rung: 'uninstall', residualUntil: now + 2 * DAY };
  switch (does) {
    case 'suspend':
      if (!maySuspend(known)) return undefined;
      return noteSuspended(known, { rung: 'deactivate', reason: 'silence' }, circumstance);
    case 'resume':
      return noteResumed(known, 'cleared', circumstance);
    case 'revoke':
      return requestRevocation(
        known,
        { reason: 'operator', requestedBy: 'ann@example.com' },
        circumstance,
      );
    case 'rung-accepted':
      return noteRung(known, { ...rung, accepted: true }, circumstance);
    case 'rung-refused':
      return noteRung(known, { rung: 'uninstall', accepted: false }, circumstance);
    case 'verify':
      return verifyRevocation(
        known,
        { checks: { ...CHECKS, probeAt: CHECKS.absentAt } },
        circumstance,
      );
    default:
      return failRevocation(known, 'still-active', circumstance);
  }
}

/** One step; what the vendor shows, the clock and the directory say is never refused. */
function stepOf(known: Integration, what: Happening, now: number): Step | undefined {
  const leaver = { person: 'mira@example.com', directoryStatus: 'DEPROVISIONED', at: now };
  switch (what.by) {
    case 'vendor':
      return observed(known, what, now);
    case 'clock':
      return sayDeadline(known, aCircumstance(now));
    case 'directory':
      return ownerLeft(known, leaver, aCircumstance(now));
    case 'person':
      return unlessRefused(() => decided(known, what.does, now));
    default:
      return unlessRefused(() => carriedOut(known, what.does, now));
  }
}

function unlessRefused(act: () => Step | undefined): Step | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof DecisionRefusedError) return undefined;
    throw error;
  }
}

interface Moved {
  readonly what: Happening;
  readonly before: Integration;
  readonly step: Step;
  readonly now: number;
}

/** Everything that moved in a life. */
function* live(from: Integration, days: readonly { what: Happening; afterDays: number }[]) {
  let known = from;
  let now = MARCH;
  for (const { what, afterDays } of days) {
    now += afterDays * DAY;
    const step = stepOf(known, what, now);
    if (step === undefined) continue;
    yield { what, before: known, step, now } satisfies Moved;
    known = step.next;
  }
}

function inEveryLife(claim: (moved: Moved) => void): void {
  fc.assert(
    fc.property(start, life, (from, days) => {
      for (const moved of live(from, days)) claim(moved);
    }),
    { numRuns: 500 },
  );
}

const became = ({ before, step }: Moved, state: State) =>
  before.state !== state && step.next.state === state;

describe('in every life of an integration', () => {
  it('each step is one version further, allowed, and said in events of the catalogue', () => {
    inEveryLife(({ before, step }) => {
      expect(step.next.version).toBe(before.version + 1);
      expect(mayMove(before.state, step.next.state)).toBe(true);
      expect(eventsOf(step.transition)).toHaveLength(step.transition.events.length);
    });
  });

  it('a revocation is never taken back: revoking, revoked and failed do not become approved', () => {
    inEveryLife(({ before, step }) => {
      if (!['revoking', 'revoked', 'revoke-failed', 'rejected'].includes(before.state)) return;
      expect(['approved', 'due', 'pending-approval', 'suspended']).not.toContain(step.next.state);
    });
  });

  it('only what the vendor accepted and whose tokens are over is verified', () => {
    inEveryLife((moved) => {
      if (!became(moved, 'verified')) return;
      expect(moved.before.state).toBe('revoked');
      expect(moved.before.revocation?.acceptedAt).toBeDefined();
      expect(moved.before.revocation?.residualUntil).toBeLessThanOrEqual(moved.now);
    });
  });

  it('nothing leaves quarantine by time alone', () => {
    inEveryLife(({ what, before, step }) => {
      if (before.state === 'quarantined' && what.by === 'clock') {
        expect(step.next.state).toBe('quarantined');
      }
    });
  });

  it('it becomes approved by a person for the fingerprint it has, or when a stop is lifted', () => {
    inEveryLife((moved) => {
      if (!became(moved, 'approved') || moved.before.state === 'suspended') return;
      expect(moved.what).toMatchObject({ by: 'person', does: 'approve' });
      expect(moved.step.next.approval?.fingerprint).toBe(moved.step.next.fingerprint);
    });
  });

  it('it is never approved or due without an approval', () => {
    inEveryLife(({ step }) => {
      if (step.next.state === 'approved' || step.next.state === 'due') {
        expect(step.next.approval).toBeDefined();
      }
    });
  });

  it('only the vendor’s word removes it at the source', () => {
    inEveryLife((moved) => {
      if (became(moved, 'removed-at-source')) expect(moved.what).toMatchObject({ by: 'vendor' });
    });
  });

  it('what is gone comes back unapproved, as another incarnation', () => {
    inEveryLife(({ before, step }) => {
      if (!['verified', 'removed-at-source'].includes(before.state)) return;
      if (step.next.state === before.state) return;
      expect(step.next).toMatchObject({
        state: 'reappeared',
        incarnation: before.incarnation + 1,
      });
      expect(step.next.approval).toBeUndefined();
    });
  });
});
