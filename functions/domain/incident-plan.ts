/** What a run would do, before it does anything: order, vendor calls, rate, finish. */
import type { IncidentTarget } from './incident.ts';
import { isGone } from './integration.ts';
import {
  CALLS_PER_TARGET,
  type CallLimit,
  callsPerMinute,
  targetsPerMs,
  UNDOCUMENTED_LIMIT,
} from './pace.ts';

/** The order of a run: what is gone already last, the highest tier first, then the widest reach. */
export function inOrder(targets: readonly IncidentTarget[]): IncidentTarget[] {
  return [...targets].sort(
    (a, b) =>
      Number(isGone(a.stateAtOpening)) - Number(isGone(b.stateAtOpening)) ||
      a.tier - b.tier ||
      b.reach.localeCompare(a.reach) ||
      (a.integrationId < b.integrationId ? -1 : 1),
  );
}

/** What the capabilities of a vendor say of one kind. */
export interface LaneMeans {
  readonly limit?: CallLimit;
  rungs(kind: IncidentTarget['kind']): readonly {
    readonly name: string;
    readonly how: 'api' | 'manual';
    readonly residual?: string;
  }[];
}

export interface PlannedTarget {
  readonly target: IncidentTarget;
  /** Rungs in order; empty for what is gone already. */
  readonly ladder: readonly string[];
  /** Only a person can end it. */
  readonly manual: boolean;
}

export interface LanePlan {
  readonly targets: readonly PlannedTarget[];
  readonly vendorCalls: number;
  readonly manual: number;
  /** Vendor calls a minute that the run keeps to. */
  readonly callsPerMinute: number;
  readonly limitSource: string;
  /** From the start to the last request, in milliseconds; the proof of the last one comes after. */
  readonly durationMs: number;
}

/** The plan of one tenant. Pure: nothing is executed. */
export function planLane(targets: readonly IncidentTarget[], means: LaneMeans): LanePlan {
  const planned = inOrder(targets).map((target): PlannedTarget => {
    if (isGone(target.stateAtOpening)) return { target, ladder: [], manual: false };
    const rungs = means.rungs(target.kind);
    const manual = !rungs.some((rung) => rung.how === 'api');
    return { target, ladder: rungs.map((rung) => rung.name), manual };
  });
  const live = planned.filter(({ target }) => !isGone(target.stateAtOpening));
  const byApi = live.filter(({ manual }) => !manual).length;
  const limit = means.limit ?? UNDOCUMENTED_LIMIT;
  return {
    targets: planned,
    vendorCalls: byApi * CALLS_PER_TARGET,
    manual: live.length - byApi,
    callsPerMinute: callsPerMinute(limit),
    limitSource: means.limit?.source ?? 'the vendor documents no limit',
    durationMs: Math.ceil(live.length / targetsPerMs(limit)),
  };
}
