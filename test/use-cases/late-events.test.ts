import { parsePolicy } from '#domain/policy.ts';
import { reconcile } from '#domain/reconcile.ts';
import { requestRevocation } from '#domain/revocation.ts';
import { eventsOf } from '#domain/transition.ts';
import { evaluatePolicy } from '#use-cases/evaluate-policy.ts';
import {
  aCircumstance,
  anApprovedIntegration,
  anIntegration,
  anObservation,
  aSighting,
  HOUR,
  MARCH,
  policy,
} from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const ENDING = parsePolicy({
  ...policy,
  rules: [
    { id: 'unused', on: 'integration.dormant', do: [{ action: 'revoke', reason: 'expired' }] },
    {
      id: 'old',
      on: 'integration.token-ageing',
      do: [{ action: 'reauthorise', reason: 'token-ageing' }],
    },
  ],
});

/** An event about the first life of an integration that has begun a second one. */
function late(type: 'integration.dormant' | 'integration.token-ageing') {
  const world = memoryWorld({ policy: ENDING });
  const now = world.store.hold(anApprovedIntegration({ incarnation: 2, version: 9 }));
  const { transition } = reconcileFirst();
  const [discovered] = eventsOf(transition);
  if (discovered === undefined) throw new TypeError('the first sight is said');
  const change =
    type === 'integration.dormant'
      ? { lastUsedAt: discovered.observedAt, idleDays: 60 }
      : { issuedAt: discovered.observedAt, ageDays: 200, limitDays: 90 };
  const [event] = eventsOf({ ...transition, events: [{ type, severity: 'low', change }] });
  if (event === undefined) throw new TypeError('the event is said');
  return { world, now, event };
}

function reconcileFirst() {
  const first = reconcile(undefined, anObservation(), aSighting());
  if (first.outcome !== 'changed') throw new TypeError('the first sight changes');
  return first.step;
}

describe('an event about a former life', () => {
  it('revokes nothing that came back since', async () => {
    const { world, now, event } = late('integration.dormant');

    expect(await evaluatePolicy(world.ports, event)).toBe('gone');
    expect(world.store.integrations.get(now.id)?.state).toBe('approved');
  });

  it('asks nobody about what came back since', async () => {
    const { world, event } = late('integration.token-ageing');

    expect(await evaluatePolicy(world.ports, event)).toBe('gone');
    expect(world.executions).toEqual([]);
  });

  it('still starts the revocation that was asked for, which ends by itself', async () => {
    const world = memoryWorld();
    const step = requestRevocation(
      anApprovedIntegration(),
      { reason: 'operator', requestedBy: 'ann@example.com' },
      aCircumstance(),
    );
    if (step === undefined) throw new TypeError('nothing was asked for');
    world.store.hold(step.next);
    const [asked] = eventsOf(step.transition);
    if (asked === undefined) throw new TypeError('the request is said');

    expect(await evaluatePolicy(world.ports, asked)).toBe('acted');
    expect(world.executions).toHaveLength(1);
  });
});

describe('a fact from the future', () => {
  it('is as old as its arrival: what is seen later still counts', () => {
    const webhook = aSighting({ cause: { kind: 'webhook', ref: 'd-1' }, observedAt: MARCH + HOUR });
    const ahead = anObservation({ occurredAt: MARCH + 9_999 * HOUR, clientName: 'renamed' });
    const first = reconcile(anIntegration(), ahead, webhook);
    if (first.outcome !== 'changed') throw new TypeError('the name changed');

    const grown = anObservation({ scopes: ['metadata:read', 'secrets:write'] });
    const sweep = reconcile(first.step.next, grown, aSighting({ observedAt: MARCH + 2 * HOUR }));

    expect(sweep.outcome).toBe('changed');
  });
});
