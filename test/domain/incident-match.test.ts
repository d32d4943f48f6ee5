import type { Indicators } from '#domain/incident.ts';
import { assertNamesSomebody, matchedBy } from '#domain/incident-match.ts';
import type { Integration } from '#domain/integration.ts';
import { anApprovedIntegration } from './facts.ts';

const indicators = (changes: Partial<Indicators> = {}): Indicators => ({
  vendor: 'drift',
  aliases: [],
  clientIds: [],
  domains: [],
  platforms: [],
  ...changes,
});

const match = (named: Partial<Indicators>, facts: Partial<Integration>) =>
  matchedBy(indicators(named), anApprovedIntegration(facts));

describe('who is meant by an incident', () => {
  it.each([
    ['Drift Email', 'name'],
    ['DRIFT', 'name'],
    ['ｄｒｉｆｔ', 'name'],
    ['drift-email', 'name'],
    ['Driftwood', undefined],
    ['Adrift', undefined],
  ])('by the name drift: %s is %s', (clientName, expected) => {
    expect(match({}, { clientName })).toBe(expected);
  });

  it.each([
    ['drift.com', 'domain'],
    ['API.Drift.com.', 'domain'],
    ['notdrift.com', undefined],
    ['drift.com.evil.test', undefined],
  ])('by the domain drift.com: a redirect to %s is %s', (host, expected) => {
    const facts = { clientName: 'other', redirectHosts: [host] };
    expect(match({ vendor: 'x', domains: ['Drift.com'] }, facts)).toBe(expected);
  });

  it('is everything at a platform that is named as a whole', () => {
    expect(match({ vendor: 'x', platforms: ['github'] }, { clientName: 'other' })).toBe('platform');
    expect(match({ vendor: 'x', platforms: ['okta'] }, { clientName: 'other' })).toBeUndefined();
  });

  it('is not what was gone before, and is what went since', () => {
    const gone = { clientName: 'Drift', state: 'removed-at-source' } as const;
    expect(match({ since: 1_000 }, { ...gone, stateSince: 999 })).toBeUndefined();
    expect(match({ since: 1_000 }, { ...gone, stateSince: 1_000 })).toBe('name');
    expect(match({}, { ...gone, stateSince: 1 })).toBe('name');
  });

  it.each(['', ' - ', '…', '()'])('is nobody when the name is "%s"', (vendor) => {
    expect(() => assertNamesSomebody(indicators({ vendor, clientIds: ['x'] }))).toThrow(
      'names nobody',
    );
  });
});
