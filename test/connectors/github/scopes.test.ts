import fc from 'fast-check';
import { rateScope } from '#connectors/github/scopes.ts';
import { assess, narrowerReach, scopePoints, tierOf } from '#domain/risk.ts';

/** Rows of the risk scale's scope table for GitHub: scope, class, points, tier. */
const TABLE = [
  ['admin:enterprise', 'IAM', 102, 0],
  ['admin:org', 'IAM', 97, 0],
  ['write:org', 'IAM', 97, 0],
  ['read:org', 'DIR', 47, 2],
  ['repo', 'CODE', 72, 1],
  ['public_repo', 'CODE', 63, 1],
  ['workflow', 'EXEC', 76, 1],
  ['admin:org_hook', 'ADMIN', 89, 0],
  ['admin:repo_hook', 'ADMIN', 76, 1],
  ['admin:public_key', 'SECRETS', 72, 1],
  ['delete_repo', 'CODE', 72, 1],
  ['write:packages', 'CODE', 72, 1],
  ['codespace', 'EXEC', 69, 1],
  ['security_events', 'READ', 54, 2],
  ['gist', 'SEND', 43, 2],
  ['user:email', 'SIGNIN', 10, 4],
  ['contents:write', 'CODE', 85, 1],
  ['secrets:write', 'SECRETS', 92, 0],
  ['administration:write', 'ADMIN', 89, 0],
  ['metadata:read', 'META', 43, 2],
] as const;

/** Permissions whose write level hands over the organisation or its secrets at full reach. */
const HIGH = [
  'contents',
  'workflows',
  'actions',
  'administration',
  'secrets',
  'organization_secrets',
  'organization_administration',
  'members',
  'organization_hooks',
  'repository_hooks',
  'organization_self_hosted_runners',
  'environments',
  'deployments',
  'packages',
  'organization_personal_access_tokens',
  'organization_personal_access_token_requests',
  'enterprise_administration',
];

describe('the rating of GitHub scopes', () => {
  test.each(TABLE)('%s is %s with %i points, tier %i', (scope, is, points, tier) => {
    const rating = rateScope(scope);

    expect(rating.class).toBe(is);
    expect(scopePoints(rating)).toBe(points);
    expect(tierOf(scopePoints(rating))).toBe(tier);
  });

  test.each(HIGH)('writing %s is tier 0 or 1', (permission) => {
    expect(tierOf(scopePoints(rateScope(`${permission}:write`)))).toBeLessThanOrEqual(1);
  });

  test('a token’s grouped permission is rated as the app’s permission of that name', () => {
    expect(rateScope('repository.contents:write')).toEqual({
      ...rateScope('contents:write'),
      narrower: 'repository.contents:read',
    });
    expect(rateScope('organization.members:read')).toEqual(rateScope('members:read'));
    expect(rateScope('organization.administration:write')).toEqual({
      ...rateScope('organization_administration:write'),
      narrower: 'organization.administration:read',
    });
    expect(rateScope('repository.administration:write')).toEqual({
      ...rateScope('administration:write'),
      narrower: 'repository.administration:read',
    });
  });

  test('a deploy key reaches one repository only', () => {
    expect(rateScope('repo:read')).toMatchObject({ class: 'READ', reach: 'R0' });
    expect(rateScope('repo:write')).toMatchObject({ class: 'CODE', reach: 'R0' });
  });

  test('writing never rates below reading', () => {
    for (const name of [...HIGH, 'issues', 'pages', 'statuses', 'vulnerability_alerts']) {
      expect(scopePoints(rateScope(`${name}:write`))).toBeGreaterThanOrEqual(
        scopePoints(rateScope(`${name}:read`)),
      );
    }
  });

  test('whatever nobody has rated is unknown and counts as tier 1', () => {
    const unrated = [
      'quantum:write',
      'contents:own',
      'organization.quantum:read',
      'repo:invite',
      'constructor',
      '__proto__:write',
      '',
    ];

    for (const scope of unrated) {
      expect(rateScope(scope).class).toBe('UNKNOWN');
      expect(tierOf(scopePoints(rateScope(scope)))).toBe(1);
    }
  });

  test('any text gets a rating', () => {
    fc.assert(fc.property(fc.string(), (scope) => rateScope(scope).allows !== ''));
  });

  test('chosen repositories narrow what a permission reaches', () => {
    const rating = rateScope('contents:write');

    expect(narrowerReach(rating.reach, 'R2')).toBe('R2');
    expect(assess([rating], 'R2').points).toBeLessThan(assess([rating], 'R3').points);
  });
});
