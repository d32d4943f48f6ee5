/** I-21: the vendor answers 200 to every revocation, and the grant goes on working. */

import { requestRevocation } from '#domain/revocation.ts';
import { eventsOf } from '#domain/transition.ts';
import { RevocationInput } from '#domain/workflow.ts';
import { concludeRevocation } from '#use-cases/conclude-revocation.ts';
import { confirmRevocation } from '#use-cases/confirm-revocation.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import { revokeGrant } from '#use-cases/revoke-grant.ts';
import type { PointRead } from '#use-cases/vendor-port.ts';
import { aCircumstance, anApprovedIntegration, anObservation, MARCH } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const MINUTE = 60_000;
const SECRET = 'token-not-to-be-told';
const ALIVE: PointRead = { found: 'present', observation: anObservation() };

/** A revocation asked for, its workflow started as the policy starts it; the vendor says yes to all. */
async function lied() {
  const world = memoryWorld();
  const asked = { reason: 'operator', requestedBy: 'ann@example.com' } as const;
  const step = requestRevocation(anApprovedIntegration(), asked, aCircumstance());
  if (step === undefined) throw new TypeError('it was asked for');
  const known = world.store.hold(step.next);
  for (const event of eventsOf(step.transition)) {
    await evaluatePolicy(world.ports, event);
    await evaluatePolicy(world.ports, event);
  }
  const input = RevocationInput.parse(world.executions[0]?.input);
  const calls: { what: string; at: number }[] = [];
  const note = (what: string) => calls.push({ what, at: world.ports.clock.now() - MARCH });
  world.script.ladder = ['revoke-token', 'block-app', 'freeze-user', 'manual'];
  world.script.revoke = (rung) => {
    note(rung);
    return { outcome: 'accepted', pollAfterSeconds: 30 };
  };
  world.script.readOne = () => {
    note('read back');
    return ALIVE;
  };
  const state = () => world.store.integrations.get(known.id)?.state;
  return { world, input, calls, state };
}

type Lied = Awaited<ReturnType<typeof lied>>;

/** The machine's way from a rung to the next, each step taken twice as after a lost answer. */
async function climb({ world, input }: Lied): Promise<string> {
  for (;;) {
    const rung = await revokeGrant(world.ports, input);
    if (rung.outcome !== 'confirm') return rung.outcome;
    let look = { rung: rung.rung, confirmations: 0, waitSeconds: rung.waitSeconds };
    for (let outcome = 'again'; outcome === 'again'; ) {
      world.advance(look.waitSeconds * 1000);
      const step = { input, ...look, attested: false };
      await confirmRevocation(world.ports, step);
      const seen = await confirmRevocation(world.ports, step);
      outcome = seen.outcome;
      look = seen;
    }
  }
}

describe('a revocation that the vendor answers with 200 and does not carry out', () => {
  it('climbs to blocking the app and freezing the user, then to a person, and fails; never verified', async () => {
    const it = await lied();

    expect(await climb(it)).toBe('manual');
    await concludeRevocation(it.world.ports, { input: it.input, why: 'manual-task-overdue' });

    expect(it.calls.filter(({ what }) => what !== 'read back').map(({ what }) => what)).toEqual([
      'revoke-token',
      'block-app',
      'freeze-user',
    ]);
    expect(it.state()).toBe('revoke-failed');
    expect(it.world.store.said).toEqual([
      'integration.revocation-accepted',
      'integration.revocation-accepted',
      'integration.revocation-accepted',
      'integration.revocation-failed',
    ]);
    const failed = it.world.store.transitions.flatMap((one) => eventsOf(one)).at(-1);
    expect(failed).toMatchObject({
      severity: 'critical',
      change: {
        rungsTried: ['revoke-token', 'block-app', 'freeze-user'],
        why: 'manual-task-overdue',
      },
    });
  });

  it('is looked at within a minute and escalated within a quarter of an hour', async () => {
    const it = await lied();
    await climb(it);

    const at = (what: string) => it.calls.find((one) => one.what === what)?.at ?? Number.NaN;
    expect(at('read back') - at('revoke-token')).toBeLessThanOrEqual(MINUTE);
    expect(at('block-app') - at('revoke-token')).toBeLessThanOrEqual(15 * MINUTE);
    expect(at('freeze-user') - at('block-app')).toBeLessThanOrEqual(15 * MINUTE);
  });

  it('is one workflow and one failure however often each is said', async () => {
    const it = await lied();
    await climb(it);
    const conclusion = { input: it.input, why: 'manual-task-overdue' } as const;
    await concludeRevocation(it.world.ports, conclusion);
    const { writes } = it.world.store;

    const again = await concludeRevocation(it.world.ports, conclusion);

    expect(it.world.executions).toHaveLength(1);
    expect([again.outcome, it.world.store.writes]).toEqual(['withdrawn', writes]);
  });

  it('that failed is not proven by a look that comes late', async () => {
    const it = await lied();
    await climb(it);
    await concludeRevocation(it.world.ports, { input: it.input, why: 'still-active' });
    it.world.script.readOne = () => ({ found: 'absent' });

    const late = { input: it.input, rung: 'freeze-user', confirmations: 0, attested: false };

    expect((await confirmRevocation(it.world.ports, late)).outcome).toBe('withdrawn');
    expect(it.state()).toBe('revoke-failed');
  });

  it('is read back at every rung, and called dead by none', async () => {
    const it = await lied();
    await climb(it);

    const rungs = it.calls.flatMap(({ what }, index) => (what === 'read back' ? [] : [index]));
    for (const index of rungs) expect(it.calls[index + 1]?.what).toBe('read back');
    expect(it.state()).toBe('revoked');
    expect(it.world.store.said).not.toContain('integration.revocation-verified');
  });

  it('says nothing of what the vendor answers in its words', async () => {
    const it = await lied();
    it.world.script.revoke = () => ({ outcome: 'unknown', reason: SECRET });
    await climb(it);
    await concludeRevocation(it.world.ports, { input: it.input, why: 'still-active' });

    const kept = [it.world.store.transitions, [...it.world.store.integrations.values()]];
    expect(JSON.stringify(kept)).not.toContain(SECRET);
  });
});
