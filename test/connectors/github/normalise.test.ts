import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { github } from '#connectors/github/index.ts';
import { integrationId } from '#domain/integration-id.ts';
import { NOW, type Stage, stage, sweep } from '#test/connectors/github/session.ts';
import type { Reading, RecordOrigin, Signal } from '#use-cases/vendor-port.ts';

const WEBHOOK: RecordOrigin = { kind: 'webhook', tenant: '9001' };
const AUDIT: RecordOrigin = { kind: 'audit', tenant: '9001' };
const CORPUS = join(import.meta.dirname, '../../../local/corpus/github');

let on: Stage;

beforeEach(async () => {
  on = await stage();
});

afterEach(() => on.simulator.stop());

function signal(readings: readonly Reading[]): Signal {
  const reading = readings[0];
  if (reading?.outcome !== 'observed') throw new RangeError(JSON.stringify(readings));
  return reading.signal;
}

const readBody = ({ body }: { body: string }, origin = WEBHOOK) =>
  signal(github.read(JSON.parse(body), origin));

const audit = (action: string, fields: object = {}) =>
  github.read({ action, org_id: 9001, '@timestamp': NOW, ...fields }, AUDIT);

describe('GitHub webhooks', () => {
  test('a new installation is seen by push as the sweep sees it', async () => {
    const app = on.simulator.world.install({
      slug: 'helper',
      permissions: { contents: 'read' },
      repositories: ['acme-lab/payroll'],
    });

    const { observation, integrationId: id } = readBody(
      on.simulator.deliverInstallation('created', app),
    );

    const listed = (await sweep(on.reader, 'installations')).observations[0]!;
    expect({ wire: undefined, ...observation }).toEqual({
      ...listed,
      wire: undefined,
      resources: ['acme-lab/payroll'],
      occurredAt: NOW,
      actor: 'octo-admin',
    });
    expect(id).toBe(integrationId(listed.key));
  });

  test.each([
    ['suspend', 'app_blocked', 'suspended'],
    ['unsuspend', 'integration.observed', 'active'],
    ['deleted', 'removed', 'removed'],
    ['new_permissions_accepted', 'scopes_changed', 'active'],
  ] as const)('an installation %s is %s and %s', (action, is, status) => {
    const app = on.simulator.world.install({ slug: 'helper', permissions: {} });
    if (action === 'suspend') on.simulator.world.suspend(app);

    const read = readBody(on.simulator.deliverInstallation(action, app));

    expect(read).toMatchObject({ class: is, observation: { presence: { status } } });
  });

  test('a change is timed by the vendor, a deletion by its arrival', () => {
    const { world, deliverInstallation } = on.simulator;
    const app = world.install({ slug: 'helper', permissions: {} });
    on.clock.advance(5_000);
    world.grow(app, { secrets: 'write' });

    const grown = readBody(deliverInstallation('new_permissions_accepted', app));
    const deleted = readBody(deliverInstallation('deleted', app));

    expect(grown.observation?.occurredAt).toBe(NOW + 5_000);
    expect(deleted.observation?.occurredAt).toBeUndefined();
  });

  test('a change that did not move the clock of the grant has no time of its own', () => {
    const app = on.simulator.world.install({ slug: 'helper', permissions: {} });

    const read = readBody(on.simulator.deliverInstallation('new_permissions_accepted', app));

    expect(read.occurredAt).toBeUndefined();
  });

  test('another organisation’s installation never becomes ours', () => {
    const app = on.simulator.world.install({ slug: 'helper', permissions: {} });
    const sent = on.simulator.deliverInstallation('created', app);

    const read = readBody(sent, { kind: 'webhook', tenant: '4242' });

    expect(read).toMatchObject({ tenant: '4242', followUp: { kind: 'collect' } });
    expect(read.observation).toBeUndefined();
    expect(read.integrationId).toBeUndefined();
  });

  test('repositories added name the integration and ask for the list', () => {
    const { world, deliverRepositories } = on.simulator;
    const installation = world.install({ slug: 'helper', permissions: {} });
    const repositories = [world.addRepository('payroll')];

    const read = readBody(deliverRepositories('added', { installation, repositories }));

    expect(read).toMatchObject({
      class: 'scopes_changed',
      integrationId: expect.stringMatching(/^int_/),
      followUp: { kind: 'collect', collector: 'installations' },
    });
    expect(read.observation).toBeUndefined();
  });

  test('a deploy key pushed and listed is one integration', async () => {
    const { world, deliverDeployKey } = on.simulator;
    const repository = world.addRepository('payroll');
    const key = world.addDeployKey(repository, { title: 'deploy' });

    const created = readBody(deliverDeployKey('created', { key, repository }));
    const deleted = readBody(deliverDeployKey('deleted', { key, repository }));

    const listed = (await sweep(on.reader, 'deploy-keys')).observations[0]!;
    expect(created.observation).toMatchObject({ ...listed, occurredAt: NOW });
    expect(deleted.observation).toMatchObject({ key: listed.key, presence: { status: 'removed' } });
  });

  test('only an approved token request issues something, and the list tells the rest', () => {
    const { world, deliverTokenRequest } = on.simulator;
    const token = world.addToken({ owner: { id: 88, login: 'mira-k' }, name: 'ci' });

    const read = readBody(deliverTokenRequest('approved', token));
    const waiting = github.read(JSON.parse(deliverTokenRequest('created', token).body), WEBHOOK);

    expect(read).toMatchObject({
      class: 'credential_issued',
      owner: 'mira-k',
      followUp: { kind: 'collect', collector: 'fine-grained-tokens' },
    });
    expect(waiting[0]?.outcome).toBe('ignored');
  });

  test('a member who was removed is a person who is not active', () => {
    const user = on.simulator.world.addMember('mira-k');

    const read = readBody(on.simulator.deliverMemberRemoved(user));

    expect(read).toMatchObject({
      class: 'owner_deactivated',
      person: { vendor: 'github', tenant: '9001', personId: String(user.id), active: false },
    });
  });

  test('one user who revokes an app removes no installation', () => {
    const read = readBody(on.simulator.deliverAuthorizationRevoked({ id: 88, login: 'mira-k' }));

    expect(read).toMatchObject({ class: 'removed', owner: 'mira-k' });
    expect(read.integrationId).toBeUndefined();
    expect(read.observation).toBeUndefined();
  });

  test('an installation without its app is rejected, not guessed', () => {
    const body = JSON.parse(
      on.simulator.deliverInstallation(
        'created',
        on.simulator.world.install({ slug: 'helper', permissions: {} }),
      ).body,
    );
    delete body.installation.app_id;

    expect(github.read(body, WEBHOOK)).toEqual([
      { outcome: 'rejected', reason: 'installation without app_id' },
    ]);
  });
});

