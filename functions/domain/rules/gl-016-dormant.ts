/** GL-016: unused longer than the tier allows. An unknown use is no use of the rule: nothing is said. */
import { adviceByTier, type Rule } from './rule.ts';

export const dormant: Rule = {
  id: 'GL-016',
  title: 'Integration dormant',
  watches: { 'integration.dormant': [] },
  sees: ['last-use'],
  attack: [],
  owasp: ['NHI1'],
  advice: adviceByTier('ask', 'ask'),
  exception: 'declared cadence of use',
  fires({ event }) {
    if (event.type !== 'integration.dormant') return undefined;
    const sentence = `Unused for ${event.change.idleDays} days.`;
    return { reason: 'dormant', severity: 'low', sentence };
  },
};
