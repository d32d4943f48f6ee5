import { type Sweep, startSweep } from '#domain/sweep.ts';
import { CONNECTION, fakeBackend } from '../fake-backend.ts';
import { grantline, NOW } from '../fake-cli.ts';

const TENANT = { vendor: 'github', tenant: '9001' } as const;

function aSweep(changes: Partial<Sweep>, start = NOW): Sweep {
  const begin = { now: start, previous: undefined };
  return { ...startSweep(TENANT, [{ name: 'installations' }], begin), ...changes };
}

const before = aSweep({ status: 'completed' }, NOW - 1000);
const running = aSweep({ status: 'running' });
const complete = aSweep({
  status: 'completed',
  finishedAt: NOW,
  changed: 2,
  unchanged: 40,
  runs: [{ collector: 'installations', status: 'complete', pages: 1, received: 42, skipped: 0 }],
});
const incomplete = aSweep({
  status: 'incomplete',
  breaker: { missing: 9, live: 12 },
  runs: [
    {
      collector: 'installations',
      status: 'incomplete',
      reason: 'the vendor held back 3 rows',
      pages: 1,
      received: 39,
      skipped: 3,
    },
  ],
});

describe('sweep', () => {
  it('asks for a look at every connected tenant', async () => {
    const at = fakeBackend({ connections: [CONNECTION, { ...CONNECTION, tenant: '42' }] });

    const { exitCode, out } = await grantline(['sweep', '--json'], at);

    expect(exitCode).toBe(0);
    expect(at.messages).toEqual([
      { kind: 'sweep', vendor: 'github', tenant: '9001' },
      { kind: 'sweep', vendor: 'github', tenant: '42' },
    ]);
    expect(JSON.parse(out)).toEqual({
      requested: [TENANT, { vendor: 'github', tenant: '42' }],
    });
  });

  it('asks for the one that is named', async () => {
    const at = fakeBackend({ connections: [CONNECTION, { ...CONNECTION, tenant: '42' }] });

    await grantline(['sweep', 'github', '42'], at);

    expect(at.messages).toEqual([{ kind: 'sweep', vendor: 'github', tenant: '42' }]);
  });

  it('says that a vendor is not connected', async () => {
    const at = fakeBackend();

    expect(await grantline(['sweep', 'okta'], at)).toMatchObject({
      exitCode: 5,
      err: expect.stringContaining('grantline connect okta'),
    });
    expect(at.messages).toEqual([]);
  });

  it('waited for is the new one, not the one that had ended before', async () => {
    const at = fakeBackend({ sweeps: [before, before, running, running, complete] });

    const { out, exitCode } = await grantline(['sweep', '--wait'], at);

    expect(exitCode).toBe(0);
    expect(out).toContain('COMPLETE at 2026-03-02T09:00:00.000Z: 2 changed, 40 unchanged');
  });

  it('waited for is the one that was running already', async () => {
    const at = fakeBackend({ sweeps: [running, running, complete] });

    const { out } = await grantline(['sweep', '--wait', '--json'], at);

    expect(JSON.parse(out)).toEqual([complete]);
  });

  it('that is incomplete says why and that nothing was concluded, and is no failure', async () => {
    const at = fakeBackend({ sweeps: [undefined, incomplete] });

    const { out, exitCode } = await grantline(['sweep', '--wait'], at);

    expect(exitCode).toBe(0);
    expect(out).toContain('INCOMPLETE');
    expect(out).toContain('unknown, not gone');
    expect(out).toContain('9 of 12 would have vanished at once');
    expect(out).toContain('the vendor held back 3 rows');
  });

  it('that does not end in time is said to go on', async () => {
    const at = fakeBackend({ sweeps: [before, running] });

    const { exitCode, err } = await grantline(['sweep', '--wait', '--timeout', 'PT10S'], at);

    expect(exitCode).toBe(1);
    expect(err).toContain('has not ended yet');
  });
});
