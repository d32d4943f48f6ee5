import { rateScope as rateGithub } from '#connectors/github/scopes.ts';
import { rateScope as rateOkta } from '#connectors/okta/scopes.ts';
import type { Facts } from '#domain/facts.ts';
import { proposalFor, proposalWords } from '#domain/proposal.ts';
import { on, type ScopeRating } from '#domain/risk.ts';
import { riskFacts } from '#domain/risk-facts.ts';
import { anIntegration } from './facts.ts';

const FACTS: Facts = { reach: 'R3', consentKind: 'person', publisher: 'Acme' };
const okta = (scope: string) => rateOkta(scope, 'okta-service-app');

describe('a proposal of less', () => {
  it('names the nearest lower scope of the vendor and what it would make of it', () => {
    const scopes = ['okta.users.manage', 'okta.logs.read'];

    expect(proposalFor({ ...FACTS, scopes }, okta)).toEqual({
      instead: [{ of: 'okta.users.manage', take: 'okta.users.read' }],
      choose: false,
      points: 63,
      tier: 1,
    });
  });

  it('limits the reach where the vendor lets one choose items, and only of what that limits', () => {
    const facts = { ...FACTS, scopes: ['contents:write', 'members:read'] };

    // Reading code of chosen repositories is 54; listing people reaches the organisation all the same.
    expect(proposalFor(facts, rateGithub)).toMatchObject({ choose: true, points: 54, tier: 2 });
  });

  it('is made of reach alone where there is no lower scope', () => {
    const proposal = proposalFor({ ...FACTS, scopes: ['contents:read'] }, rateGithub);

    expect(proposal).toMatchObject({ instead: [], choose: true, points: 54 });
    expect(proposal && proposalWords(proposal)).toBe(
      'With chosen items instead of all it would be tier 2 (54 points).',
    );
  });

  it.each([
    ['nothing is lower', ['okta.logs.read']],
    ['the vendor does not tell the scopes', undefined],
    ['there is no scope', []],
    ['nobody has mapped what decides', ['okta.quantum.manage']],
  ])('is not made when %s', (_why, scopes) => {
    expect(proposalFor({ ...FACTS, scopes }, okta)).toBeUndefined();
  });

  it('is not made of a table that calls something graver narrower', () => {
    const wrong = (scope: string): ScopeRating => ({
      class: scope === 'less' ? 'IAM' : 'READ',
      ...on('crm'),
      reach: 'R3',
      allows: scope,
      narrower: 'less',
    });

    expect(proposalFor({ ...FACTS, scopes: ['more'] }, wrong)).toBeUndefined();
  });

  it('is told to whoever is asked, with the sentence and what is unmapped', () => {
    const known = anIntegration({
      scopes: ['okta.users.manage', 'okta.quantum.manage'],
      risk: { version: 2, allows: 'change any user', unmapped: 1, administrator: true },
      points: 97,
    });

    expect(riskFacts(known, okta)).toEqual([
      'In short: it can change any user, by itself, in the name of an administrator (tier 0).',
      'Reach R3, tier 0 (0 is the highest).',
      'Graver now: nobody has accepted to answer for it (+6).',
      '1 scope is not mapped yet and counted as tier 1.',
      expect.stringContaining('Could it do with less? With okta.users.read instead of'),
    ]);
  });
});
