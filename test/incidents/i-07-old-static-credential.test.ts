/**
 * Snowflake customers, 2024: credentials from years before, unused for months, still valid. What can
 * be said of them before anybody uses one (domain: age, dormancy); the use itself needs usage data.
 */
import { sayDeadline } from '#domain/due.ts';
import type { Integration } from '#domain/integration.ts';
import { toDay } from '#domain/time.ts';
import { eventsOf } from '#domain/transition.ts';
import { aCircumstance, anIntegration } from '#test/domain/facts.ts';
import { MemoryStore } from '#test/support/memory-store.ts';
import { raiseFindings } from '#use-cases/raise-findings.ts';

const DAY = 86_400_000;
const { now } = aCircumstance();
const log = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };

/** The findings when the clock says one deadline of an integration. */
async function foundAt(kind: 'token-ageing' | 'dormant', facts: Partial<Integration>) {
  const store = new MemoryStore();
  const known = anIntegration({ deadline: { kind, at: now }, ...facts });
  const step = sayDeadline(known, aCircumstance());
  if (step === undefined) throw new TypeError('the deadline is reached');
  for (const event of eventsOf(step.transition)) {
    await raiseFindings({ ledger: store.ledger, log }, event, step.next);
    await raiseFindings({ ledger: store.ledger, log }, event, step.next);
  }
  return [...store.findings.values()].map(({ rule, severity }) => `${rule} ${severity}`);
}

describe('an old static credential', () => {
  it('of 1,400 days is a finding of high severity, once', async () => {
    expect(await foundAt('token-ageing', { credentialIssuedAt: now - 1400 * DAY })).toEqual([
      'GL-032 high',
    ]);
  });

  it('unused for 210 days is a finding, once', async () => {
    expect(await foundAt('dormant', { lastUsedDay: toDay(now) - 210 })).toEqual(['GL-016 low']);
  });
});
