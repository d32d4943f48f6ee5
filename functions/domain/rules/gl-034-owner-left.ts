/** GL-034: the owner or the person who consented is inactive. */
import { severityByTier } from '../severity.ts';
import { adviceByTier, type Rule } from './rule.ts';

export const ownerLeft: Rule = {
  id: 'GL-034',
  title: 'Owner left',
  watches: { 'integration.owner-left': ['tier'] },
  sees: ['directory'],
  attack: [],
  owasp: ['NHI1'],
  advice: adviceByTier('ask', 'ask'),
  exception: 'transfer in progress',
  fires({ event, facts }) {
    if (event.type !== 'integration.owner-left' || facts.tier === undefined) return undefined;
    const sentence = 'The person who answers for it has left.';
    return { reason: 'owner-left', severity: severityByTier(facts.tier), sentence };
  },
};
