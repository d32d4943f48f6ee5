import { VendorError } from '#domain/errors.ts';
import { requestRevocation } from '#domain/revocation.ts';
import type { RevocationInput } from '#domain/workflow.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { revokeGrant } from '#use-cases/revoke-grant.ts';
import { suspendGrant } from '#use-cases/suspend-grant.ts';
import type { ActOutcome, PointRead } from '#use-cases/vendor-port.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anObservation,
  HOUR,
  MARCH,
  policy,
} from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const PRESENT: PointRead = { found: 'present', observation: anObservation() };
const ABSENT: PointRead = { found: 'absent' };
const LOST = new VendorError('vendor-unavailable', 'the process ended');
const ACCEPTED: ActOutcome = { outcome: 'accepted', pollAfterSeconds: 2 };

/** A world in which a revocation was asked for, and its workflow's input. */
function asked() {
  const world = memoryWorld({
    policy: { ...policy, revocation: { ...policy.revocation, 'confirmations-per-rung': 3 } },
  });
  const step = requestRevocation(
    anApprovedIntegration(),
    { reason: 'operator', requestedBy: 'ann@example.com' },
    aCircumstance(),
  );
  if (step === undefined) throw new TypeError('nothing was asked for');
  const known = world.store.hold(step.next);
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
  const state = () => world.store.integrations.get(known.id)?.state;
  return { world, input, state };
}

type Asked = ReturnType<typeof asked>;

/** Runs the workflow's loop as the state machine does, for at most so many read-backs. */
async function climb({ world, input }: Asked, rounds = 20): Promise<string> {
  let rung = await revokeGrant(world.ports, input);
  for (let round = 0; round < rounds && rung.outcome === 'confirm'; round += 1) {
    let step = { ...rung, attested: false };
    for (;;) {
      world.advance(step.waitSeconds * 1000);
      const confirmed = await confirmRevocation(world.ports, { input, ...step });
      if (confirmed.outcome === 'again') {
        step = { ...step, ...confirmed, outcome: 'confirm' };
        continue;
      }
      if (confirmed.outcome !== 'next-rung') return confirmed.outcome;
      break;
    }
    rung = await revokeGrant(world.ports, input);
  }
  return rung.outcome;
}

describe('a pause that the vendor asks for', () => {
  const paused = (retryAfterMs: number) => () => {
    throw new VendorError('vendor-rate-limited', 'a pause', { retryAfterMs });
  };

  it('is waited out before the same rung is tried again; no rung is spent', async () => {
    const it = asked();
    it.world.script.revoke = paused(HOUR);
    const { outcome, waitSeconds } = await revokeGrant(it.world.ports, it.input);
    it.world.advance(waitSeconds * 1000);
    it.world.script.revoke = () => ACCEPTED;
    it.world.script.readOne = () => ABSENT;

    expect([outcome, waitSeconds]).toEqual(['wait', 3600]);
    expect(await climb(it)).toBe('verified');
    expect(it.world.store.said).toEqual([
      'integration.revocation-accepted',
      'integration.revocation-verified',
    ]);
  });

  it('spends no read-back', async () => {
    const it = asked();
    const step = { rung: 'uninstall', confirmations: 2, attested: false };
    it.world.script.readOne = paused(10 * 60_000);

    const seen = await confirmRevocation(it.world.ports, { input: it.input, ...step });

    expect(seen).toMatchObject({ outcome: 'again', waitSeconds: 600, confirmations: 2 });
  });

  it('that never ends is told after two days, in fewer than 500 tries', async () => {
    const it = asked();
    it.world.script.revoke = paused(1000);
    let tries = 0;
    const waitForEver = async () => {
      for (; tries < 500; tries += 1) {
        const { waitSeconds } = await revokeGrant(it.world.ports, it.input);
        it.world.advance(waitSeconds * 1000);
      }
    };

    await expect(waitForEver()).rejects.toThrow('a pause');
    expect(it.world.ports.clock.now() - MARCH).toBeGreaterThan(48 * HOUR);
  });

  it('holds up a stop without being taken for a failure', async () => {
    const it = asked();
    it.world.script.suspend = paused(HOUR);

    expect(await suspendGrant(it.world.ports, it.input)).toEqual({
      outcome: 'wait',
      waitSeconds: 3600,
    });
  });
});

