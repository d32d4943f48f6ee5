/** Says what is unseen, once, and that it is seen again, once. */

import { toTimestamp } from '#domain/time.ts';
import { draft, type EventDraft } from '#domain/transition.ts';
import type { Clock, Coverage, CoverageState, Ledger } from './ports.ts';
import type { SweepState } from './sweep-state.ts';
import type { Collector } from './vendor-port.ts';

interface CoveragePorts {
  readonly coverage: Coverage;
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/** Notes that a list cannot be read. Says so only when it could be read before or was never tried. */
export async function noteGap(
  ports: CoveragePorts,
  state: SweepState,
  gap: { collector: Collector; reason: string; remedy: string | undefined },
): Promise<void> {
  const before = await currentOf(ports, state, gap.collector);
  if (before?.covered === false) return;
  const now = ports.clock.now();
  const remedy = gap.remedy ?? `Grant the connector's read credential: ${gap.collector.permission}`;
  const event = draft('coverage.gap', 'medium', {
    capability: gap.collector.capability,
    collector: gap.collector.name,
    reason: gap.reason,
    remedy: remedy.slice(0, 512),
    since: toTimestamp(now),
  });
  await write(ports, state, { ...gap, before, covered: false, event });
}

/** Notes that a list was seen whole again. Writes nothing when it was never missing. */
export async function noteRestored(
  ports: CoveragePorts,
  state: SweepState,
  collector: Collector,
): Promise<void> {
  const before = await currentOf(ports, state, collector);
  if (before === undefined || before.covered) return;
  const event = draft('coverage.restored', 'info', {
    capability: collector.capability,
    collector: collector.name,
    since: toTimestamp(before.since),
  });
  await write(ports, state, { collector, before, covered: true, event });
}

async function currentOf(
  ports: CoveragePorts,
  state: SweepState,
  collector: Collector,
): Promise<CoverageState | undefined> {
  const all = await ports.coverage.load(state.connection);
  return all.find((one) => one.collector === collector.name);
}

async function write(
  ports: CoveragePorts,
  state: SweepState,
  what: {
    collector: Collector;
    before: CoverageState | undefined;
    covered: boolean;
    reason?: string;
    event: EventDraft;
  },
): Promise<void> {
  const { vendor, tenant } = state.connection;
  const now = ports.clock.now();
  const version = (what.before?.version ?? 0) + 1;
  const next: CoverageState = {
    vendor,
    tenant,
    collector: what.collector.name,
    capability: what.collector.capability,
    version,
    covered: what.covered,
    since: now,
    reason: what.reason,
  };
  await ports.ledger.commit([
    {
      entity: 'coverage',
      next,
      transition: {
        entityId: `coverage:${vendor}:${tenant}:${what.collector.name}`,
        version,
        observedAt: now,
        cause: state.provenance.cause,
        actor: { type: 'system' },
        correlationId: state.sweep.id,
        about: { tenant: { vendor, tenant } },
        events: [what.event],
        changed: { covered: [what.before?.covered, what.covered] },
      },
    },
  ]);
}
