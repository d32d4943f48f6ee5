/** GL-032: a credential is older than its tier allows, or was approved at the worst tiers without an end. */
import { adviceByTier, type Rule } from './rule.ts';

export const credentialOld: Rule = {
  id: 'GL-032',
  title: 'Credential too old or without end',
  watches: {
    'integration.token-ageing': [],
    'integration.approval-granted': ['tier', 'expiresAt'],
  },
  sees: ['discover'],
  attack: [],
  owasp: ['NHI7'],
  advice: adviceByTier('ask', 'ask'),
  exception: 'timed exception only',
  concerns: ({ event, facts }) =>
    event.type === 'integration.token-ageing' || facts.tier === undefined || facts.tier <= 1,
  fires({ event, facts }) {
    if (event.type === 'integration.token-ageing') {
      const { ageDays, limitDays } = event.change;
      const severity = ageDays >= 2 * limitDays ? 'high' : 'medium';
      const sentence = `The credential is ${ageDays} days old; ${limitDays} are allowed.`;
      return { reason: 'too-old', severity, sentence };
    }
    if (facts.expiresAt !== 'never') return undefined;
    return { reason: 'endless', severity: 'medium', sentence: 'Approved with no end in sight.' };
  },
};
