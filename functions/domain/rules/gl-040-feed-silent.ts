/** GL-040: a sweep did not see everything, or an ability of a connection is gone. */
import { adviceByTier, type Rule } from './rule.ts';

export const feedSilent: Rule = {
  id: 'GL-040',
  title: 'Feed silent or sweep incomplete',
  watches: { 'sweep.incomplete': [], 'coverage.gap': [] },
  sees: [],
  attack: ['T1562.008'],
  owasp: [],
  advice: adviceByTier('ask', 'ask'),
  exception: 'none: mend the connection',
  fires({ event }) {
    if (event.type === 'sweep.incomplete') {
      const { breaker } = event.change;
      const sentence =
        breaker === undefined
          ? 'A sweep did not see everything.'
          : `A sweep misses ${breaker.missing} of ${breaker.live} integrations at once.`;
      return { reason: 'sweep-incomplete', severity: 'medium', sentence };
    }
    if (event.type !== 'coverage.gap') return undefined;
    const { capability } = event.change;
    const isEar = capability === 'feed' || capability === 'push' || capability === 'discover';
    return {
      reason: `gap-${capability}`,
      severity: isEar ? 'high' : 'medium',
      sentence: `Nothing is seen of what needs the ability "${capability}".`,
    };
  },
};
