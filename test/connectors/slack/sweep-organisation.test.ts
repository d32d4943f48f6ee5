import { slack } from '#connectors/slack/index.ts';
import { SLACK_READ_TOKEN } from '#local/simulators/slack-world.ts';
import { byName, type Stage, stage, sweeping } from './stage.ts';

let on: Stage;
afterEach(() => on.simulator.stop());

describe('a sweep of an organisation', () => {
  beforeEach(async () => {
    on = await stage('organisation');
  });

  it('walks every workspace, by pages, for what only they have', async () => {
    const { world } = on.simulator;
    world.behaviour.rowsMax = 1;
    world.addCustom('Incoming WebHooks', world.addMember('ann@example.com', 'T0SIM'));
    world.addCustom('Jira (Legacy)', world.addMember('bob@example.com', 'T0OTHER'));

    const { observations } = await on.list('installed-apps');

    expect(observations.map(({ key }) => key.principalId)).toEqual(['team:T0SIM', 'team:T0OTHER']);
    expect(on.server.calls.filter((call) => call.includes('admin.teams.list'))).toHaveLength(2);
  });

  it('reads approvals of certified apps too, for the organisation and each workspace', async () => {
    const { world } = on.simulator;
    const scopes = [
      { name: 'chat:write', tokenType: 'bot' },
      { name: 'chat:write', tokenType: 'user' },
    ] as const;
    world.decide({
      app: world.addApp('Certified', true),
      where: 'E0SIM',
      scopes,
      status: 'approved',
    });
    world.decide({ app: world.addApp('Other'), where: 'T0OTHER', scopes, status: 'approved' });
    world.decide({ app: world.addApp('Blocked'), where: 'E0SIM', scopes, status: 'restricted' });

    const { observations } = await on.list('approvals');

    expect(observations.map(({ clientName, key }) => [clientName, key.principalId])).toEqual([
      ['Certified', 'org'],
      ['Other', 'team:T0OTHER'],
    ]);
    expect(observations[0]).toMatchObject({
      scopes: ['bot:chat:write', 'user:chat:write'],
      publisher: 'helper.example',
    });
  });

  it('takes installs from the audit log with who installed them, over bursts of one second', async () => {
    const { world } = on.simulator;
    world.behaviour.rowsMax = 2;
    const ann = world.addMember('ann@example.com');
    const wide = world.addApp('Wide');
    world.install(wide, ann, { scopes: ['admin.apps:write'], where: 'E0SIM' });
    on.advance(1_000);
    for (const name of ['one', 'two', 'three'])
      world.install(world.addApp(name), ann, { scopes: ['chat:write'] });
    on.advance(1_000);
    const gone = world.install(world.addApp('gone'), ann, { scopes: ['chat:write'] });
    world.uninstall(gone);

    const { observations } = await on.list('installed-apps');

    expect(observations.map((one) => one.clientName)).toEqual(['three', 'two', 'one', 'Wide']);
    expect(byName(observations, 'Wide')).toMatchObject({
      key: { kind: 'slack-org-app', principalId: 'org' },
      principal: { name: 'ann@example.com', consentKind: 'person' },
    });
  });

  it('leaves scopes to the audit log: an older integration log takes no grown scope back', async () => {
    const { world } = on.simulator;
    const notes = world.install(world.addApp('Notes'), world.addMember('ann@example.com'), {
      scopes: ['chat:write'],
    });
    on.advance(1_000);
    world.expand(notes, 'channels:history', true);
    world.logs.pop();
    const { sweep, said, integrations } = sweeping(on);
    await sweep();

    await sweep();

    expect(said()).toEqual([]);
    expect(byName(integrations(), 'Notes')).toMatchObject({
      scopes: ['channels:history', 'chat:write'],
      owner: { email: 'ann@example.com' },
    });
  });

  it('without an audit token has its scopes from the integration log', async () => {
    const { world } = on.simulator;
    world.install(world.addApp('Notes'), world.addMember('ann@example.com'), {
      scopes: ['chat:write'],
    });
    const session = on.session({ token: SLACK_READ_TOKEN });

    expect((await on.list('installed-apps', session)).observations).toMatchObject([
      { clientName: 'Notes', scopes: ['chat:write'] },
    ]);
  });

  it('believes the audit log that an app is gone while the integration log still has it', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    const notes = world.install(world.addApp('Notes'), ann, { scopes: ['chat:write'] });
    on.advance(1_000);
    world.uninstall(notes);
    world.logs.pop();

    expect((await on.list('installed-apps')).observations).toEqual([]);
  });

  it('finds whose scopes grew although the entry names no app, and shrinks nobody’s', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    const notes = world.install(world.addApp('Notes'), ann, { scopes: ['chat:write'] });
    world.install(world.addApp('Twin'), ann, { scopes: ['chat:write'] });
    world.install(world.addApp('Other'), ann, { scopes: ['commands'] });
    const { sweep, said, integrations } = sweeping(on);
    await sweep();
    world.expand(notes, 'channels:history');

    await sweep();

    const grown = said().filter(({ type }) => type === 'integration.scopes-changed');
    expect(grown).toHaveLength(1);
    expect(integrations().map(({ clientName, scopes }) => [clientName, scopes])).toEqual(
      expect.arrayContaining([
        ['Notes', ['channels:history', 'chat:write']],
        ['Twin', ['chat:write']],
        ['Other', ['commands']],
      ]),
    );
    await sweep();
    expect(said()).toEqual([]);
  });

  it('reads an app back without a word on scopes that an unnamed growth may have changed', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    const notes = world.install(world.addApp('Notes'), ann, { scopes: ['chat:write'] });
    const target = await on.target('installed-apps', 'Notes');
    world.expand(notes, 'channels:history');

    const read = await on.look(target);

    expect(read).toMatchObject({ found: 'present', observation: { clientName: 'Notes' } });
    expect(read).not.toHaveProperty('observation.scopes', expect.anything());
  });

  it('takes from the integration log what is older than the audit log, with its scopes', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com', 'T0OTHER');
    world.install(world.addApp('Notes'), ann, { scopes: ['chat:write'] });
    world.audit.length = 0;

    expect((await on.list('installed-apps')).observations).toMatchObject([
      { clientName: 'Notes', scopes: ['chat:write'], key: { principalId: 'team:T0OTHER' } },
    ]);
  });

  it('lists MCP servers and members who left', async () => {
    const { world } = on.simulator;
    world.addServer('Tickets', 'https://mcp.tickets.example/v1', world.addApp('Tickets'));
    world.deactivate(world.addMember('mira@example.com'));

    expect((await on.list('mcp-servers')).observations).toMatchObject([
      { clientName: 'Tickets', publisher: 'mcp.tickets.example' },
    ]);
    const members = slack.collectors.find(({ name }) => name === 'members');
    expect((await members?.page(on.reader, undefined))?.people).toMatchObject([{ active: false }]);
  });
});
