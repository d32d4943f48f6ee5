import fc from 'fast-check';
import type { GrantTraits } from '#domain/modifiers.ts';
import { on, type ResourceKind, type ScopeRating } from '#domain/risk.ts';
import { score } from '#domain/score.ts';
import { ConsentKind, CredentialKind, REACHES, SCOPE_CLASSES } from '#events/vocabulary.ts';

const RESOURCES: readonly ResourceKind[] = [
  'mail',
  'hr',
  'finance',
  'audit',
  'crm',
  'code',
  'none',
];

const rating: fc.Arbitrary<ScopeRating> = fc
  .record(
    {
      class: fc.constantFrom(...SCOPE_CLASSES),
      resource: fc.constantFrom(...RESOURCES),
      reach: fc.constantFrom(...REACHES),
      allows: fc.constantFrom('do this', 'do that'),
      lasting: fc.constant(true as const),
      rights: fc.constantFrom('administrator' as const, 'not-read' as const),
    },
    { requiredKeys: ['class', 'resource', 'reach', 'allows'] },
  )
  .map((one) => ({ ...one, ...on(one.resource) }));

const traits: fc.Arbitrary<GrantTraits> = fc.record(
  {
    reach: fc.constantFrom(...REACHES),
    consentKind: fc.constantFrom(...ConsentKind.options),
    credentialKinds: fc.uniqueArray(fc.constantFrom(...CredentialKind.options)),
    expiresAt: fc.constantFrom('never' as const, 1_800_000_000_000),
    ipLimited: fc.boolean(),
    publisher: fc.constant('Acme'),
  },
  { requiredKeys: ['reach', 'consentKind'] },
);

const PLAIN: GrantTraits = { reach: 'R3', consentKind: 'person', publisher: 'Acme' };

function rated(
  is: ScopeRating['class'],
  resource: ResourceKind,
  changes: Partial<ScopeRating> = {},
): ScopeRating {
  return { class: is, ...on(resource), reach: 'R3', allows: `${is} ${resource}`, ...changes };
}

function partsOf(ratings: readonly ScopeRating[], changes: Partial<GrantTraits> = {}) {
  const { parts } = score(ratings, { ...PLAIN, ...changes });
  return Object.fromEntries(parts.map(({ name, points }) => [name, points]));
}

