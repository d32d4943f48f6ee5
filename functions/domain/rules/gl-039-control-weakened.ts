/** GL-039: the limit to known addresses that was approved is gone. */
import { adviceByTier, type Rule } from './rule.ts';

export const controlWeakened: Rule = {
  id: 'GL-039',
  title: 'Control weakened',
  watches: { 'integration.approval-voided': ['ipLimited'] },
  sees: ['discover'],
  attack: ['T1556.009', 'T1562'],
  owasp: ['NHI4'],
  advice: adviceByTier('suspend', 'ask'),
  exception: 'change window',
  concerns: ({ event }) =>
    event.type === 'integration.approval-voided' && event.change.facets.includes('ip-limited'),
  fires({ facts }) {
    if (facts.ipLimited !== false) return undefined;
    const sentence = 'It was approved for known addresses only and now works from anywhere.';
    return { reason: 'ip-limit-gone', severity: 'high', sentence };
  },
};
