import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { canonicalFacets, differingFacets, fingerprintOf } from '#domain/fingerprint.ts';
import { canonicalKey, integrationId } from '#domain/integration-id.ts';

const facets = {
  scopes: ['contents:write', 'metadata:read'],
  reach: 'R3',
  consentKind: 'organisation',
} as const;

describe('fingerprint', () => {
  it('is what sha256sum makes of the documented text', () => {
    const text =
      'grantline-fingerprint-v1\nscopes=contents%3Awrite metadata%3Aread\nreach=R3\n' +
      'consent=organisation\npublisher=?\nredirect-hosts=?\ncredential-kinds=?\nip-limited=?\n';

    const byHand = execFileSync('sha256sum', { input: text }).toString().split(' ')[0];

    expect(canonicalFacets(facets)).toBe(text);
    expect(fingerprintOf(facets)).toBe(byHand);
  });

  it('does not depend on order or repetition of scopes', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (scopes) => {
        const there = fingerprintOf({ ...facets, scopes });
        const back = fingerprintOf({ ...facets, scopes: [...scopes, ...scopes].reverse() });
        expect(back).toBe(there);
      }),
    );
  });

  it('tells apart any two different scope sets, whatever characters they hold', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (a, b) => {
        const same = JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
        const equal =
          fingerprintOf({ ...facets, scopes: a }) === fingerprintOf({ ...facets, scopes: b });
        expect(equal).toBe(same || (a.join('') === '' && b.join('') === ''));
      }),
    );
  });

  it('names the facets that differ', () => {
    expect(differingFacets(facets, { ...facets, reach: 'R2', publisher: 'x' })).toEqual([
      'reach',
      'publisher',
    ]);
  });

  it('is made of any text a vendor can send, also of half a character', () => {
    expect(canonicalFacets({ ...facets, scopes: ['a\ud800'], publisher: '\udc00' })).toContain(
      'scopes=a%EF%BF%BD\nreach=R3\nconsent=organisation\npublisher=%EF%BF%BD\n',
    );
  });

  it('an unknown scope set is not an empty one', () => {
    expect(fingerprintOf({ ...facets, scopes: undefined })).not.toBe(
      fingerprintOf({ ...facets, scopes: [] }),
    );
  });
});

describe('integration id', () => {
  const key = {
    vendor: 'github',
    tenant: '9001',
    kind: 'github-app-installation',
    clientId: '770011',
    principalId: 'org:9001',
  } as const;

  it('is what sha256sum makes of the documented text', () => {
    const byHand = execFileSync('sha256sum', { input: canonicalKey(key) }).toString();

    expect(integrationId(key)).toBe(`int_${byHand.slice(0, 26)}`);
  });

  it('is made of any text a vendor can send, also of half a character', () => {
    expect(canonicalKey({ ...key, clientId: 'a\ud800' })).toContain('client=a%EF%BF%BD\n');
  });

  it('is another one for another client, principal or tenant, whatever characters they hold', () => {
    const part = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
    const names = fc.record({ tenant: part, clientId: part, principalId: part });
    fc.assert(
      fc.property(names, names, (a, b) => {
        const same =
          a.tenant === b.tenant && a.clientId === b.clientId && a.principalId === b.principalId;

        expect(integrationId({ ...key, ...a }) === integrationId({ ...key, ...b })).toBe(same);
        expect(integrationId({ ...key, ...a })).toMatch(/^int_[0-9a-f]{26}$/);
      }),
    );
  });

  it('cannot be forged by line feeds in a vendor name', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (clientId, principalId) => {
        const lines = canonicalKey({ ...key, clientId, principalId }).split('\n');
        expect(lines).toHaveLength(7);
      }),
    );
  });
});
