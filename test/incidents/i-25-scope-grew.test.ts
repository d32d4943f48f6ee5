/** I-25: an approved integration gains a scope of a higher class. */
import type { Integration } from '#domain/integration.ts';
import type { Policy } from '#domain/policy.ts';
import { eventsOf } from '#domain/transition.ts';
import { ReauthorisationInput } from '#domain/workflow.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import { openTask } from '#use-cases/open-task.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import { anApprovedIntegration, anObservation, HOUR, policy } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;
const APPROVERS = ['Ann@example.com', 'bob@example.com'];

const approversAt = (tier: Integration['tier']): Policy => ({
  ...policy,
  tiers: { ...policy.tiers, [`${tier}`]: { ...policy.tiers[`${tier}`], approvers: APPROVERS } },
});

/** The sweep sees the new scope; what it says is judged, and the question is asked. */
async function grown() {
  const world = memoryWorld({ policy: approversAt(0) });
  const held = world.store.hold(anApprovedIntegration());
  const scopes = ['metadata:read', 'secrets:write'];
  world.script.pages = () => ({ observations: [anObservation({ scopes })] });
  world.advance(HOUR);
  await sweepVendor(world.ports, TENANT, BUDGET);
  const events = world.store.transitions.flatMap((one) => eventsOf(one));
  for (const event of [...events, ...events]) await evaluatePolicy(world.ports, event);
  const input = ReauthorisationInput.parse(world.executions[0]?.input);
  await openTask(world.ports, { input, stage: 'ask', token: 'token-ask' });
  const now = () => world.store.integrations.get(held.id) ?? held;
  const answer = (by: string, changes: { fingerprint?: string; taskId?: string } = {}) =>
    recordDecision(world.ports, {
      taskId: input.taskId,
      fingerprint: input.fingerprint,
      answer: 'approve',
      by,
      ...changes,
    });
  return { world, events, held, input, now, answer };
}

describe('a scope of a higher class', () => {
  it('voids the approval, says in words what is new and asks once however often it is told', async () => {
    const { world, events, now } = await grown();

    const change = events.find((one) => one.type === 'integration.scopes-changed');
    expect(change).toMatchObject({
      change: { direction: 'expanded', classRaised: true, added: ['secrets:write'] },
    });
    expect(JSON.stringify(change)).toContain('can now set secrets (secrets:write)');
    expect(world.store.said).toContain('integration.approval-voided');
    expect(world.executions).toHaveLength(1);
    expect(now()).toMatchObject({ state: 'pending-approval', tier: 0 });
    expect(now().approval).toBeUndefined();
  });

  it('is vouched for by one of the approvers of its tier, for the new fingerprint', async () => {
    const { held, now, answer } = await grown();

    await answer('ann@example.com');

    expect(now()).toMatchObject({ state: 'approved', owner: { source: 'accepted' } });
    expect(now().approval?.fingerprint).toBe(now().fingerprint);
    expect(now().approval?.fingerprint).not.toBe(held.fingerprint);
  });

  it('is answered once', async () => {
    const { answer } = await grown();
    await answer('ann@example.com');

    await expect(answer('bob@example.com')).rejects.toThrow('answer');
  });
});

describe('an approval that does not count changes nothing', () => {
  it('from outside the group', async () => {
    const { world, answer } = await grown();
    const { writes } = world.store;

    await expect(answer('eve@example.com')).rejects.toThrow('not among the approvers of tier 0');
    expect(world.store.writes).toBe(writes);
  });

  it('of what somebody asked for themselves, in whatever spelling', async () => {
    const { world, input, answer } = await grown();
    const task = world.store.tasksById.get(input.taskId);
    if (task === undefined) throw new TypeError('it was asked');
    world.store.tasksById.set(task.id, { ...task, requester: 'Ann@Example.com' });
    const { writes } = world.store;

    await expect(answer('ann@example.com')).rejects.toThrow('cannot give it');
    expect(world.store.writes).toBe(writes);
  });

  it('of a fingerprint other than the one that is there, or of no known task', async () => {
    const { world, held, answer } = await grown();
    const { writes } = world.store;

    await expect(answer('ann@example.com', { fingerprint: held.fingerprint })).rejects.toThrow(
      'something else',
    );
    await expect(answer('ann@example.com', { taskId: 'task_none' })).rejects.toThrow(
      'no such task',
    );
    expect(world.store.writes).toBe(writes);
  });
});
