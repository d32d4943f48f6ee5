/** Tiers that want two people: one yes decides nothing, two of the same person are one. */
import { openTask } from '#use-cases/open-task.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { anIntegration, policy } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { aReauthorisationInput } from '../support/workflow-inputs.ts';

async function asked(changes: { requester?: string; approvers?: string[] } = {}) {
  const { requester, approvers } = changes;
  const tiers = { ...policy.tiers, '1': { ...policy.tiers['1'], approvers } };
  const world = memoryWorld({ policy: { ...policy, tiers } });
  const known = world.store.hold(
    anIntegration({ tier: 1, owner: { email: 'mira@example.com', source: 'resource-owner' } }),
  );
  const { fingerprint } = known;
  const input = { ...aReauthorisationInput(known, 'discovered'), requester };
  const stage = (name: 'ask' | 'remind' | 'escalate', token: string) =>
    openTask(world.ports, { input, stage: name, token });
  await stage('ask', 'token-1');
  const say = (by: string, given: { answer?: 'approve' | 'refuse'; backupOwner?: string } = {}) =>
    recordDecision(world.ports, {
      taskId: 'task_1',
      fingerprint,
      by,
      answer: given.answer ?? 'approve',
      backupOwner: given.backupOwner,
    });
  return {
    world,
    stage,
    say,
    now: () => world.store.integrations.get(known.id) ?? known,
    task: () => world.store.tasksById.get('task_1'),
  };
}

const leaver = (email: string) => ({
  vendor: 'okta' as const,
  tenant: 'acme',
  personId: email,
  email,
  active: false,
  status: 'DEPROVISIONED',
});

describe('a question of a tier that wants two people', () => {
  it('is handed to somebody else after the first yes, and nothing is approved yet', async () => {
    const { world, say, now, task } = await asked();

    await say('mira@example.com');

    expect(now().state).toBe('pending-approval');
    expect(task()).toMatchObject({ assignee: 'platform@example.com', token: 'token-1' });
    expect(task()?.answer).toBeUndefined();
    expect(world.answers).toEqual([]);
    expect(world.store.said.at(-1)).toBe('task.second-approval-needed');
  });

  it('counts a yes of the same person once, in whatever spelling', async () => {
    const { world, say, now } = await asked();
    await say('mira@example.com');
    const { writes } = world.store;

    await say('Mira@Example.com');

    expect(world.store.writes).toBe(writes);
    expect(now().state).toBe('pending-approval');
  });

  it('is decided by the second: the first owns it, both are named, the workflow goes on', async () => {
    const { world, say, now } = await asked();
    await say('mira@example.com', { backupOwner: 'bo@example.com' });

    await say('platform@example.com', { backupOwner: 'bo@example.com' });

    expect(now()).toMatchObject({
      state: 'approved',
      owner: { email: 'mira@example.com', source: 'accepted' },
      backupOwner: 'bo@example.com',
      approval: { approver: 'mira@example.com', secondApprover: 'platform@example.com' },
    });
    expect(world.answers).toEqual([{ token: 'token-1', output: { answer: 'approve' } }]);
  });

  it('is refused by one', async () => {
    const { say, now } = await asked();
    await say('mira@example.com');

    await say('platform@example.com', { answer: 'refuse' });

    expect(now()).toMatchObject({ state: 'revoking', revocation: { reason: 'refused' } });
  });

  it('is not decided with a first who has left since', async () => {
    const { world, say, now } = await asked();
    await say('mira@example.com');
    await world.store.people.put('mira@example.com', leaver('mira@example.com'));

    await expect(say('platform@example.com')).rejects.toThrow('mira@example.com has left');
    expect(now().state).toBe('pending-approval');
  });

  it('keeps the first yes when nobody gives the second in time and the next is asked', async () => {
    const { stage, say, now, task } = await asked();
    await say('mira@example.com');
    await stage('remind', 'token-2');
    await stage('escalate', 'token-3');
    expect(task()).toMatchObject({ vouched: { by: 'mira@example.com' } });

    await say('saas-owners@example.com');

    expect(now().state).toBe('approved');
  });

  it('waits with the token attached between the reading and the writing of the first yes', async () => {
    const { world, say } = await asked();
    world.store.beforeCommit = () => {
      world.store.beforeCommit = undefined;
      void world.store.tasks.attachToken('task_1', 'token-2');
    };

    await say('mira@example.com');
    await say('platform@example.com');

    expect(world.answers).toEqual([{ token: 'token-2', output: { answer: 'approve' } }]);
  });
});

describe('who is asked', () => {
  it('is not the one who asks for it', async () => {
    const { task, say } = await asked({ requester: 'Mira@example.com' });

    expect(task()?.assignee).toBe('platform@example.com');
    await expect(say('mira@example.com')).rejects.toThrow('cannot give it');
  });

  it('is somebody who may approve in the tier, and then the fallback', async () => {
    const { task } = await asked({ approvers: ['ann@example.com', 'platform@example.com'] });

    expect([task()?.assignee, ...(task()?.chain ?? [])]).toEqual([
      'platform@example.com',
      'ann@example.com',
      'saas-owners@example.com',
    ]);
  });

  it('owns it no more after two requests without an answer', async () => {
    const { world, stage, now, task } = await asked();
    await stage('remind', 'token-2');
    expect(now().owner?.email).toBe('mira@example.com');

    await stage('escalate', 'token-3');

    expect(now().owner).toBeUndefined();
    expect(task()?.assignee).toBe('platform@example.com');
    expect(world.store.said).toContain('integration.owner-decayed');
  });
});
