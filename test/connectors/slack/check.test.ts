import { slack } from '#connectors/slack/index.ts';
import { scopePoints, tierOf } from '#domain/risk.ts';
import { SLACK_AUDIT_TOKEN, SLACK_READ_TOKEN } from '#local/simulators/slack-world.ts';
import { type Stage, stage } from './stage.ts';

let on: Stage;
afterEach(() => on.simulator.stop());

const check = (credential: object) =>
  slack.checkCredential({ ...on.session(credential), tenant: '' });
const both = { token: SLACK_READ_TOKEN, auditToken: SLACK_AUDIT_TOKEN };

describe('connecting an organisation', () => {
  beforeEach(async () => {
    on = await stage('organisation');
  });

  it('with every permission misses nothing', async () => {
    expect(await check(both)).toEqual({ tenant: 'E0SIM', tenantName: 'Acme', missing: [] });
  });

  it('without an audit token says what stays unseen', async () => {
    const { missing } = await check({ token: SLACK_READ_TOKEN });

    expect(missing).toMatchObject([{ permission: expect.stringContaining('auditlogs:read') }]);
  });

  it.each([
    ['admin.users.list', 'missing_scope', 'admin.users:read'],
    ['admin.apps.approved.list', 'not_an_admin', 'admin.apps:read'],
    ['admin.teams.list', 'feature_not_enabled', 'admin.teams:read'],
    ['audit', 'missing_scope', 'auditlogs:read'],
  ])('that is refused %s names the permission', async (method, word, permission) => {
    on.simulator.world.behaviour.refused.set(method, word);

    const { missing } = await check(both);

    expect(missing).toMatchObject([{ permission: expect.stringContaining(permission) }]);
  });

  it('with a dead token, or a dead audit token, stores nothing', async () => {
    await expect(check({ token: 'revoked' })).rejects.toMatchObject({
      code: 'vendor-unauthorised',
    });
    await expect(check({ ...both, auditToken: 'revoked' })).rejects.toMatchObject({
      code: 'vendor-unauthorised',
    });
    await expect(check({ clientId: 'x' })).rejects.toMatchObject({ code: 'credential-missing' });
  });
});

describe('connecting one workspace', () => {
  beforeEach(async () => {
    on = await stage('workspace');
  });

  it('says what only the Enterprise plan shows', async () => {
    const { tenant, missing } = await check({ token: SLACK_READ_TOKEN });

    expect(tenant).toBe('T0SIM');
    expect(missing).toMatchObject([{ permission: expect.stringContaining('Enterprise') }]);
  });

  it('on a free plan goes on with bots alone, and says so', async () => {
    on.simulator.world.behaviour.refused.set('team.integrationLogs', 'paid_only');

    expect((await check({ token: SLACK_READ_TOKEN })).missing).toHaveLength(2);
  });

  it('with a token that may see nothing is refused', async () => {
    on.simulator.world.behaviour.refused.set('team.integrationLogs', 'missing_scope');
    on.simulator.world.behaviour.refused.set('users.list', 'missing_scope');

    await expect(check({ token: SLACK_READ_TOKEN })).rejects.toMatchObject({
      code: 'vendor-forbidden',
    });
  });

  it('finds a person by id, and says of a stranger that they are gone', async () => {
    const mira = on.simulator.world.addMember('Mira@Example.com');

    expect(await slack.readPerson?.(on.reader, mira.id)).toMatchObject({
      email: 'mira@example.com',
      active: true,
    });
    expect(await slack.readPerson?.(on.reader, 'U0NOBODY')).toMatchObject({ active: false });
  });
});

describe('Slack scopes on the common scale', () => {
  beforeEach(async () => {
    on = await stage('workspace');
  });

  it.each([
    ['admin', 97, 0],
    ['admin.users:write', 97, 0],
    ['admin.roles:write', 97, 0],
    ['admin.apps:write', 93, 0],
    ['admin.conversations:write', 85, 1],
    ['auditlogs:read', 63, 1],
    ['discovery:read', 78, 1],
    ['channels:history', 50, 2],
    ['groups:history', 50, 2],
    ['im:history', 43, 2],
    ['search:read', 43, 2],
    ['files:read', 50, 2],
    ['files:write', 58, 2],
    ['chat:write', 55, 2],
    ['chat:write.customize', 55, 2],
    ['users:read.email', 38, 3],
    ['channels:manage', 58, 2],
    ['incoming-webhook', 38, 3],
    ['commands', 9, 4],
    ['bot:channels:history', 50, 2],
    ['user:files:write', 58, 2],
    ['chat:write:user', 55, 2],
    ['somebody:knows', 60, 1],
    ['user:somebody', 60, 1],
    ['constructor', 60, 1],
    ['__proto__', 60, 1],
  ])('%s is %i points, tier %i', (scope, points, tier) => {
    const rated = scopePoints(slack.rateScope(scope, 'slack-app-installation'));

    expect([rated, tierOf(rated)]).toEqual([points, tier]);
  });

  it('tells an approver whether an app or a person acts', () => {
    const allows = (scope: string) => slack.rateScope(scope, 'slack-app-approval').allows;

    expect(allows('bot:chat:write')).toBe('send messages');
    expect(allows('user:chat:write')).toBe('send messages, as the person');
    expect(allows('chat:write:user')).toBe('send messages, as the person');
    expect(slack.rateScope('chat:write', 'slack-user-token').allows).toContain('as the person');
  });
});
