import fc from 'fast-check';
import { callsPerMinute, LIMIT_SHARE, refill, spreadWait, targetsPerMs } from '#domain/pace.ts';

const MINUTE = 60_000;
const limits = fc.record({
  calls: fc.integer({ min: 1, max: 100_000 }),
  perSeconds: fc.integer({ min: 1, max: 86_400 }),
});

describe('the pace of a run', () => {
  it('never gives more in any time than that time and five seconds allow', () => {
    fc.assert(
      fc.property(
        limits,
        fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 50 }),
        (limit, waits) => {
          const perMs = targetsPerMs(limit);
          let bucket = { tokens: 0, countedAt: 0 };
          let now = 0;
          let taken = 0;
          for (const wait of waits) {
            now += wait;
            const full = refill(bucket, perMs, now);
            taken += Math.floor(full.tokens);
            bucket = { ...full, tokens: full.tokens - Math.floor(full.tokens) };
          }
          expect(taken).toBeLessThanOrEqual(now * perMs + 1e-6);
        },
      ),
    );
  });

  it('is not made up for after a pause', () => {
    const perMs = targetsPerMs({ calls: 900, perSeconds: 60 });
    const after = refill({ tokens: 0, countedAt: 0 }, perMs, 60 * MINUTE);
    expect(after.tokens).toBeCloseTo(5_000 * perMs);
  });

  it('of a clock that goes back gives nothing', () => {
    expect(refill({ tokens: 3, countedAt: 1_000 }, 0.1, 0).tokens).toBe(3);
  });

  it('lets a minute hold 80 % of the limit, rounded down, and always one call', () => {
    fc.assert(
      fc.property(limits, (limit) => {
        const share = (limit.calls * LIMIT_SHARE * 60) / limit.perSeconds;
        expect(callsPerMinute(limit)).toBeLessThanOrEqual(Math.max(1, share));
      }),
    );
    expect(callsPerMinute({ calls: 1, perSeconds: 86_400 })).toBe(1);
  });

  it('sends who found a minute full into the next one, spread over its first seconds', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (id, now) => {
        const at = now + spreadWait(id, now);
        const begin = Math.ceil((now + 1) / MINUTE) * MINUTE;
        expect(at).toBeGreaterThanOrEqual(begin);
        expect(at).toBeLessThan(begin + 15_000);
      }),
    );
  });
});
