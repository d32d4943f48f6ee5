/** GL-035: used on a day after the owner left. Last use is kept by day, so the day itself proves nothing. */
import { adviceByTier, type Rule } from './rule.ts';

export const leaverActivity: Rule = {
  id: 'GL-035',
  title: "Activity by a leaver's grant",
  watches: {
    'integration.owner-left': ['ownerLeftDay', 'lastUsedDay'],
    'integration.orphaned': ['ownerLeftDay', 'lastUsedDay'],
    'integration.token-ageing': ['ownerLeftDay', 'lastUsedDay'],
    'integration.scopes-changed': ['ownerLeftDay', 'lastUsedDay'],
  },
  sees: ['directory', 'last-use'],
  attack: ['T1078.004'],
  owasp: ['NHI1'],
  advice: adviceByTier('suspend', 'ask'),
  exception: 'moved to a service identity before',
  concerns: ({ facts }) => facts.ownerLeftDay !== 'not-left',
  fires({ facts }) {
    const { ownerLeftDay, lastUsedDay } = facts;
    if (typeof ownerLeftDay !== 'number' || typeof lastUsedDay !== 'number') return undefined;
    if (lastUsedDay <= ownerLeftDay) return undefined;
    const sentence = `Used ${lastUsedDay - ownerLeftDay} days after its owner left.`;
    return { reason: 'used-by-leaver', severity: 'high', sentence };
  },
};
