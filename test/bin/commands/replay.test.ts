import type { QuarantinedDelivery } from '#use-cases/ports.ts';
import { fakeBackend } from '../fake-backend.ts';
import { grantline, NOW } from '../fake-cli.ts';

function anEntry(number: number, changes: Partial<QuarantinedDelivery> = {}): QuarantinedDelivery {
  return {
    vendor: 'github',
    tenant: '9001',
    deliveryId: `d-${number}`,
    reason: 'an installation without an app',
    receivedAt: NOW - number,
    quarantinedAt: NOW,
    message: `{"deliveryId":"d-${number}","body":"CANARY"}`,
    ...changes,
  };
}

const three = () => [anEntry(1), anEntry(2, { vendor: 'okta' }), anEntry(3)];

describe('replay', () => {
  it('sends all that could not be understood to the inbox again, as it was, and forgets it', async () => {
    const at = fakeBackend({ quarantined: three() });

    const { exitCode, lines } = await grantline(['replay', '--json'], at);

    expect(exitCode).toBe(0);
    expect(at.resent).toEqual(three().map((one) => one.message));
    expect(at.stored.quarantined).toEqual([]);
    expect(lines[0]).toMatchObject({ found: 3, sent: 3 });
  });

  it('only shows them on a dry run, with the reason and without what was sent', async () => {
    const at = fakeBackend({ quarantined: three() });

    const { out } = await grantline(['replay', '--dry-run'], at);
    const json = await grantline(['replay', '--dry-run', '--json'], at);

    expect(out).toContain('an installation without an app');
    expect(out).toContain('3 deliveries would be sent');
    expect(out + json.out).not.toContain('CANARY');
    expect([at.resent, at.stored.quarantined.length]).toEqual([[], 3]);
  });

  it('takes one vendor when it is named', async () => {
    const at = fakeBackend({ quarantined: three() });

    await grantline(['replay', '--vendor', 'okta'], at);

    expect(at.resent).toEqual([anEntry(2).message]);
    expect(at.stored.quarantined).toEqual([anEntry(1), anEntry(3)]);
  });

  it('keeps what the queue did not take', async () => {
    const at = fakeBackend({ quarantined: three() });
    at.onResend = (message) => {
      if (message.includes('d-2')) throw new TypeError('the queue is away');
    };

    const { exitCode } = await grantline(['replay'], at);

    expect(exitCode).toBe(1);
    expect(at.stored.quarantined.map((one) => one.deliveryId)).toEqual(['d-2', 'd-3']);
  });

  it('keeps what was not understood again before it was forgotten', async () => {
    const at = fakeBackend({ quarantined: [anEntry(1)] });
    at.onResend = () => {
      at.stored.quarantined = [anEntry(1, { quarantinedAt: NOW + 1 })];
    };

    await grantline(['replay'], at);

    expect(at.stored.quarantined).toHaveLength(1);
  });

  it('says so when nothing is there', async () => {
    expect(await grantline(['replay'], fakeBackend())).toMatchObject({
      exitCode: 0,
      out: 'Nothing is in quarantine.',
    });
  });
});
