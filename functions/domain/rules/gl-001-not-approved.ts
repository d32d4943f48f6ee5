/** GL-001: an integration is seen for the first time and nothing approves it. */
import { severityByTier } from '../severity.ts';
import { adviceByTier, type Rule } from './rule.ts';

export const notApproved: Rule = {
  id: 'GL-001',
  title: 'New integration not approved',
  watches: { 'integration.discovered': ['tier', 'state'] },
  sees: ['discover'],
  attack: ['T1671'],
  owasp: ['NHI3'],
  advice: adviceByTier('ask', 'ask'),
  exception: 'pre-approved catalogue entry',
  fires({ event, facts }) {
    if (event.type !== 'integration.discovered') return undefined;
    const { tier, state } = facts;
    if (tier === undefined || state === 'approved') return undefined;
    const sentence = 'Seen for the first time, and nobody has approved it.';
    return { reason: 'not-approved', severity: severityByTier(tier), sentence };
  },
};