describe('GitHub audit rows', () => {
  test.each([
    ['integration_installation.create', 'integration.observed', 'installations'],
    ['integration_installation.destroy', 'removed', 'installations'],
    ['integration_installation.suspend', 'app_blocked', 'installations'],
    ['integration_installation.version_updated', 'scopes_changed', 'installations'],
    ['personal_access_token.access_granted', 'credential_issued', 'fine-grained-tokens'],
    ['personal_access_token.access_revoked', 'removed', 'fine-grained-tokens'],
    ['org.oauth_app_access_blocked', 'app_blocked', 'installations'],
  ])('%s is %s and asks for the list', (action, is, collectorName) => {
    const read = signal(audit(action));

    expect(read).toMatchObject({
      class: is,
      occurredAt: NOW,
      followUp: { kind: 'collect', collector: collectorName },
    });
    expect(read.observation).toBeUndefined();
  });

  test('a deploy key that is named is removed, an unnamed one is left to the sweep', () => {
    const named = audit('public_key.delete', { repo: 'a/b', fingerprint: 'SHA256:x' });

    expect(signal(named)).toMatchObject({ class: 'removed', kind: 'github-deploy-key' });
    expect(audit('public_key.delete', { repo: 'a/b' })[0]?.outcome).toBe('ignored');
  });

  test('a leaver without an id is told, but is no person', () => {
    const read = signal(audit('org.remove_member', { user: 'mira-k' }));

    expect(read).toMatchObject({ class: 'owner_deactivated', owner: 'mira-k' });
    expect(read.person).toBeUndefined();
  });

  test.each([
    [9001, '9001'],
    ['9001', '9001'],
    [[9001], '9001'],
    [[9001, 9002], undefined],
    [[], undefined],
    [null, undefined],
    [undefined, undefined],
  ])('an org_id of %j names the tenant %s', (org_id, tenant) => {
    const row = { action: 'oauth_application.create', org_id };

    expect(signal(github.read(row, { kind: 'audit' })).tenant).toBe(tenant);
  });

  test.each([
    [1_557_933_591, '2019-05-15T15:19:51.000Z'],
    [1_557_933_591_000, '2019-05-15T15:19:51.000Z'],
    ['2021-04-28T22:32:21.000-04:00', '2021-04-29T02:32:21.000Z'],
    ['2021-04-29T02:32:50Z', '2021-04-29T02:32:50.000Z'],
    ['2022-12-11 05:28:05.542', '2022-12-11T05:28:05.542Z'],
    ['2024-04-09 06:17:55.186000000', '2024-04-09T06:17:55.186Z'],
  ])('the time %s is understood', (created_at, iso) => {
    const read = signal(github.read({ action: 'hook.create', created_at }, { kind: 'audit' }));

    expect(new Date(read.occurredAt!).toISOString()).toBe(iso);
  });

  test.each(['', 'soon', '2022', {}, [], null, true, -1])('the time %j is none', (created_at) => {
    const read = signal(github.read({ action: 'hook.create', created_at }, { kind: 'audit' }));

    expect(read.occurredAt).toBeUndefined();
  });
});

describe('GitHub list rows', () => {
  test('a token id of 0 is no id', () => {
    const row = { id: 1, token_id: 0, owner: { id: 88 }, access_granted_at: null };

    expect(github.read(row, { kind: 'api' })).toEqual([
      { outcome: 'rejected', reason: 'token row without token_id' },
    ]);
  });
});

describe('whatever arrives', () => {
  const text = readFileSync(join(CORPUS, 'octokit-webhooks-installation.suspend.json'), 'utf8');

  test('a page gives one reading a row, in order', () => {
    const rows = [{ action: 'repo.create' }, 'broken', { action: 'hook.create' }];

    expect(github.read(rows, AUDIT).map((one) => one.outcome)).toEqual([
      'ignored',
      'rejected',
      'observed',
    ]);
  });

  test('no record makes it throw, and each is answered with a reason', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('webhook', 'audit', 'api'), (record, kind) => {
        const readings = github.read(record, { kind });
        return readings.length > 0 && readings.every(hasReason);
      }),
    );
  });

  test('no single broken part makes it throw', () => {
    const whole = JSON.parse(text);
    const broken = [null, '', 0, [], {}, 'x', -1, true];
    const parts = Object.keys(whole.installation);

    fc.assert(
      fc.property(fc.constantFrom(...parts), fc.constantFrom(...broken), (part, value) => {
        const record = { ...whole, installation: { ...whole.installation, [part]: value } };
        return github.read(record, WEBHOOK).every(hasReason);
      }),
    );
  });
});

function hasReason(reading: Reading): boolean {
  return (reading.outcome === 'observed' ? reading.signal.reason : reading.reason) !== '';
}
