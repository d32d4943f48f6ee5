/** Which state may follow which (domain.md 7.3). What is not listed is forbidden. */
import type { State } from '#events/vocabulary.ts';
import { DecisionRefusedError } from './errors.ts';

/** States reachable in one step. `revoking -> approved` is missing on purpose: a revocation cannot
 *  be taken back, only a new consent can follow it. */
export const MOVES: Readonly<Record<State, readonly State[]>> = {
  discovered: [
    'pending-approval',
    'approved',
    'orphaned',
    'quarantined',
    'suspended',
    'revoking',
    'removed-at-source',
  ],
  'pending-approval': [
    'approved',
    'rejected',
    'orphaned',
    'quarantined',
    'suspended',
    'revoking',
    'removed-at-source',
  ],
  approved: [
    'due',
    'pending-approval',
    'orphaned',
    'quarantined',
    'suspended',
    'revoking',
    'removed-at-source',
  ],
  due: [
    'approved',
    'pending-approval',
    'orphaned',
    'quarantined',
    'suspended',
    'revoking',
    'removed-at-source',
  ],
  suspended: [
    'approved',
    'due',
    'pending-approval',
    'discovered',
    'reappeared',
    'orphaned',
    'quarantined',
    'revoking',
    'removed-at-source',
  ],
  orphaned: ['pending-approval', 'suspended', 'revoking', 'removed-at-source'],
  quarantined: ['pending-approval', 'suspended', 'revoking', 'removed-at-source'],
  rejected: ['revoking', 'removed-at-source'],
  revoking: ['revoked', 'revoke-failed'],
  revoked: ['verified', 'revoking', 'revoke-failed'],
  'revoke-failed': ['revoking', 'removed-at-source'],
  verified: ['reappeared'],
  'removed-at-source': ['reappeared'],
  reappeared: [
    'pending-approval',
    'quarantined',
    'orphaned',
    'suspended',
    'revoking',
    'removed-at-source',
  ],
};

/** Whether `to` may follow `from` in one step; staying is always allowed. */
export function mayMove(from: State, to: State): boolean {
  return from === to || MOVES[from].includes(to);
}

/** @throws DecisionRefusedError when the step is forbidden */
export function assertMove(from: State, to: State): void {
  if (mayMove(from, to)) return;
  throw new DecisionRefusedError(`an integration that is ${from} cannot become ${to}`, {
    remedy: 'Look at its history: `grantline show <id>`.',
    facts: { from, to },
  });
}
