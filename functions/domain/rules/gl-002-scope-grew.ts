/** GL-002: scopes or reach of something a person has been asked about grew. One nobody was asked about yet is
 * GL-001's. */
import type { State } from '#events/vocabulary.ts';
import { adviceByTier, type Rule } from './rule.ts';

const UNASKED: ReadonlySet<State | undefined> = new Set(['discovered', 'reappeared'] as const);

export const scopeGrew: Rule = {
  id: 'GL-002',
  title: 'Scope of an integration grew',
  watches: { 'integration.scopes-changed': ['state'] },
  sees: ['scopes'],
  attack: ['T1671', 'T1098.003'],
  owasp: ['NHI5'],
  advice: adviceByTier('suspend', 'ask'),
  exception: 'announced scope change',
  fires({ event, facts }) {
    if (event.type !== 'integration.scopes-changed') return undefined;
    const { direction, classRaised } = event.change;
    if (direction !== 'expanded' || UNASKED.has(facts.state)) return undefined;
    return {
      reason: classRaised ? 'class-raised' : 'scopes-grew',
      severity: classRaised ? 'high' : 'medium',
      sentence: classRaised
        ? 'It can now do things of a more dangerous kind than before.'
        : 'It can now do more of what it could do before.',
    };
  },
};
