import type { OpenTaskStep, ReauthorisationInput } from '#domain/workflow.ts';
import { concludeReauthorisation } from '#use-cases/conclude-reauthorisation.ts';
import { openTask } from '#use-cases/open-task.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { anIntegration, HOUR } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

function asking() {
  const world = memoryWorld();
  const known = world.store.hold(anIntegration({ tier: 1 }));
  const input: ReauthorisationInput = {
    schemaVersion: 1,
    vendor: known.vendor,
    tenant: known.tenant,
    integrationId: known.id,
    incarnation: 1,
    correlationId: 'case',
    fingerprint: known.fingerprint,
    reason: 'scopes-expanded',
    taskId: 'task_1',
    waits: { remindSeconds: 10, escalateSeconds: 10, suspendSeconds: 10, revokeSeconds: 10 },
  };
  const stage = (name: OpenTaskStep['stage'], token: string) =>
    openTask(world.ports, { input, stage: name, token });
  const answer = (by: string, given: 'approve' | 'refuse' = 'approve') =>
    recordDecision(world.ports, {
      taskId: 'task_1',
      answer: given,
      fingerprint: known.fingerprint,
      by,
    });
  return { world, known, input, stage, answer };
}

describe('a question', () => {
  it('opens one task, notes that approval was asked for, and leaves the workflow waiting', async () => {
    const { world, stage } = asking();

    await stage('ask', 'token-1');

    expect(world.store.said).toEqual(['task.created', 'integration.approval-requested']);
    expect(world.answers).toEqual([]);
    expect(world.store.tasksById.get('task_1')).toMatchObject({ token: 'token-1', stage: 'ask' });
  });

  it('whose step is tried again is not handed on twice; the new token counts', async () => {
    const { world, stage } = asking();
    await stage('ask', 'token-1');

    await stage('ask', 'token-2');

    expect(world.store.said).toHaveLength(2);
    expect(world.store.tasksById.get('task_1')?.token).toBe('token-2');
  });

  it.each(['failed', 'refused', 'wait'] as const)(
    'tells with the last call that stopping it %s, so that nobody thinks it stands still',
    async (stop) => {
      const { world, input, stage } = asking();
      await stage('ask', 'token-1');

      await openTask(world.ports, { input, stage: 'last-call', token: 'token-2', stop });

      const [last] = world.store.transitions.at(-1)?.events ?? [];
      expect(last).toMatchObject({ type: 'task.escalated', change: { stopFailed: true } });
      expect(world.store.tasksById.get('task_1')?.facts[0]).toMatch(/^Warning: stopping it failed/);
    },
  );

  it('answered while the workflow waits is delivered with the token', async () => {
    const { world, stage, answer } = asking();
    await stage('ask', 'token-1');

    await answer('ann@example.com');

    expect(world.answers).toEqual([{ token: 'token-1', output: { answer: 'approve' } }]);
    expect(world.store.said).toContain('integration.approval-granted');
  });

  it('answered between two waits is not lost: the next stage delivers it', async () => {
    const { world, stage, answer } = asking();
    await stage('ask', 'token-1');
    await answer('ann@example.com', 'refuse');
    world.answers.length = 0;

    await stage('remind', 'token-2');

    expect(world.answers).toEqual([{ token: 'token-2', output: { answer: 'refuse' } }]);
  });

  it('is not answered by somebody who has left: they would own it and nobody would be told', async () => {
    const { world, stage, answer } = asking();
    await stage('ask', 'token-1');
    await world.store.people.put('ann@example.com', {
      vendor: 'okta',
      tenant: 'acme',
      personId: 'u1',
      email: 'ann@example.com',
      active: false,
      status: 'DEPROVISIONED',
    });
    const { writes } = world.store;

    await expect(answer('ann@example.com')).rejects.toThrow('has left');
    expect(world.store.writes).toBe(writes);
    await expect(answer('bo@example.com')).resolves.toBeDefined();
  });

  it('answered a second time is refused, with the first answer named', async () => {
    const { stage, answer } = asking();
    await stage('ask', 'token-1');
    await answer('ann@example.com');

    await expect(answer('bob@example.com', 'refuse')).rejects.toThrow(
      /ann@example.com already answered "approve"/,
    );
  });

  it('answered again by the same person, the same way, is handed to the workflow again', async () => {
    const { world, stage, answer } = asking();
    await stage('ask', 'token-1');
    const { workflows } = world.ports;
    const deaf = async () => {
      world.ports.workflows = workflows;
      throw new TypeError('no answer from Step Functions');
    };
    world.ports.workflows = { ...workflows, answer: deaf };
    await expect(answer('ann@example.com')).rejects.toThrow('no answer');
    const { writes } = world.store;

    await answer('ann@example.com');

    expect(world.answers).toEqual([{ token: 'token-1', output: { answer: 'approve' } }]);
    expect(world.store.writes).toBe(writes);
  });

  it('about something that changed meanwhile is withdrawn, and its answer is refused', async () => {
    const { world, known, stage, answer } = asking();
    await stage('ask', 'token-1');
    const now = world.store.integrations.get(known.id) ?? known;
    world.store.hold({ ...now, fingerprint: 'grown' });

    await expect(answer('ann@example.com')).rejects.toThrow(/changed since this was shown/);
    await stage('remind', 'token-2');

    expect(world.answers).toEqual([{ token: 'token-2', output: { answer: 'withdrawn' } }]);
  });

  it('nobody answers goes to the next in the chain, and at last to revocation', async () => {
    const { world, known, input, stage } = asking();
    world.store.hold({ ...known, owner: { email: 'mira@example.com', source: 'resource-owner' } });
    await stage('ask', 't1');
    const first = world.store.tasksById.get('task_1')?.assignee;
    await stage('remind', 't2');
    await stage('escalate', 't3');
    const second = world.store.tasksById.get('task_1')?.assignee;
    await stage('last-call', 't4');
    const third = world.store.tasksById.get('task_1')?.assignee;
    world.advance(HOUR);

    const ended = await concludeReauthorisation(world.ports, input);

    expect([first, second, third]).toEqual([
      'mira@example.com',
      'platform@example.com',
      'saas-owners@example.com',
    ]);
    expect(ended).toEqual({ outcome: 'revoking' });
    expect(world.store.said.slice(-2)).toEqual(['integration.revocation-requested', 'task.done']);
  });

  it('silence revokes nothing that somebody vouched for meanwhile', async () => {
    const { world, input, stage, answer } = asking();
    await stage('ask', 'token-1');
    await answer('ann@example.com');

    expect(await concludeReauthorisation(world.ports, input)).toEqual({ outcome: 'withdrawn' });
  });

  it('answered while the next stage begins to wait reaches the one that waits now', async () => {
    const { world, stage, answer } = asking();
    await stage('ask', 'token-1');
    // Between the answer's reading of the task and its write, the workflow waits anew.
    world.store.beforeCommit = () => {
      world.store.beforeCommit = undefined;
      void world.store.tasks.attachToken('task_1', 'token-2');
    };

    await answer('ann@example.com');

    expect(world.answers).toEqual([{ token: 'token-2', output: { answer: 'approve' } }]);
  });

  it('two answers at the same moment: one is taken, the other is refused', async () => {
    const { world, stage, answer } = asking();
    await stage('ask', 'token-1');

    const both = await Promise.allSettled([
      answer('ann@example.com'),
      answer('bob@example.com', 'refuse'),
    ]);

    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(world.store.said.filter((type) => type === 'task.done')).toHaveLength(1);
  });
});
