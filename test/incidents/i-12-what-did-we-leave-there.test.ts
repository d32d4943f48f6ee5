/** CircleCI, January 2023: customers were told to rotate everything, and first had to find out what. */
import { rateScope } from '#connectors/github/scopes.ts';
import type { IncidentTarget } from '#domain/incident.ts';
import { secretsThere } from '#domain/incident-secrets.ts';
import { held, incidentWorld } from './incident-world.ts';

const rated = (target: IncidentTarget) => (target.scopes ?? []).map((scope) => rateScope(scope));

async function secretsOf(changes: Parameters<typeof held>[1]) {
  const world = incidentWorld([held('int_ci', { clientName: 'Circle CI', ...changes })]);
  const incident = await world.open({ vendor: 'Circle CI' });
  const [target] = await world.ports.incidents.targets(incident.id, world.connection);
  if (target === undefined) throw new TypeError('it was named');
  return secretsThere(target, rated(target));
}

describe('what a breached vendor holds of ours', () => {
  it('is told apart: what the run ends, and what has to be replaced where it lies', async () => {
    const scopes = ['contents:read', 'secrets:write', 'metadata:read', 'issues:read'];

    expect(await secretsOf({ scopes })).toEqual({
      integrationId: 'int_ci',
      name: 'Circle CI',
      revoke: 'installation tokens, made with the private key of the app',
      rotate: ['read source code', expect.stringContaining('secrets')],
    });
  });

  it('is not called nothing where the vendor does not tell the scopes', async () => {
    expect((await secretsOf({ scopes: undefined })).rotate).toEqual([
      'unknown: the vendor does not tell its scopes',
    ]);
  });

  it('counts a scope that nobody has rated', async () => {
    expect((await secretsOf({ scopes: ['brand_new:write'] })).rotate).toHaveLength(1);
  });

  it('is told for what is gone too: it could read while it lived', async () => {
    const gone = { state: 'removed-at-source', scopes: ['contents:read'] } as const;

    expect((await secretsOf({ ...gone, scopes: [...gone.scopes] })).rotate).toEqual([
      'read source code',
    ]);
  });

  it('is nothing to be replaced where it could only see what there is', async () => {
    expect((await secretsOf({ scopes: ['metadata:read'] })).rotate).toEqual([]);
  });
});
