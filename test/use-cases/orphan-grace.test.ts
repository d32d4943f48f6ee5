import { durationMs } from '#domain/time.ts';
import { applyOwnerLeft } from '#use-cases/apply-owner-left.ts';
import { checkDeadlines } from '#use-cases/check-deadlines.ts';
import { openTask } from '#use-cases/open-task.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { suspendGrant } from '#use-cases/suspend-grant.ts';
import { anApprovedIntegration, anObservation, DAY, MARCH, policy } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const UNTIL = Number.MAX_SAFE_INTEGER;
const GRACE = durationMs(policy.tiers['2']['orphan-grace']);

/** Its owner left, so many days before we heard of it; somebody was asked at once. */
async function orphan({ daysAgo = 0 } = {}) {
  const world = memoryWorld();
  const far = MARCH + 400 * DAY;
  const known = world.store.hold(
    anApprovedIntegration({
      tier: 2,
      approval: {
        fingerprint: anApprovedIntegration().fingerprint,
        approver: 'mira@example.com',
        at: MARCH,
        reviewAt: far,
        validUntil: far,
      },
      lastUsedDay: undefined,
      credentialIssuedAt: undefined,
    }),
  );
  await applyOwnerLeft(world.ports, {
    kind: 'owner-left',
    email: known.owner?.email ?? '',
    status: 'DEPROVISIONED',
    at: MARCH - daysAgo * DAY,
  });
  const input = {
    schemaVersion: 1 as const,
    vendor: known.vendor,
    tenant: known.tenant,
    integrationId: known.id,
    incarnation: 1,
    correlationId: 'case',
    fingerprint: known.fingerprint,
    reason: 'owner-left' as const,
    taskId: 'task_1',
    waits: { remindSeconds: 10, escalateSeconds: 10, suspendSeconds: 10, revokeSeconds: 10 },
  };
  await openTask(world.ports, { input, stage: 'ask', token: 'token-1' });
  const now = () => world.store.integrations.get(known.id);
  return { world, known, input, now };
}

describe('the grace of an orphan', () => {
  it('ends it on the day that was said, although somebody was asked meanwhile', async () => {
    const { world, now } = await orphan();
    expect(now()?.state).toBe('pending-approval');

    world.advance(GRACE - 1);
    await checkDeadlines(world.ports, UNTIL);
    expect(now()?.state).toBe('pending-approval');

    world.advance(1);
    await checkDeadlines(world.ports, UNTIL);
    expect(now()).toMatchObject({ state: 'revoking', revocation: { reason: 'orphaned' } });
  });

  it('is the one that the event named, counted from when somebody could be asked', async () => {
    const { world, now } = await orphan({ daysAgo: 500 });

    const said = world.store.transitions
      .flatMap((one) => one.events)
      .find((one) => one.type === 'integration.owner-left');
    const deadline = new Date(MARCH + GRACE).toISOString();
    expect(said).toMatchObject({ change: { deadline } });
    expect(now()?.deadline).toEqual({ kind: 'orphan-end', at: MARCH + GRACE });
    await checkDeadlines(world.ports, UNTIL);
    expect(now()?.state).toBe('pending-approval');
  });

  it('goes on while it is suspended for want of an answer', async () => {
    const { world, input, now } = await orphan();
    world.script.suspend = () => ({ outcome: 'accepted', pollAfterSeconds: 0 });
    world.script.readOne = () => ({
      found: 'present',
      observation: anObservation({ presence: { status: 'suspended' } }),
    });
    await suspendGrant(world.ports, input);
    expect(now()?.state).toBe('suspended');

    world.advance(GRACE);
    await checkDeadlines(world.ports, UNTIL);

    expect(now()?.state).toBe('revoking');
  });

  it('is over once somebody took it over, also when their approval ends long after', async () => {
    const { world, known, now } = await orphan();
    await recordDecision(world.ports, {
      taskId: 'task_1',
      answer: 'approve',
      fingerprint: known.fingerprint,
      by: 'ann@example.com',
    });

    world.advance(durationMs(policy.tiers['2']['approval-valid']) + DAY);
    await checkDeadlines(world.ports, UNTIL);

    expect(now()?.state).toBe('pending-approval');
    expect(world.store.said).not.toContain('integration.revocation-requested');
  });
});
