/**
 * What became of an integration of an incident. Only what the store knows counts: a word such as
 * "unused" is no outcome, and what was not seen is not gone.
 */
import type { IncidentTotals } from '#events/envelope.ts';
import type { IncidentTarget } from './incident.ts';
import { type Integration, isGone } from './integration.ts';

export type TargetOutcome = 'waiting' | 'under-way' | 'proven' | 'failed' | 'came-back' | 'unknown';

/** @param known the integration as it is now; undefined = the store has it no more */
export function outcomeOf(target: IncidentTarget, known: Integration | undefined): TargetOutcome {
  if (known === undefined) return 'unknown';
  if (known.incarnation !== target.incarnation) return 'came-back';
  if (isGone(known.state)) return 'proven';
  if (known.state === 'revoke-failed') return 'failed';
  return known.state === 'revoking' || known.state === 'revoked' ? 'under-way' : 'waiting';
}

export interface Leftover {
  readonly integrationId: string;
  readonly name: string;
  readonly owner?: string;
  readonly why: Exclude<TargetOutcome, 'proven'> | 'found-later';
  /** The integration's own state and why, when it is known. */
  readonly state?: string;
}

export interface Progress {
  readonly totals: IncidentTotals;
  readonly leftovers: readonly Leftover[];
  /** Whether nothing is under way or waiting any more. */
  readonly ended: boolean;
}

/** How far a list of targets is. */
export function progressOf(
  targets: readonly IncidentTarget[],
  known: ReadonlyMap<string, Integration>,
): Progress {
  const leftovers: Leftover[] = [];
  let failed = 0;
  let requested = 0;
  for (const target of targets) {
    const now = known.get(target.integrationId);
    const why = outcomeOf(target, now);
    if (now?.revocation !== undefined && why !== 'waiting' && why !== 'came-back') requested += 1;
    if (why === 'failed') failed += 1;
    if (why === 'proven') continue;
    const state =
      now && `${now.state}${now.stateReason === undefined ? '' : `: ${now.stateReason}`}`;
    const { integrationId, name, owner } = target;
    leftovers.push({ integrationId, name, owner, why, state });
  }
  const open = leftovers.some(({ why }) => why === 'under-way' || why === 'waiting');
  const proven = targets.length - leftovers.length;
  return {
    totals: { targets: targets.length, requested, proven, failed },
    leftovers,
    ended: !open,
  };
}

/** Share that is proven dead, cut and never rounded up: 99.99 % of a hundred thousand is not all. */
export function provenShare({ targets, proven }: IncidentTotals): string {
  const share = targets === 0 ? 10_000 : Math.floor((proven * 10_000) / targets);
  return `${(share / 100).toFixed(2)} %`;
}

/** Several tenants' progress as one. */
export function sumOf(parts: readonly Progress[]): Progress {
  const sum = (pick: keyof IncidentTotals) =>
    parts.reduce((total, { totals }) => total + totals[pick], 0);
  return {
    totals: {
      targets: sum('targets'),
      requested: sum('requested'),
      proven: sum('proven'),
      failed: sum('failed'),
    },
    leftovers: parts.flatMap((part) => part.leftovers),
    ended: parts.every((part) => part.ended),
  };
}
