import { grantApproval } from '#domain/approval.ts';
import { VendorError } from '#domain/errors.ts';
import type { ReauthorisationInput } from '#domain/workflow.ts';
import { resumeGrant } from '#use-cases/resume-grant.ts';
import { suspendGrant } from '#use-cases/suspend-grant.ts';
import { sweepVendor } from '#use-cases/sweep-vendor.ts';
import type { PointRead } from '#use-cases/vendor-port.ts';
import { aCircumstance, anApprovedIntegration, anObservation, HOUR } from '../domain/facts.ts';
import { memoryWorld } from '../support/memory-world.ts';

const BUDGET = { pagesMax: 100, until: Number.MAX_SAFE_INTEGER };
const TENANT = { vendor: 'github', tenant: '9001' } as const;
const RUNNING = anObservation();
const STOPPED = anObservation({ presence: { status: 'suspended' } });
const seen = (observation: typeof RUNNING): PointRead => ({ found: 'present', observation });

/** Swept, approved, and a workflow's input about it. */
async function approved() {
  const world = memoryWorld();
  world.script.pages = () => ({ observations: [RUNNING] });
  await sweepVendor(world.ports, TENANT, BUDGET);
  const [found] = world.store.integrations.values();
  if (found === undefined) throw new TypeError('the sweep found one');
  const known = world.store.hold({
    ...anApprovedIntegration(),
    ...found,
    state: 'approved',
    asked: 'task_1',
  });
  world.store.transitions.length = 0;
  const input: ReauthorisationInput = {
    schemaVersion: 1,
    ...TENANT,
    integrationId: known.id,
    incarnation: 1,
    correlationId: 'case',
    fingerprint: known.fingerprint,
    reason: 'review-due',
    taskId: 'task_1',
    waits: { remindSeconds: 1, escalateSeconds: 1, suspendSeconds: 1, revokeSeconds: 1 },
  };
  world.script.suspend = () => ({ outcome: 'accepted', pollAfterSeconds: 0 });
  world.script.readOne = () => seen(STOPPED);
  const state = () => world.store.integrations.get(known.id)?.state;
  return { world, known, input, state };
}

async function suspended() {
  const it = await approved();
  await suspendGrant(it.world.ports, it.input);
  it.world.store.transitions.length = 0;
  it.world.script.readOne = () => seen(RUNNING);
  it.world.advance(HOUR);
  return it;
}

describe('a suspension', () => {
  it('does not follow an old question when somebody vouched for it on a newer one', async () => {
    const it = await approved();
    const decision = {
      approver: 'ann@example.com',
      fingerprint: it.known.fingerprint,
      incarnation: it.known.incarnation,
    };
    it.world.store.hold(grantApproval(it.known, decision, aCircumstance()).next);

    expect(await suspendGrant(it.world.ports, it.input)).toEqual({ outcome: 'nothing-to-do' });
    expect(it.state()).toBe('approved');
  });

  it('done twice is done once', async () => {
    const it = await approved();
    await suspendGrant(it.world.ports, it.input);

    expect(await suspendGrant(it.world.ports, it.input)).toEqual({ outcome: 'nothing-to-do' });
    expect(it.world.store.said).toEqual(['integration.suspended']);
  });

  it('that the vendor refuses, or that cannot be seen, is not noted', async () => {
    const it = await approved();
    it.world.script.readOne = () => {
      throw new VendorError('vendor-unavailable', 'no answer');
    };
    const unseen = await suspendGrant(it.world.ports, it.input);
    it.world.script.suspend = () => ({ outcome: 'refused', reason: 'no' });
    const refused = await suspendGrant(it.world.ports, it.input);

    expect([unseen.outcome, refused.outcome, it.state()]).toEqual([
      'refused',
      'refused',
      'approved',
    ]);
  });

  it('that the vendor asks to wait for is tried again by the workflow', async () => {
    const it = await approved();
    it.world.script.suspend = () => {
      throw new VendorError('vendor-rate-limited', 'slow down');
    };

    const waiting = { outcome: 'wait', waitSeconds: 30 };
    expect(await suspendGrant(it.world.ports, it.input)).toEqual(waiting);
  });

  it('that a sweep finds in place says nothing', async () => {
    const it = await suspended();
    it.world.script.pages = () => ({ observations: [STOPPED] });

    await sweepVendor(it.world.ports, TENANT, BUDGET);
    it.world.advance(HOUR);
    await sweepVendor(it.world.ports, TENANT, BUDGET);

    expect(it.world.store.said).toEqual([]);
    expect(it.state()).toBe('suspended');
  });

  it('that somebody lifts at the vendor is seen by the next sweep and told, once', async () => {
    const it = await suspended();

    await sweepVendor(it.world.ports, TENANT, BUDGET);
    it.world.advance(HOUR);
    await sweepVendor(it.world.ports, TENANT, BUDGET);

    const said = it.world.store.said.filter((type) => type.startsWith('integration.'));
    expect(said).toEqual(['integration.resumed']);
    expect(it.world.store.transitions[0]?.events[0]?.change).toMatchObject({
      reason: 'our suspension was lifted at the vendor',
    });
  });
});

describe('a resumption', () => {
  it('is noted when the vendor shows it running, and a sweep has nothing to add', async () => {
    const it = await suspended();

    expect(await resumeGrant(it.world.ports, it.input)).toEqual({ outcome: 'done' });
    expect(it.state()).toBe('approved');
    it.world.advance(HOUR);
    await sweepVendor(it.world.ports, TENANT, BUDGET);
    expect(it.world.store.said).toEqual(['integration.resumed']);
  });

  it('of what changed while it was stopped is refused before the vendor is called', async () => {
    const it = await suspended();
    const known = it.world.store.integrations.get(it.known.id) ?? it.known;
    it.world.store.hold({ ...known, fingerprint: 'grown' });
    let calls = 0;
    it.world.script.suspend = () => {
      calls += 1;
      return { outcome: 'accepted', pollAfterSeconds: 0 };
    };

    expect(await resumeGrant(it.world.ports, it.input)).toEqual({ outcome: 'refused' });
    expect([calls, it.state()]).toEqual([0, 'suspended']);
  });

  it('of what the vendor’s own people stopped is none of ours', async () => {
    const it = await approved();
    it.world.advance(HOUR);
    it.world.script.pages = () => ({ observations: [STOPPED] });
    await sweepVendor(it.world.ports, TENANT, BUDGET);

    expect(await resumeGrant(it.world.ports, it.input)).toEqual({ outcome: 'nothing-to-do' });
  });

  it('that the vendor says it did and does not show is not noted', async () => {
    const it = await suspended();
    it.world.script.readOne = () => seen(STOPPED);

    expect(await resumeGrant(it.world.ports, it.input)).toEqual({ outcome: 'refused' });
    expect(it.state()).toBe('suspended');
  });
});
