/** GL-004: an integration has a path to full control. */
import { adviceByTier, type Rule } from './rule.ts';

export const highestPrivilege: Rule = {
  id: 'GL-004',
  title: 'Highest-privilege scope granted',
  watches: {
    'integration.discovered': ['tier'],
    'integration.scopes-changed': ['tier'],
    'integration.reappeared': ['tier'],
  },
  sees: ['discover', 'scopes'],
  attack: ['T1098.003'],
  owasp: ['NHI5'],
  advice: adviceByTier('suspend', 'ask'),
  exception: 'break-glass change ticket',
  fires({ event, facts }) {
    if (facts.tier !== 0) return undefined;
    if (event.type === 'integration.scopes-changed' && event.change.direction !== 'expanded') {
      return undefined;
    }
    const sentence = 'It can take full control of what it is connected to.';
    return { reason: 'tier-0', severity: 'critical', sentence };
  },
};
