/** GL-030: a new static credential that nobody approved; worse without an end. */
import type { IntegrationKind } from '#events/vocabulary.ts';
import { adviceByTier, type Rule } from './rule.ts';

const STATIC: ReadonlySet<IntegrationKind | undefined> = new Set([
  'okta-api-token',
  'okta-service-app',
  'github-fine-grained-token',
  'github-deploy-key',
] as const);

export const staticKeyCreated: Rule = {
  id: 'GL-030',
  title: 'API key or service account created',
  watches: { 'integration.discovered': ['expiresAt'], 'integration.reappeared': ['expiresAt'] },
  sees: ['discover'],
  attack: ['T1136.003', 'T1098.001'],
  owasp: ['NHI7'],
  advice: adviceByTier('ask', 'ask'),
  exception: 'key made within a rotation',
  concerns: ({ facts }) => STATIC.has(facts.kind) && facts.state !== 'approved',
  fires({ facts }) {
    const endless = facts.expiresAt === 'never';
    return {
      reason: endless ? 'endless-key' : 'new-key',
      severity: endless ? 'high' : 'medium',
      sentence: endless
        ? 'A new key that never ends, approved by nobody.'
        : 'A new key, approved by nobody.',
    };
  },
};
