import fc from 'fast-check';
import { DecisionRefusedError } from '#domain/errors.ts';
import { assertMove, MOVES, mayMove } from '#domain/state-machine.ts';
import { STATES } from '#events/vocabulary.ts';

describe('state machine', () => {
  it.each([
    ['revoking', 'approved'],
    ['revoked', 'approved'],
    ['revoking', 'verified'],
    ['verified', 'approved'],
    ['removed-at-source', 'approved'],
    ['quarantined', 'approved'],
    ['revoke-failed', 'verified'],
    ['rejected', 'approved'],
  ] as const)('%s never becomes %s in one step', (from, to) => {
    expect(() => assertMove(from, to)).toThrow(DecisionRefusedError);
  });

  it('nothing gone is live again without being seen as reappeared', () => {
    for (const gone of ['verified', 'removed-at-source'] as const) {
      expect(MOVES[gone]).toEqual(['reappeared']);
    }
  });

  it('proof comes only after the vendor accepted', () => {
    const before = STATES.filter((state) => state !== 'verified' && mayMove(state, 'verified'));

    expect(before).toEqual(['revoked']);
  });

  it('every state can be reached from discovered', () => {
    const reached = new Set<string>(['discovered']);
    for (const _round of STATES) {
      for (const from of STATES) {
        if (reached.has(from)) for (const to of MOVES[from]) reached.add(to);
      }
    }

    expect([...STATES].filter((state) => !reached.has(state) && state !== 'rejected')).toEqual([]);
  });

  it('staying is always allowed', () => {
    fc.assert(fc.property(fc.constantFrom(...STATES), (state) => mayMove(state, state)));
  });
});
