/** The worked example of docs/risk.md is worked by the code. */
import { readFileSync } from 'node:fs';
import { rateScope } from '#connectors/salesforce/scopes.ts';
import { abilityOf } from '#domain/ability.ts';
import { type Facts, scoreOf, weigh } from '#domain/facts.ts';
import { standingOf } from '#domain/standing.ts';
import { anIntegration, MARCH } from './facts.ts';

const TEXT = readFileSync(new URL('../../docs/risk.md', import.meta.url), 'utf8');
const EXAMPLE = TEXT.slice(TEXT.indexOf('## A worked example'), TEXT.indexOf('## What holds'));

const FACTS: Facts = {
  scopes: ['api', 'refresh_token'],
  reach: 'R3',
  consentKind: 'person',
  credentialKinds: ['refresh-token'],
};
const rate = (scope: string) => rateScope(scope, 'salesforce-oauth-token');

describe('the worked example', () => {
  it('has the parts that the scale gives, each with its points', () => {
    const parts = scoreOf(FACTS, rate).parts.map(({ name, points }) => [name, points]);
    const told = [...EXAMPLE.matchAll(/^\| `([a-z-]+)` \| \+?(-?\d+) \|/gm)];

    expect(told.map(([, name, points]) => [name, Number(points)]).sort()).toEqual(parts.sort());
  });

  it('has the sum, the sentence and what a leaver makes of it', () => {
    const weighed = weigh(FACTS, rate);
    const left = { email: 'ann@example.com', source: 'accepted', leftAt: MARCH } as const;
    const after = standingOf(anIntegration({ ...weighed, owner: left }));

    expect(EXAMPLE).toContain(`${weighed.points} points, tier ${weighed.tier}: "it can`);
    expect(EXAMPLE).toContain(`it can ${abilityOf({ ...FACTS, ...weighed })} (tier`);
    expect(EXAMPLE.replaceAll('\n', ' ')).toContain(`makes it ${after.points}, tier ${after.tier}`);
  });
});
