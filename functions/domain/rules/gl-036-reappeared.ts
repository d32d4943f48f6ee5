/** GL-036: something removed or revoked is back under the same key. */
import { adviceByTier, type Rule } from './rule.ts';

export const reappeared: Rule = {
  id: 'GL-036',
  title: 'Reappeared after revocation',
  watches: { 'integration.reappeared': [] },
  sees: ['discover'],
  attack: ['T1671'],
  owasp: ['NHI1'],
  advice: adviceByTier('suspend', 'ask'),
  exception: 'approved return to service',
  fires({ event }) {
    if (event.type !== 'integration.reappeared') return undefined;
    if (event.change.previousState === 'removed-at-source') return undefined;
    const sentence = `Revoked, gone for ${event.change.daysBetween} days, and back.`;
    return { reason: 'reappeared', severity: 'high', sentence };
  },
};
