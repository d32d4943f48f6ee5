import { requestRevocation } from '#domain/revocation.ts';
import type { RevocationInput } from '#domain/workflow.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { revokeGrant } from '#use-cases/revoke-grant.ts';
import type { PointRead } from '#use-cases/vendor-port.ts';
import { aCircumstance, anApprovedIntegration, anObservation, policy } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const PRESENT: PointRead = { found: 'present', observation: anObservation() };
const NOT_LISTED: PointRead = { found: 'absent', from: 'list' };
const MINUTE = 60_000;

/** A revocation whose rung the vendor accepted; its list takes up to ten minutes to follow. */
async function accepted(attempts = 1) {
  const world = memoryWorld({
    policy: {
      ...policy,
      revocation: {
        ...policy.revocation,
        'confirmations-per-rung': 3,
        'list-settles': { 'github-app-installation': 'PT10M' },
      },
    },
  });
  const asked = { reason: 'operator', requestedBy: 'ann@example.com' } as const;
  const step = requestRevocation(anApprovedIntegration(), asked, aCircumstance());
  const known = world.store.hold(step?.next ?? anApprovedIntegration());
  const input: RevocationInput = {
    schemaVersion: 1,
    vendor: known.vendor,
    tenant: known.tenant,
    integrationId: known.id,
    incarnation: 1,
    correlationId: 'case',
    revocationId: known.revocation?.id ?? '',
    taskId: 'task_1',
    manualSeconds: 60,
  };
  world.script.revoke = () => ({ outcome: 'accepted', pollAfterSeconds: 2 });
  for (let attempt = 0; attempt < attempts; attempt += 1) await revokeGrant(world.ports, input);
  let confirmations = 0;
  const look = async (read: PointRead) => {
    world.script.readOne = () => read;
    const look = { input, rung: 'uninstall', confirmations, attested: false };
    const seen = await confirmRevocation(world.ports, look);
    confirmations = seen.confirmations;
    return seen;
  };
  return { world, look, state: () => world.store.integrations.get(known.id)?.state };
}

describe('an integration that is missing in a list', () => {
  it('is not proven dead while the list may still be older than the revocation', async () => {
    const { world, look, state } = await accepted();
    world.advance(2_000);

    const early = await look(NOT_LISTED);

    expect(early).toMatchObject({ outcome: 'again', confirmations: 0 });
    expect(early.waitSeconds).toBe(10 * 60 - 2 + 1);
    expect(state()).toBe('revoked');
  });

  it('is proven dead by the same list read once more after that', async () => {
    const { world, look, state } = await accepted();
    const early = await look(NOT_LISTED);
    world.advance(early.waitSeconds * 1000);

    expect((await look(NOT_LISTED)).outcome).toBe('verified');
    expect(state()).toBe('verified');
  });

  it('and is listed again later was never proven dead', async () => {
    const { world, look, state } = await accepted();
    const early = await look(NOT_LISTED);
    world.advance(early.waitSeconds * 1000);

    const outcomes = [await look(PRESENT), await look(PRESENT), await look(PRESENT)];

    expect(outcomes.map((one) => one.outcome)).toEqual(['again', 'again', 'next-rung']);
    expect(state()).toBe('revoked');
  });

  it('is proven dead at once when the vendor says so of this one', async () => {
    const { look } = await accepted();

    expect((await look({ found: 'absent' })).outcome).toBe('verified');
  });

  it('proves nothing of a call without an answer, which may still be on its way', async () => {
    const { world, look, state } = await accepted(0);
    world.advance(60 * MINUTE);

    expect((await look(NOT_LISTED)).outcome).toBe('again');
    expect(state()).toBe('revoked');
    world.advance(10 * MINUTE + 1_000);
    expect((await look(NOT_LISTED)).outcome).toBe('verified');
  });
});