describe('the score, whatever is scored', () => {
  it('is never lowered by one scope more', () => {
    fc.assert(
      fc.property(fc.array(rating), rating, traits, (some, one, known) => {
        expect(score([...some, one], known).points).toBeGreaterThanOrEqual(
          score(some, known).points,
        );
      }),
    );
  });

  it('is never lowered by a wider reach', () => {
    fc.assert(
      fc.property(fc.array(rating), traits, fc.nat(3), (some, known, index) => {
        const [narrow, wide] = [REACHES[index] ?? 'R0', REACHES[index + 1] ?? 'R4'];
        expect(score(some, { ...known, reach: wide }).points).toBeGreaterThanOrEqual(
          score(some, { ...known, reach: narrow }).points,
        );
      }),
    );
  });

  it('is the same in any order and with duplicates', () => {
    fc.assert(
      fc.property(fc.array(rating), traits, (some, known) => {
        expect(score([...some, ...some].reverse(), known)).toMatchObject({
          points: score(some, known).points,
          parts: expect.arrayContaining([...score(some, known).parts].slice(1)),
        });
      }),
    );
  });

  it('is never lowered when a compensation goes', () => {
    fc.assert(
      fc.property(fc.array(rating), traits, (some, known) => {
        const { points } = score(some, known);
        expect(score(some, { ...known, ipLimited: false }).points).toBeGreaterThanOrEqual(points);
        const kinds = [...(known.credentialKinds ?? []), 'access-token' as const];
        expect(score(some, { ...known, credentialKinds: kinds }).points).toBeGreaterThanOrEqual(
          points,
        );
      }),
    );
  });

  it('is the sum of its named parts, from 0 to 130', () => {
    fc.assert(
      fc.property(fc.array(rating), traits, (some, known) => {
        const { points, parts } = score(some, known);
        expect(parts.reduce((sum, part) => sum + part.points, 0)).toBe(points);
        expect(points).toBeGreaterThanOrEqual(0);
        expect(points).toBeLessThanOrEqual(130);
        expect(new Set(parts.map((part) => part.name)).size).toBe(parts.length);
        expect(parts.every((part) => part.fact !== '')).toBe(true);
      }),
    );
  });

  it('is tier 1 or worse with a scope that nobody has mapped', () => {
    fc.assert(
      fc.property(fc.array(rating), traits, (some, known) => {
        const unknown = { ...rated('UNKNOWN', 'none'), reach: 'R0' as const };
        expect(score([...some, unknown], known).tier).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the parts of a score', () => {
  it('are the gravest scope, and nothing where nothing more is known', () => {
    expect(partsOf([rated('READ', 'crm'), rated('META', 'crm')])).toEqual({ scope: 63 });
  });

  it('are none where the vendor told that there are no scopes', () => {
    const nothing = score([], { ...PLAIN, consentKind: 'service', ipLimited: false });

    expect(nothing).toMatchObject({ points: 0, tier: 4, parts: [], topClass: 'META' });
  });

  it.each([
    ['no-person', 5, { consentKind: 'organisation' }],
    ['no-person', 5, { consentKind: 'service' }],
    ['no-end', 4, { expiresAt: 'never' }],
    ['from-anywhere', 4, { ipLimited: false }],
    ['bearer', 2, { credentialKinds: ['client-secret'] }],
    ['publisher-unknown', 3, { publisher: undefined }],
    ['ip-limited', -6, { ipLimited: true }],
    ['never-sent', -6, { credentialKinds: ['federated'] }],
  ] as const)('%s counts %i', (name, points, changes) => {
    const parts = partsOf([rated('READ', 'crm')], changes);

    expect(parts).toEqual({ scope: 63, [name]: points });
  });

  it('a refresh token goes on without end unless the vendor tells one', () => {
    const kinds = { credentialKinds: ['refresh-token'] } as const;

    expect(partsOf([rated('READ', 'crm')], kinds)).toMatchObject({ 'no-end': 4 });
    expect(partsOf([rated('READ', 'crm')], { ...kinds, expiresAt: 1 })).not.toHaveProperty(
      'no-end',
    );
    expect(partsOf([rated('READ', 'crm'), rated('SIGNIN', 'none', { lasting: true })])).toEqual({
      scope: 63,
      'no-end': 4,
    });
  });

  it('one chosen item counts 5 less, an administrator’s rights 10 more', () => {
    expect(partsOf([rated('READ', 'crm')], { reach: 'R0' })).toEqual({ scope: 38, 'one-item': -5 });
    expect(partsOf([rated('READ', 'crm', { rights: 'administrator' })])).toEqual({
      scope: 63,
      administrator: 10,
    });
  });

  it('rights that cannot be read are said and lower nothing', () => {
    const { parts, points } = score([rated('BULK', 'crm', { rights: 'not-read' })], PLAIN);

    expect(points).toBe(78);
    expect(parts[1]?.fact).toContain('cannot be read; the whole reach of its scopes is assumed');
  });

  it('keys that a customer makes for itself have no publisher to know', () => {
    const made = { publisher: undefined, credentialKinds: ['api-key'] } as const;

    expect(partsOf([rated('READ', 'crm')], made)).toEqual({ scope: 63, bearer: 2 });
  });

  it('the floor of what nobody has mapped holds after what limits it', () => {
    const limits = { ipLimited: true, credentialKinds: ['ssh-key'], reach: 'R0' } as const;

    expect(partsOf([rated('UNKNOWN', 'business')], limits)).toEqual({
      scope: 60,
      'one-item': -5,
      'ip-limited': -6,
      'never-sent': -6,
      unmapped: 17,
    });
  });

  it('the sum ends at 130', () => {
    const everything = [
      rated('IAM', 'idp', { reach: 'R4', rights: 'administrator' }),
      rated('EXEC', 'ci'),
      rated('SECRETS', 'secrets'),
      rated('CODE', 'code'),
    ];

    expect(score(everything, { ...PLAIN, reach: 'R4' })).toMatchObject({ points: 130, tier: 0 });
    expect(partsOf(everything, { reach: 'R4' })).toMatchObject({ scope: 102, cap: -2 });
  });
});

describe('toxic combinations', () => {
  const read = (resource: ResourceKind) => rated('READ', resource);

  it.each([
    ['mail-and-send', [read('mail'), rated('SEND', 'chat')], {}],
    ['mail-and-send', [rated('WRITE', 'mail'), rated('SEND', 'mail')], {}],
    ['mail-settings', [rated('ADMIN', 'mail'), read('mail')], {}],
    ['code-and-exec', [rated('CODE', 'code'), rated('EXEC', 'ci')], {}],
    ['endless-export', [rated('BULK', 'crm')], { ipLimited: false, expiresAt: 'never' }],
    ['directory-and-send', [rated('DIR', 'idp'), rated('SEND', 'chat')], {}],
    ['iam-by-nobody', [rated('IAM', 'idp')], { publisher: undefined }],
    ['exec-and-secrets', [rated('EXEC', 'ci'), rated('SECRETS', 'secrets')], {}],
    ['people-and-payments', [read('hr'), rated('WRITE', 'finance')], {}],
    ['hides-its-traces', [rated('ADMIN', 'audit'), rated('WRITE', 'crm')], {}],
    ['foreign-instructions', [rated('EXEC', 'apps'), read('tickets')], {}],
  ] as const)('%s counts 10, once', (name, ratings, changes) => {
    expect(partsOf([...ratings, ...ratings], changes)).toMatchObject({ [name]: 10 });
  });

  it.each([
    ['mail-and-send', [read('files'), rated('SEND', 'chat')], {}],
    ['mail-settings', [rated('ADMIN', 'chat'), read('mail')], {}],
    ['code-and-exec', [rated('CODE', 'code'), read('ci')], {}],
    ['endless-export', [rated('BULK', 'crm')], { expiresAt: 'never' }],
    ['directory-and-send', [rated('DIR', 'idp'), rated('SEND', 'chat')], { reach: 'R2' }],
    ['iam-by-nobody', [rated('IAM', 'idp')], {}],
    ['people-and-payments', [read('hr'), rated('WRITE', 'crm')], {}],
    ['hides-its-traces', [rated('ADMIN', 'audit'), read('crm')], {}],
    ['foreign-instructions', [rated('EXEC', 'apps'), read('wiki')], {}],
  ] as const)('%s is not made by something like it', (name, ratings, changes) => {
    expect(partsOf(ratings, changes)).not.toHaveProperty(name);
  });

  it('are not guessed where a table does not say what a scope acts on', () => {
    const untold = { class: 'READ', sensitivity: 'business', reach: 'R3', allows: 'x' } as const;

    expect(partsOf([untold, rated('SEND', 'chat')])).toEqual({ scope: 68 });
  });
});
