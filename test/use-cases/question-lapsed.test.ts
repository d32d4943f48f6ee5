import type { Integration } from '#domain/integration.ts';
import { eventsOf } from '#domain/transition.ts';
import type { OpenTaskStep, ReauthorisationInput } from '#domain/workflow.ts';
import { checkDeadlines } from '#use-cases/check-deadlines.ts';
import { concludeReauthorisation } from '#use-cases/conclude-reauthorisation.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import { openTask } from '#use-cases/open-task.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { anApprovedIntegration, anIntegration, DAY, HOUR, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';
import { aReauthorisationInput } from '../support/workflow-inputs.ts';

/** A question was asked about an integration, and then what was asked about changed. */
async function changedAfterAsking(
  held: Integration,
  reason: ReauthorisationInput['reason'] = 'owner-left',
) {
  const world = memoryWorld();
  const known = world.store.hold(held);
  const input = aReauthorisationInput(known, reason);
  const stage = (name: OpenTaskStep['stage'], changes: Partial<ReauthorisationInput> = {}) =>
    openTask(world.ports, { input: { ...input, ...changes }, stage: name, token: `token-${name}` });
  await stage('ask');
  const now = () => world.store.integrations.get(known.id) ?? known;
  const shrink = () => world.store.hold({ ...now(), fingerprint: 'shrunk' });
  world.advance(HOUR);
  return { world, input, stage, now, shrink };
}

const openTasks = async ({ world }: Awaited<ReturnType<typeof changedAfterAsking>>) =>
  (await world.store.tasks.open()).items.map((task) => task.id);

describe('a question about what is no longer there', () => {
  it('is closed and asked anew about what is there, when no other question is open', async () => {
    const it = await changedAfterAsking(anIntegration({ state: 'orphaned' }));
    it.shrink();

    await it.stage('remind');
    for (const transition of it.world.store.transitions) {
      for (const event of eventsOf(transition)) await evaluatePolicy(it.world.ports, event);
    }

    expect(await openTasks(it)).toEqual([]);
    expect(it.world.executions.map((one) => one.input)).toEqual([
      expect.objectContaining({ fingerprint: 'shrunk' }),
    ]);
  });

  it('is closed and nothing else, when another question is open about what is there', async () => {
    const it = await changedAfterAsking(anIntegration({ state: 'orphaned' }));
    it.shrink();
    await it.stage('ask', { taskId: 'task_2', fingerprint: 'shrunk' });
    it.world.store.transitions.length = 0;

    await it.stage('remind');

    expect(await openTasks(it)).toEqual(['task_2']);
    expect(it.world.store.said).toEqual(['task.done']);
  });

  it('that the clock asked is asked by the clock again', async () => {
    const known = anApprovedIntegration({
      credentialIssuedAt: MARCH - 200 * DAY,
      said: { 'token-ageing': MARCH },
    });
    const it = await changedAfterAsking(known, 'token-ageing');
    it.shrink();

    await it.stage('remind');
    it.world.store.transitions.length = 0;
    await checkDeadlines(it.world.ports, Number.MAX_SAFE_INTEGER);

    expect(it.world.store.said).toEqual(['integration.token-ageing']);
  });
});

describe('a question that needs no answer any more', () => {
  it('is closed when the next stage finds it so', async () => {
    const it = await changedAfterAsking(anIntegration({ state: 'orphaned' }));
    it.world.store.hold({ ...it.now(), state: 'removed-at-source' });

    await it.stage('remind');

    expect(await openTasks(it)).toEqual([]);
  });

  it('is closed when the last call finds it so', async () => {
    const it = await changedAfterAsking(anIntegration({ state: 'orphaned' }));
    it.world.store.hold({ ...it.now(), state: 'removed-at-source' });

    expect(await concludeReauthorisation(it.world.ports, it.input)).toEqual({
      outcome: 'withdrawn',
    });
    expect(await openTasks(it)).toEqual([]);
  });

  it('keeps the answer that was given', async () => {
    const it = await changedAfterAsking(anIntegration({ state: 'orphaned' }));
    const given = { taskId: 'task_1', answer: 'refuse', by: 'ann@example.com' } as const;
    await recordDecision(it.world.ports, { ...given, fingerprint: it.input.fingerprint });

    await it.stage('remind');

    expect(it.world.store.tasksById.get('task_1')?.answer?.answer).toBe('refuse');
  });
});
