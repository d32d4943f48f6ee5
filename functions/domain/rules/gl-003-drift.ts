/** GL-003: what was approved changed in something else than its scopes. */
import { adviceByTier, type Rule } from './rule.ts';

export const drift: Rule = {
  id: 'GL-003',
  title: 'Fingerprint drift without scope change',
  watches: { 'integration.approval-voided': [] },
  sees: ['discover'],
  attack: ['T1098.001', 'T1036.005'],
  owasp: ['NHI3'],
  advice: adviceByTier('ask', 'ask'),
  exception: 'announced change',
  fires({ event }) {
    if (event.type !== 'integration.approval-voided') return undefined;
    const { why, facets } = event.change;
    if (why !== 'fingerprint-drifted') return undefined;
    const isIdentity = facets.includes('redirect-hosts') || facets.includes('publisher');
    return {
      reason: `drift-${[...facets].sort().join('-')}`.slice(0, 64),
      severity: isIdentity ? 'high' : 'medium',
      sentence: `Changed since it was approved: ${facets.join(', ')}.`.slice(0, 500),
    };
  },
};