describe('a revocation', () => {
  it('is verified once the vendor accepted it and shows it no more', async () => {
    const it = asked();
    it.world.script.revoke = () => ACCEPTED;
    it.world.script.readOne = () => ABSENT;

    expect(await climb(it)).toBe('verified');
    expect(it.state()).toBe('verified');
    expect(it.world.store.said).toEqual([
      'integration.revocation-accepted',
      'integration.revocation-verified',
    ]);
  });

  it('that the vendor accepts and does not carry out is never verified', async () => {
    const it = asked();
    it.world.script.ladder = ['revoke-token', 'block-app'];
    it.world.script.revoke = () => ACCEPTED;
    it.world.script.readOne = () => PRESENT;

    expect(await climb(it)).toBe('exhausted');
    await concludeRevocation(it.world.ports, { input: it.input, why: 'still-active' });

    expect(it.state()).toBe('revoke-failed');
    expect(it.world.store.said).not.toContain('integration.revocation-verified');
  });

  it('whose credential still works is not verified although the list is empty', async () => {
    const it = asked();
    it.world.script.revoke = () => ACCEPTED;
    it.world.script.readOne = () => ABSENT;
    it.world.script.probe = () => 'works';

    expect(await climb(it)).toBe('manual');
    expect(it.world.store.said).not.toContain('integration.revocation-verified');
  });

  it('waits out the life of tokens already issued', async () => {
    const it = asked();
    it.world.script.residual = 'PT1H';
    it.world.script.revoke = () => ACCEPTED;
    it.world.script.readOne = () => ABSENT;
    const { rung } = await revokeGrant(it.world.ports, it.input);
    const step = { input: it.input, rung, confirmations: 0, attested: false };

    const early = await confirmRevocation(it.world.ports, step);
    it.world.advance(HOUR);
    const late = await confirmRevocation(it.world.ports, step);

    expect(early).toMatchObject({ outcome: 'again', waitSeconds: 3600, confirmations: 0 });
    expect(late.outcome).toBe('verified');
  });

  it('without an answer that turns out to have worked is verified, said once', async () => {
    const it = asked();
    it.world.script.revoke = () => {
      throw new VendorError('vendor-unavailable', 'no answer');
    };
    it.world.script.readOne = () => ABSENT;

    expect(await climb(it)).toBe('verified');
    expect(it.world.store.said).toEqual([
      'integration.revocation-accepted',
      'integration.revocation-verified',
    ]);
  });

  it('of something already gone counts as accepted and is read back all the same', async () => {
    const it = asked();
    it.world.script.revoke = () => ({ outcome: 'already-gone' });
    it.world.script.readOne = () => ABSENT;

    expect(await climb(it)).toBe('verified');
  });

  it('that broke off between the vendor’s answer and our note is resumed and proven', async () => {
    const it = asked();
    let calls = 0;
    it.world.script.revoke = () => {
      calls += 1;
      return calls === 1 ? ACCEPTED : { outcome: 'already-gone' };
    };
    it.world.script.readOne = () => ABSENT;
    const { ledger } = it.world.ports;
    const broken = { ...it.world.ports, ledger: { commit: () => Promise.reject(LOST) } };
    await expect(revokeGrant(broken, it.input)).rejects.toBe(LOST);
    const between = it.state();

    expect(await climb({ ...it, world: { ...it.world, ports: { ...broken, ledger } } })).toBe(
      'verified',
    );
    expect([calls, between, it.state()]).toEqual([2, 'revoking', 'verified']);
  });

  it('that broke off before its proof was noted is proven by the next look', async () => {
    const it = asked();
    it.world.script.revoke = () => ACCEPTED;
    it.world.script.readOne = () => ABSENT;
    const { rung } = await revokeGrant(it.world.ports, it.input);
    const step = { input: it.input, rung, confirmations: 0, attested: false };
    const broken = { ...it.world.ports, ledger: { commit: () => Promise.reject(LOST) } };
    await expect(confirmRevocation(broken, step)).rejects.toBe(LOST);
    const between = it.state();

    const again = await confirmRevocation(it.world.ports, step);

    expect([between, again.outcome, it.state()]).toEqual(['revoked', 'verified', 'verified']);
  });

  it('that the vendor refuses goes to the next rung at once', async () => {
    const it = asked();
    const tried: string[] = [];
    it.world.script.ladder = ['revoke-token', 'block-app', 'manual'];
    it.world.script.revoke = (rung) => {
      tried.push(rung);
      return rung === 'block-app' ? ACCEPTED : { outcome: 'refused', reason: 'no' };
    };
    it.world.script.readOne = () => ABSENT;

    expect(await climb(it)).toBe('verified');
    expect(tried).toEqual(['revoke-token', 'block-app']);
  });

  it('without a credential to act with is a task for people', async () => {
    const it = asked();
    it.world.credentials.act = false;

    expect((await revokeGrant(it.world.ports, it.input)).outcome).toBe('manual');
  });

  it('done by hand is read back: still there is not verified', async () => {
    const it = asked();
    it.world.script.readOne = () => PRESENT;
    const step = { input: it.input, rung: 'manual', confirmations: 2, attested: true };

    expect((await confirmRevocation(it.world.ports, step)).outcome).toBe('next-rung');
    expect(it.state()).toBe('revoking');
  });

  it('never calls the vendor without an authority record of exactly this id', async () => {
    const it = asked();
    let calls = 0;
    it.world.script.revoke = () => {
      calls += 1;
      return ACCEPTED;
    };

    const other = await revokeGrant(it.world.ports, { ...it.input, revocationId: 'rev_other' });
    const earlier = await revokeGrant(it.world.ports, { ...it.input, incarnation: 2 });

    expect([other.outcome, earlier.outcome, calls]).toEqual(['withdrawn', 'withdrawn', 0]);
  });
});

describe('a suspension', () => {
  it('is noted only when the vendor shows it', async () => {
    const { world, input } = asked();
    world.store.hold(anApprovedIntegration());
    world.script.suspend = () => ACCEPTED;
    world.script.readOne = () => PRESENT;

    expect(await suspendGrant(world.ports, input)).toEqual({ outcome: 'refused' });
    world.script.readOne = () => ({
      found: 'present',
      observation: anObservation({ presence: { status: 'suspended' } }),
    });
    expect(await suspendGrant(world.ports, input)).toEqual({ outcome: 'done' });
    expect(world.store.said).toEqual(['integration.suspended']);
  });
});
