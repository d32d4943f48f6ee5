import { synthesise } from './template.ts';
import { definitionOf, REAUTHORISATION, REVOCATION, run, silence } from './workflow-interpreter.ts';

const built = synthesise();
const reauthorisation = definitionOf(built, 'Reauthorisation');
const revocation = definitionOf(built, 'Revocation');

const silent = { Ask: silence, Remind: silence, Escalate: silence, LastCall: silence };
const acted = { Suspend: done, Resume: done, Conclude: done };

function done() {
  return { outcome: 'done' };
}

function rung(outcome: string, waitSeconds = 1, confirmations = 0) {
  return { outcome, rung: 'api', waitSeconds, confirmations };
}

describe('reauthorisation', () => {
  it('asks four times, suspends before the last call and concludes when nobody ever answers', async () => {
    const steps = { ...silent, ...acted };
    const { path, given, ended } = await run(reauthorisation, REAUTHORISATION, steps);
    expect(Object.values(given).map((calls) => calls.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(path.filter((state) => state !== 'Stopped')).toEqual([
      'Ask',
      'Remind',
      'Escalate',
      'Suspend',
      'LastCall',
      'Conclude',
      'Done',
    ]);
    expect(ended).toBe('succeeded');
  });

  it.each(['Ask', 'Remind', 'Escalate', 'LastCall'])(
    'resumes and ends when %s is answered with an approval',
    async (stage) => {
      const steps = { ...silent, ...acted, [stage]: () => ({ answer: 'approve' }) };
      const { path, ended } = await run(reauthorisation, REAUTHORISATION, steps);
      expect(path.slice(-4)).toEqual([stage, 'Answered', 'Resume', 'Done']);
      expect(ended).toBe('succeeded');
    },
  );

  it.each(['refuse', 'withdrawn'])('ends at once when the answer is %s', async (answer) => {
    const steps = { ...silent, ...acted, Ask: () => ({ answer }) };
    const { path } = await run(reauthorisation, REAUTHORISATION, steps);
    expect(path).toEqual(['Ask', 'Answered', 'Done']);
  });

  it('opens the task again when opening it failed, and asks no later stage for that', async () => {
    const steps = { ...silent, ...acted, Ask: (call: number) => flaky(call, { answer: 'refuse' }) };
    const { path, given } = await run(reauthorisation, REAUTHORISATION, steps);
    expect(given.Ask).toHaveLength(3);
    expect(path.at(-1)).toBe('Done');
  });

  it('goes on to the last call and the revocation when stopping fails for good, and tells so', async () => {
    const steps = { ...silent, ...acted, Suspend: broken };
    const { path, given, ended } = await run(reauthorisation, REAUTHORISATION, steps);
    expect(given.Suspend).toHaveLength(9);
    expect(given.LastCall).toEqual([expect.objectContaining({ stop: 'failed' })]);
    expect(path.slice(-4)).toEqual(['StopFailed', 'LastCall', 'Conclude', 'Done']);
    expect(ended).toBe('succeeded');
  });

  it('waits as long as the vendor asks, then stops it before the last call', async () => {
    const steps = {
      ...silent,
      ...acted,
      Suspend: () => ({ outcome: 'wait', waitSeconds: 3600 }),
      SuspendAfterPause: done,
    };
    const { path, given } = await run(reauthorisation, REAUTHORISATION, steps);
    expect(path.slice(3, -2)).toEqual([
      'Suspend',
      'Stopped',
      'WaitForVendor',
      'SuspendAfterPause',
      'LastCall',
    ]);
    expect(given.LastCall).toEqual([expect.objectContaining({ stop: 'done' })]);
  });

  it('fails loudly when concluding fails for good', async () => {
    const steps = { ...silent, ...acted, Conclude: broken };
    const { path, ended } = await run(reauthorisation, REAUTHORISATION, steps);
    expect(path.at(-1)).toBe('StepFailed');
    expect(ended).toBe('failed');
  });
});

describe('revocation', () => {
  it('suspends, revokes, reads back and ends when the vendor shows it dead', async () => {
    const { path, ended } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      NextRung: () => rung('confirm'),
      Confirm: () => rung('verified'),
    });
    expect(path).toEqual([
      'Begin',
      'SuspendFirst',
      'NextRung',
      'Tried',
      'WaitToConfirm',
      'Confirm',
      'Confirmed',
      'Done',
    ]);
    expect(ended).toBe('succeeded');
  });

  it('revokes also when suspending fails for good', async () => {
    const { path, ended } = await run(revocation, REVOCATION, {
      SuspendFirst: broken,
      NextRung: () => rung('confirm'),
      Confirm: () => rung('verified'),
    });
    expect(path).toContain('Confirm');
    expect(ended).toBe('succeeded');
  });

  it('waits as long as the vendor asks for and tries the same rung again, however often', async () => {
    const pauses = [3600, 600, 30];
    const { waited, ended, given } = await run(revocation, REVOCATION, {
      SuspendFirst: () => ({ outcome: 'wait', waitSeconds: 3600 }),
      NextRung: (call) => (call < 3 ? rung('wait', pauses[call]) : rung('confirm')),
      Confirm: () => rung('verified'),
    });
    expect(waited).toEqual([3600, 600, 30, 1]);
    expect(given.NextRung).toHaveLength(4);
    expect(ended).toBe('succeeded');
  });

  it('waits out the life of tokens already issued, as long as each read-back says', async () => {
    const left = [1800, 600, 1];
    const { waited, given } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      NextRung: () => rung('confirm', 3600),
      Confirm: (call) => (call < left.length ? rung('again', left[call]) : rung('verified')),
    });
    expect(waited).toEqual([3600, 1800, 600, 1]);
    expect(given.Confirm).toHaveLength(4);
  });

  it('climbs rung by rung to the manual task when the vendor lies', async () => {
    const rungs = ['confirm', 'confirm', 'manual'];
    const { path, given } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      NextRung: (call) => rung(rungs[call] ?? 'exhausted'),
      Confirm: () => rung('next-rung'),
      Manual: silence,
      LastLook: () => rung('again', 60, 1),
      Overdue: done,
    });
    expect(given.NextRung).toHaveLength(3);
    expect(path.slice(-4)).toEqual(['LastLook', 'Looked', 'Overdue', 'Done']);
    expect(given.Overdue).toEqual([{ input: REVOCATION, why: 'manual-task-overdue' }]);
  });

  it('wakes nobody for what a person did by hand and did not say', async () => {
    const { given, path } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      NextRung: () => rung('manual'),
      Manual: silence,
      LastLook: () => rung('again', 3600, 0),
      Confirm: () => rung('verified'),
    });
    expect(given.LastLook).toEqual([
      { input: REVOCATION, rung: 'api', confirmations: 0, attested: false },
    ]);
    expect(given.Overdue).toBeUndefined();
    expect(path.at(-1)).toBe('Done');
  });

  it('reads back what a person says is done', async () => {
    const { given, path } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      NextRung: () => rung('manual'),
      Manual: () => ({ answer: 'done' }),
      Confirm: () => rung('verified'),
    });
    expect(given.Confirm).toEqual([
      { input: REVOCATION, rung: 'api', confirmations: 0, attested: true },
    ]);
    expect(path.at(-1)).toBe('Done');
  });

  it('fails as still active when a person says it is done and it is seen alive', async () => {
    const { given, path } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      NextRung: () => rung('manual'),
      Manual: () => ({ answer: 'done' }),
      Confirm: (call) => (call < 2 ? rung('again', 60, call + 1) : rung('next-rung', 60, 3)),
      Exhausted: done,
    });
    expect(given.Manual).toHaveLength(1);
    expect(given.Exhausted).toEqual([{ input: REVOCATION, why: 'still-active' }]);
    expect(path.at(-1)).toBe('Done');
  });

  it.each([
    ['no rung is left', { NextRung: () => rung('exhausted') }, 'Exhausted', 'still-active'],
    [
      'a person says it cannot be done',
      { NextRung: () => rung('manual'), Manual: () => ({ answer: 'refuse' }) },
      'Refused',
      'refused-by-vendor',
    ],
  ])('is concluded as failed when %s', async (_when, steps, state, why) => {
    const { given, path } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      ...steps,
      [state]: done,
    });
    expect(given[state]).toEqual([{ input: REVOCATION, why }]);
    expect(path.at(-1)).toBe('Done');
  });

  it.each([
    ['revoking', { NextRung: () => rung('withdrawn') }],
    ['confirming', { NextRung: () => rung('confirm'), Confirm: () => rung('withdrawn') }],
    ['asking', { NextRung: () => rung('manual'), Manual: () => ({ answer: 'withdrawn' }) }],
  ])('ends quietly when it is found withdrawn while %s', async (_when, steps) => {
    const { path, ended } = await run(revocation, REVOCATION, { SuspendFirst: done, ...steps });
    expect(path.at(-1)).toBe('Done');
    expect(ended).toBe('succeeded');
  });

  it.each(['NextRung', 'Confirm', 'Manual'])(
    'is noted as unproven, then fails loudly, when %s fails for good',
    async (state) => {
      const { path, given, ended } = await run(revocation, REVOCATION, {
        SuspendFirst: done,
        NextRung: () => rung(state === 'Confirm' ? 'confirm' : 'manual'),
        Unproven: done,
        [state]: broken,
      });
      expect(given.Unproven).toEqual([{ input: REVOCATION, why: 'unverifiable' }]);
      expect(path.slice(-2)).toEqual(['Unproven', 'StepFailed']);
      expect(ended).toBe('failed');
    },
  );

  it.each(['Overdue', 'Unproven'])('fails loudly when %s fails for good', async (state) => {
    const { path, ended } = await run(revocation, REVOCATION, {
      SuspendFirst: done,
      NextRung: state === 'Unproven' ? broken : () => rung('manual'),
      Manual: silence,
      LastLook: () => rung('again', 60, 1),
      [state]: broken,
    });
    expect(path.slice(-2)).toEqual([state, 'StepFailed']);
    expect(ended).toBe('failed');
  });
});

function broken(): never {
  throw new TypeError('out of order');
}

function flaky<Answer>(call: number, answer: Answer): Answer {
  if (call < 2) throw new TypeError('out of order');
  return answer;
}
