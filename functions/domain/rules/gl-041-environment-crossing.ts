/** GL-041: named as something for trying out, and able to do great harm. */
import { adviceByTier, type Rule } from './rule.ts';

/** As a word of its own: `latest-news` and `Contest` are no tests. */
const NOT_PRODUCTION = /(?:^|[^a-z])(?:test|dev|staging|sandbox|demo|poc|qa)(?:[^a-z]|$)/i;

export const environmentCrossing: Rule = {
  id: 'GL-041',
  title: 'Environment crossing',
  watches: {
    'integration.discovered': ['clientName', 'tier'],
    'integration.scopes-changed': ['clientName', 'tier'],
  },
  sees: ['discover', 'scopes'],
  attack: ['T1199'],
  owasp: ['NHI8'],
  advice: adviceByTier('ask', 'ask'),
  exception: 'timed exception',
  fires({ event, facts }) {
    const { clientName, tier } = facts;
    if (clientName === undefined || tier === undefined || tier > 1) return undefined;
    if (event.type === 'integration.scopes-changed' && event.change.direction !== 'expanded') {
      return undefined;
    }
    if (!NOT_PRODUCTION.test(clientName)) return undefined;
    const sentence = 'Its name says it is for trying out; its reach is that of production.';
    return { reason: 'not-production', severity: 'high', sentence };
  },
};
