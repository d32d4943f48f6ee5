/**
 * What ownership and use add to the score right now (domain.md 6.2). Worked out where it is read and
 * never stored: it moves without a fact of the vendor's moving.
 */
import type { Tier } from '#events/vocabulary.ts';
import type { Integration } from './integration.ts';
import type { RiskPart } from './modifiers.ts';
import { tierOf } from './risk.ts';
import { POINTS_MAX } from './score.ts';

export interface Standing {
  readonly points: number;
  /** Never milder than the stored one. */
  readonly tier: Tier;
  /** What was added to the stored points. */
  readonly parts: readonly RiskPart[];
}

const ACCOUNTABLE: ReadonlySet<NonNullable<Integration['owner']>['source']> = new Set([
  'accepted',
  'connection-default',
]);

/** The integration as it stands.
 *  @param openFinding a finding of severity high or worse that nobody has answered; left out where
 *  nobody looked, which adds nothing */
export function standingOf(
  integration: Pick<Integration, 'points' | 'owner' | 'said' | 'risk'>,
  openFinding?: boolean,
): Standing {
  const { points, owner, said, risk } = integration;
  // Nothing that can be done is made graver by nobody owning it.
  if (risk !== undefined && risk.allows === undefined)
    return { points, tier: tierOf(points), parts: [] };
  const parts = [
    ...ownerPart(owner),
    ...(said.dormant === undefined ? [] : [DORMANT]),
    ...(openFinding === true ? [OPEN_FINDING] : []),
  ];
  const total = Math.min(
    POINTS_MAX,
    parts.reduce((sum, part) => sum + part.points, points),
  );
  return { points: total, tier: tierOf(total), parts };
}

const DORMANT: RiskPart = {
  name: 'dormant',
  points: 5,
  fact: 'it has not been used for longer than its tier allows',
};

const OPEN_FINDING: RiskPart = {
  name: 'open-finding',
  points: 5,
  fact: 'a rule fired for it since somebody last approved it',
};

function ownerPart(owner: Integration['owner']): RiskPart[] {
  if (owner?.leftAt !== undefined) {
    return [{ name: 'owner-left', points: 6, fact: 'whoever answered for it has left' }];
  }
  if (owner !== undefined && ACCOUNTABLE.has(owner.source)) return [];
  return [{ name: 'owner-missing', points: 6, fact: 'nobody has accepted to answer for it' }];
}
