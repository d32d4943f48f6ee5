import { taskId } from '#domain/ask.ts';
import { requestRevocation } from '#domain/revocation.ts';
import type { RevocationInput } from '#domain/workflow.ts';
import { applyObservation } from '#use-cases/apply-observation.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { openTask } from '#use-cases/open-task.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import { aCircumstance, anApprovedIntegration, anObservation, HOUR } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

/** A revocation whose manual steps somebody was asked to take. */
async function askedByHand() {
  const world = memoryWorld();
  const step = requestRevocation(
    anApprovedIntegration(),
    { reason: 'operator', requestedBy: 'ann@example.com' },
    aCircumstance(),
  );
  const known = world.store.hold(step?.next ?? anApprovedIntegration());
  const revocationId = known.revocation?.id ?? '';
  const input: RevocationInput = {
    schemaVersion: 1,
    vendor: known.vendor,
    tenant: known.tenant,
    integrationId: known.id,
    incarnation: 1,
    correlationId: 'case',
    revocationId,
    taskId: taskId(revocationId),
    manualSeconds: 60,
  };
  await openTask(world.ports, { input, stage: 'manual', token: 'token-1' });
  const answer = (given: 'done' | 'refuse') =>
    recordDecision(world.ports, {
      taskId: input.taskId,
      answer: given,
      fingerprint: known.fingerprint,
      by: 'mira@example.com',
    });
  const task = () => world.store.tasksById.get(input.taskId);
  return { world, known, input, answer, task };
}

describe('the manual steps of a revocation', () => {
  it('are asked for no longer once it has failed, in the same write', async () => {
    const { world, input, task } = await askedByHand();

    await concludeRevocation(world.ports, { input, why: 'manual-task-overdue' });

    expect(task()?.answer?.answer).toBe('withdrawn');
    expect(world.store.said).toEqual([
      'task.created',
      'integration.revocation-failed',
      'task.done',
    ]);
  });

  it.each(['done', 'refuse'] as const)(
    'answered %s after that are refused with how to start another revocation',
    async (given) => {
      const { world, known, input, answer } = await askedByHand();
      await concludeRevocation(world.ports, { input, why: 'manual-task-overdue' });

      await expect(answer(given)).rejects.toMatchObject({
        code: 'decision-refused',
        message: expect.stringContaining('was closed'),
        remedy: expect.stringContaining(`grantline revoke ${known.id}`),
      });
      expect(world.answers).toEqual([]);
    },
  );

  it('that were taken without a word are found by the look that proves it, and asked for no longer', async () => {
    const { world, known, input, task } = await askedByHand();
    world.script.readOne = () => ({ found: 'absent' });
    const look = { input, rung: 'manual', confirmations: 0, attested: false };

    const { outcome } = await confirmRevocation(world.ports, look);

    expect(outcome).toBe('verified');
    expect(world.store.integrations.get(known.id)?.state).toBe('verified');
    expect(task()?.answer?.answer).toBe('withdrawn');
  });

  it('once proven are not undone by what the vendor said before and delivers late', async () => {
    const { world, known, input } = await askedByHand();
    world.script.readOne = () => ({ found: 'absent' });
    world.advance(HOUR);
    await confirmRevocation(world.ports, {
      input,
      rung: 'manual',
      confirmations: 0,
      attested: false,
    });
    const late = anObservation({ occurredAt: world.ports.clock.now() - 1_000 });
    const provenance = {
      connector: await world.ports.connector(),
      cause: { kind: 'webhook', ref: 'late' } as const,
      actor: { type: 'system' } as const,
      correlationId: 'late',
      observedAt: world.ports.clock.now() + HOUR,
      onboarding: false,
    };

    const { outcome } = await applyObservation(world.ports, late, { provenance });

    expect(outcome).toBe('superseded');
    expect(world.store.integrations.get(known.id)?.state).toBe('verified');
  });

  it('are closed too when the revocation ended otherwise meanwhile', async () => {
    const { world, known, input, task } = await askedByHand();
    world.store.hold({ ...known, state: 'verified' });

    const { outcome } = await concludeRevocation(world.ports, { input, why: 'still-active' });

    expect([outcome, task()?.answer?.answer]).toEqual(['withdrawn', 'withdrawn']);
    expect(world.store.said).not.toContain('integration.revocation-failed');
  });

  it('left open by a revocation that has ended take no answer', async () => {
    const { world, known, answer, task } = await askedByHand();
    world.store.hold({ ...known, state: 'revoke-failed' });

    await expect(answer('refuse')).rejects.toThrow(/has ended; the integration is revoke-failed/);
    expect(task()?.answer).toBeUndefined();
  });

  it('answered in time are handed to the workflow, and the answer stays', async () => {
    const { world, input, answer, task } = await askedByHand();

    await answer('refuse');
    await concludeRevocation(world.ports, { input, why: 'refused-by-vendor' });

    expect(world.answers).toEqual([{ token: 'token-1', output: { answer: 'refuse' } }]);
    expect(task()?.answer).toMatchObject({ answer: 'refuse', by: 'mira@example.com' });
  });
});
