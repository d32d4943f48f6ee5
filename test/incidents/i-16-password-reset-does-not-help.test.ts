/**
 * I-16: the password of the user is reset and their sessions are cleared. The grant lives on without
 * either, so the case stays open and says why.
 */
import { okta } from '#connectors/okta/index.ts';
import { taskId } from '#domain/ask.ts';
import { requestRevocation } from '#domain/revocation.ts';
import { eventsOf } from '#domain/transition.ts';
import type { RevocationInput } from '#domain/workflow.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { ingestDelivery } from '#use-cases/ingest-delivery.ts';
import { openTask } from '#use-cases/open-task.ts';
import { recordDecision } from '#use-cases/record-decision.ts';
import type { PointRead } from '#use-cases/vendor-port.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anObservation,
  HOUR,
  MARCH,
} from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const ALIVE: PointRead = { found: 'present', observation: anObservation() };
const SECRET = 'a-new-password';

/** What Okta's log says of a reset and of cleared sessions. */
const RESET = ['user.account.reset_password', 'user.session.clear'].map((eventType, index) => ({
  uuid: `uuid-${index}`,
  eventType,
  published: '2026-03-01T00:05:00.000Z',
  outcome: { result: 'SUCCESS' },
  actor: { id: '00u1', type: 'User', alternateId: 'admin@example.com' },
  target: [{ id: '00u2', type: 'User', alternateId: 'mira@example.com' }],
  debugContext: { debugData: { password: SECRET } },
}));

/** A revocation that people carry out by hand. */
async function open() {
  const world = memoryWorld();
  const asked = { reason: 'incident', requestedBy: 'ann@example.com' } as const;
  const step = requestRevocation(anApprovedIntegration(), asked, aCircumstance());
  if (step === undefined) throw new TypeError('it was asked for');
  const known = world.store.hold(step.next);
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
    manualSeconds: 4 * 3600,
  };
  await openTask(world.ports, { input, stage: 'manual', token: 'token-1' });
  world.script.readOne = () => ALIVE;
  const deliver = async (record: (typeof RESET)[number]) => {
    const origin = { kind: 'audit', tenant: '9001' } as const;
    world.script.read = () => okta.read(record, origin);
    return ingestDelivery(world.ports, {
      kind: 'delivery',
      vendor: known.vendor,
      tenant: known.tenant,
      deliveryId: record.uuid,
      origin: 'audit',
      receivedAt: MARCH,
      body: JSON.stringify(record),
    });
  };
  const now = () => world.store.integrations.get(known.id);
  const look = (confirmations = 0) =>
    confirmRevocation(world.ports, { input, rung: 'manual', confirmations, attested: true });
  return { world, known, input, deliver, now, look };
}

const says = (by: string, { input, known }: Awaited<ReturnType<typeof open>>) => ({
  taskId: input.taskId,
  answer: 'done' as const,
  fingerprint: known.fingerprint,
  by,
});

describe('a password reset and cleared sessions', () => {
  it('say nothing of the grant: each record is ignored, with its reason', () => {
    for (const record of RESET) {
      expect(okta.read(record, { kind: 'audit', tenant: 'acme.okta.com' })).toEqual([
        { outcome: 'ignored', reason: `event ${record.eventType} is not about an integration` },
      ]);
    }
  });

  it.each([
    ['before', [...RESET]],
    ['in another order', [...RESET].reverse()],
    ['twice', [...RESET, ...RESET]],
  ])('%s the look leave the case open', async (_when, records) => {
    const it = await open();
    const { writes } = it.world.store;
    for (const record of records) expect(await it.deliver(record)).toBe('ignored');

    expect((await it.look()).outcome).toBe('again');
    expect(it.now()?.state).toBe('revoking');
    expect(it.world.store.writes).toBe(writes);
    expect(it.world.store.tasksById.get(it.input.taskId)?.answer).toBeUndefined();
  });

  it('called done by a person are read back, and it is never called revoked', async () => {
    const it = await open();
    for (const record of RESET) await it.deliver(record);
    await recordDecision(it.world.ports, says('mira@example.com', it));
    let confirmations = 0;
    let outcome = 'again';
    while (outcome === 'again') {
      const seen = await it.look(confirmations);
      ({ outcome, confirmations } = seen);
      it.world.advance(seen.waitSeconds * 1000);
    }
    await concludeRevocation(it.world.ports, { input: it.input, why: 'still-active' });

    expect(outcome).toBe('next-rung');
    // What `grantline show` says of it, and why.
    expect(it.now()).toMatchObject({ state: 'revoke-failed', stateReason: 'still-active' });
    const said = it.world.store.transitions.flatMap((one) => eventsOf(one));
    expect(said.map((one) => one.type)).not.toContain('integration.revocation-accepted');
    expect(said.at(-1)).toMatchObject({
      type: 'integration.revocation-failed',
      severity: 'critical',
      change: { why: 'still-active' },
    });
  });

  it('end the case only when the grant itself is read back as gone', async () => {
    const it = await open();
    for (const record of RESET) await it.deliver(record);
    it.world.advance(HOUR);
    expect((await it.look()).outcome).toBe('again');
    it.world.script.readOne = () => ({ found: 'absent' });

    expect((await it.look(1)).outcome).toBe('verified');
    expect(it.now()?.state).toBe('verified');
  });

  it('leave no password anywhere', async () => {
    const it = await open();
    for (const record of RESET) await it.deliver(record);
    await it.look();

    const { transitions, integrations, tasksById } = it.world.store;
    const kept = [transitions, [...integrations.values()], [...tasksById.values()]];
    expect(JSON.stringify(kept)).not.toContain(SECRET);
  });
});
