/** How urgent an event is, by what the integration could do. */
import type { Severity, Tier } from '#events/vocabulary.ts';

/** `high` for the tiers that can do great harm, `medium` for the middle, `low` below. */
export function severityByTier(tier: Tier): Severity {
  if (tier <= 1) return 'high';
  return tier === 2 ? 'medium' : 'low';
}

/** One step less urgent than `severityByTier`, for what is due rather than wrong. */
export function calmSeverityByTier(tier: Tier): Severity {
  if (tier <= 1) return 'medium';
  return tier === 2 ? 'low' : 'info';
}
