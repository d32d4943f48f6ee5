/** Okta support system, 2023: one view of the log did not show the accesses. A feed that falls silent
 *  must name the rules that became blind, while the others go on. */
import { readFileSync } from 'node:fs';
import { eventsOf } from '#domain/transition.ts';
import { CoverageGap } from '#events/coverage-gap.ts';
import type { Capability } from '#events/vocabulary.ts';
import { MemoryStore } from '#test/support/memory-store.ts';
import { raiseFindings } from '#use-cases/raise-findings.ts';

const log = { info: () => {}, warn: () => {}, error: () => {}, count: () => {} };
const sample = CoverageGap.parse(
  JSON.parse(
    readFileSync(new URL('../../events/samples/coverage.gap.json', import.meta.url), 'utf8'),
  ),
);

/** What is said when an ability of a connection is gone. */
async function saidOf(capability: Capability) {
  const store = new MemoryStore();
  const gap = { ...sample, severity: 'medium' as const };
  await raiseFindings(
    { ledger: store.ledger, log },
    { ...gap, change: { ...gap.change, capability } },
    undefined,
  );
  return store.transitions.flatMap(eventsOf);
}

describe('a feed that falls silent', () => {
  it('is said with the rules that cannot see, and not with the others', async () => {
    const [said] = await saidOf('directory');

    expect(said).toMatchObject({
      type: 'finding.raised',
      change: { rule: 'GL-040', blinded: ['GL-034', 'GL-035'] },
    });
  });

  it('pages when nothing is heard any more, though the gap itself would only notify', async () => {
    const [said] = await saidOf('feed');

    expect(said).toMatchObject({ severity: 'high', change: { reason: 'gap-feed' } });
  });
});
