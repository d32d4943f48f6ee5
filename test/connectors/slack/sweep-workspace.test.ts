import { slack } from '#connectors/slack/index.ts';
import { byName, type Stage, stage, sweeping } from './stage.ts';

let on: Stage;
afterEach(() => on.simulator.stop());

describe('a sweep of one workspace', () => {
  beforeEach(async () => {
    on = await stage('workspace');
  });

  it('reads the integration log to its end, and the newest row about an app decides', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    world.behaviour.rowsMax = 2;
    const notes = world.install(world.addApp('Notes'), ann, { scopes: ['chat:write'] });
    const gone = world.install(world.addApp('Gone'), ann, { scopes: ['chat:write'] });
    world.expand(notes, 'channels:history');
    world.uninstall(gone);
    world.addCustom('Incoming WebHooks', ann);

    const { observations, pages } = await on.list('installed-apps');

    expect(pages).toBe(3);
    expect(observations.map(({ key }) => key.kind).sort()).toEqual([
      'slack-app-installation',
      'slack-incoming-webhook',
    ]);
    expect(byName(observations, 'Notes')?.scopes).toEqual(['chat:write', 'channels:history']);
    expect(byName(observations, 'Incoming WebHooks')).toMatchObject({ reach: 'R0' });
  });

  it('loses no app when new rows push others to the next page meanwhile', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    world.behaviour.rowsMax = 2;
    for (const name of ['one', 'two', 'three', 'four'])
      world.install(world.addApp(name), ann, { scopes: ['commands'] });
    const logs = slack.collectors.find(({ name }) => name === 'installed-apps');
    const first = await logs?.page(on.reader, undefined);
    world.install(world.addApp('late'), ann, { scopes: ['commands'] });
    const second = await logs?.page(on.reader, first?.next);
    const third = await logs?.page(on.reader, second?.next);

    const names = [first, second, third].flatMap((page) =>
      page?.observations.map((one) => one.clientName),
    );

    expect(names).toEqual(['four', 'three', 'two', 'one']);
  });

  it('tells a custom integration that is disabled from an app that is: an app’s bot may go on', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    world.addCustom('Google Calendar', ann, 'disabled');
    world.logs.push({
      teamId: 'T0SIM',
      row: { app_id: 'A1', app_type: 'Notes', change_type: 'disabled', date: '1772000000' },
    });

    const { observations } = await on.list('installed-apps');

    expect(byName(observations, 'Google Calendar')).toMatchObject({
      key: { kind: 'slack-legacy-integration' },
      presence: { status: 'suspended' },
    });
    expect(byName(observations, 'Notes')?.presence.status).toBe('active');
  });

  it('shows an app by its bot where the plan has no log, with scopes unknown and not none', async () => {
    const { world } = on.simulator;
    world.behaviour.refused.set('team.integrationLogs', 'paid_only');
    world.install(world.addApp('Notes'), world.addMember('ann@example.com'), { scopes: ['admin'] });

    const { observations } = await on.list('installed-apps');

    expect(observations).toMatchObject([{ clientName: 'notes', handle: { teamId: 'T0SIM' } }]);
    expect(observations[0]?.scopes).toBeUndefined();
  });

  it('on a free plan sees by its bots that an app was removed, and claims nothing of webhooks', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    world.install(world.addApp('Stays'), ann, { scopes: ['chat:write'] });
    const notes = world.install(world.addApp('Notes'), ann, { scopes: ['chat:write'] });
    world.addCustom('Incoming WebHooks', ann);
    const { sweep, integrations } = sweeping(on);
    await sweep();
    world.behaviour.refused.set('team.integrationLogs', 'paid_only');
    await sweep();
    world.uninstall(notes);

    await sweep();

    expect(byName(integrations(), 'notes')?.state).toBe('removed-at-source');
    expect(byName(integrations(), 'Incoming WebHooks')?.state).toBe('discovered');
  });

  it('finds what a deactivated member installed still there, and tells that they left', async () => {
    const { world } = on.simulator;
    const mira = world.addMember('mira@example.com');
    world.install(world.addApp('Notes'), mira, { scopes: ['chat:write'] });
    world.deactivate(mira);

    const members = slack.collectors.find(({ name }) => name === 'members');
    const { people } = (await members?.page(on.reader, undefined)) ?? {};

    expect(people).toMatchObject([{ email: 'mira@example.com', active: false }]);
    expect((await on.list('installed-apps')).observations).toHaveLength(1);
  });

  it('asks nothing that only an organisation has', async () => {
    for (const name of ['approvals', 'mcp-servers']) {
      expect(await on.list(name)).toEqual({ observations: [], skipped: 0, pages: 1 });
    }
    expect(on.server.calls).toEqual([]);
  });

  it('of an empty workspace is empty, complete, and costs two calls', async () => {
    const { sweep, said, integrations } = sweeping(on);

    await sweep();

    expect(integrations()).toEqual([]);
    expect(said().map(({ type }) => type)).toEqual(['sweep.completed']);
    expect(on.server.calls).toHaveLength(2);
  });

  it('twice writes and says nothing the second time', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    for (let number = 0; number < 5; number += 1)
      world.install(world.addApp(`app ${number}`), ann, { scopes: ['chat:write'] });
    const { sweep, said, integrations } = sweeping(on);
    await sweep();
    const before = structuredClone(integrations());
    const calls = on.server.calls.length;

    await sweep();

    expect(said()).toEqual([]);
    expect(integrations()).toEqual(before);
    expect(on.server.calls.length - calls).toBe(2);
  });

  it('sees that an app was removed by its own last row, not by its absence', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    const notes = world.install(world.addApp('Notes'), ann, { scopes: ['chat:write'] });
    world.install(world.addApp('Stays'), ann, { scopes: ['chat:write'] });
    const { sweep, said, integrations } = sweeping(on);
    await sweep();
    world.uninstall(notes);

    await sweep();

    expect(byName(integrations(), 'Notes')).toMatchObject({ state: 'removed-at-source' });
    expect(said().map(({ type }) => type)).toContain('integration.removed-at-source');
  });

  it('concludes nothing about an app that the log no longer has', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    world.install(world.addApp('Old'), ann, { scopes: ['chat:write'] });
    world.install(world.addApp('New'), ann, { scopes: ['chat:write'] });
    const { sweep, integrations } = sweeping(on);
    await sweep();
    world.logs.shift();
    world.installs.shift();

    await sweep();

    expect(integrations().map(({ state }) => state)).toEqual(['discovered', 'discovered']);
  });
});
