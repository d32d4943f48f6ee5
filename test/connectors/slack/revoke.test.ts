import { slack } from '#connectors/slack/index.ts';
import { INTEGRATION_KINDS } from '#events/vocabulary.ts';
import type { ActTarget } from '#use-cases/vendor-port.ts';
import { type Stage, stage } from './stage.ts';

let on: Stage;
afterEach(() => on.simulator.stop());

const revoke = (target: ActTarget, rung: string) => slack.revoke(on.actor, target, rung);

describe('ending an app in an organisation', () => {
  beforeEach(async () => {
    on = await stage('organisation');
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    const notes = world.addApp('Notes');
    world.install(notes, ann, { scopes: ['chat:write'] });
    world.install(notes, ann, { scopes: ['chat:write'], where: 'T0OTHER' });
    world.install(world.addApp('Wide'), ann, { scopes: ['admin'], where: 'E0SIM' });
  });

  const notes = () => on.target('installed-apps', 'Notes');
  const wide = () => on.target('installed-apps', 'Wide');

  it('is proven by its last entry, in the one workspace it was taken out of', async () => {
    const target = await notes();
    const before = await on.look(target);
    on.advance(1_000);
    const outcome = await revoke(target, 'uninstall-app');

    expect(before.found).toBe('present');
    expect(outcome.outcome).toBe('accepted');
    expect(await on.look(target)).toEqual({ found: 'absent' });
    expect(on.simulator.world.installs).toHaveLength(2);
  });

  it('restricts it first, so that nobody installs it again in between', async () => {
    const target = await notes();
    await revoke(target, 'uninstall-app');

    expect(on.server.calls.slice(-2)).toEqual([
      'POST /api/admin.apps.restrict',
      'POST /api/admin.apps.uninstall',
    ]);
  });

  it('is not held up by a restriction that Slack will not make', async () => {
    on.simulator.world.behaviour.refused.set('admin.apps.restrict', 'restricted_action');

    expect((await revoke(await notes(), 'uninstall-app')).outcome).toBe('accepted');
  });

  it('is not believed of a Slack that says ok and does nothing', async () => {
    const target = await notes();
    on.simulator.world.behaviour.liesAboutRevocation = true;

    expect((await revoke(target, 'uninstall-app')).outcome).toBe('accepted');
    expect((await on.look(target)).found).toBe('present');
  });

  it('is not proven before Slack has written it down', async () => {
    const target = await notes();
    on.simulator.world.behaviour.logsLater = true;
    await revoke(target, 'uninstall-app');

    expect((await on.look(target)).found).toBe('present');
  });

  it('is done on the whole organisation where the app is deployed on it, and only there', async () => {
    const target = await wide();

    expect(await revoke(target, 'uninstall-app')).toMatchObject({ outcome: 'refused' });
    expect(await revoke(target, 'uninstall-org-app')).toMatchObject({ outcome: 'accepted' });
    expect((await on.look(target)).found).toBe('absent');
    expect(await revoke(target, 'uninstall-org-app')).toEqual({ outcome: 'already-gone' });
  });

  it.each([
    ['missing_scope', 'refused'],
    ['can_not_uninstall', 'refused'],
    ['fatal_error', 'unknown'],
    ['app_not_found', 'already-gone'],
  ])('that Slack answers %s is %s', async (word, outcome) => {
    const target = await notes();
    on.simulator.world.behaviour.refused.set('admin.apps.uninstall', word);

    expect((await revoke(target, 'uninstall-app')).outcome).toBe(outcome);
  });

  it.each([
    ['invalid_auth', 'vendor-unauthorised'],
    ['ratelimited', 'vendor-rate-limited'],
  ])('that Slack answers %s is tried later', async (word, code) => {
    const target = await notes();
    on.simulator.world.behaviour.refused.set('admin.apps.uninstall', word);

    await expect(revoke(target, 'uninstall-app')).rejects.toMatchObject({ code });
  });

  it('of which no entry is kept is neither there nor gone', async () => {
    const target = await wide();
    on.simulator.world.audit.length = 0;

    expect((await on.look(target)).found).toBe('unknown');
  });
});

describe('ending an approval', () => {
  beforeEach(async () => {
    on = await stage('organisation');
    const { world } = on.simulator;
    const app = world.addApp('Notes');
    world.install(app, world.addMember('ann@example.com'), { scopes: ['chat:write'] });
    world.decide({ app, where: 'E0SIM', scopes: [], status: 'approved' });
  });

  it('restricts the app, and leaves what is installed', async () => {
    const target = await on.target('approvals', 'Notes');
    const outcome = await revoke(target, 'restrict-app');

    expect(outcome.outcome).toBe('accepted');
    expect(await on.look(target)).toEqual({ found: 'absent', from: 'list' });
    expect(on.simulator.world.installs).toHaveLength(1);
  });

  it('is not ended by an uninstall', async () => {
    const approval = await on.target('approvals', 'Notes');
    on.simulator.world.behaviour.refused.set('admin.apps.restrict', 'restricted_action');
    await revoke(await on.target('installed-apps', 'Notes'), 'uninstall-app');

    expect((await on.look(approval)).found).toBe('present');
  });
});

describe('ending things in one workspace', () => {
  beforeEach(async () => {
    on = await stage('workspace');
  });

  it('is for people: Slack has no method for it, and none is called', async () => {
    const { world } = on.simulator;
    world.install(world.addApp('Notes'), world.addMember('ann@example.com'), { scopes: ['admin'] });
    const target = await on.target('installed-apps', 'Notes');
    const calls = on.server.calls.length;

    expect((await revoke(target, 'uninstall-app')).outcome).toBe('refused');
    expect(await revoke(target, 'manual')).toMatchObject({
      outcome: 'manual',
      steps: expect.arrayContaining(['Choose Remove app.']),
    });
    expect(on.server.calls).toHaveLength(calls);
  });

  it('by hand is proven by the log', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    const id = world.addCustom('Incoming WebHooks', ann);
    const target = await on.target('installed-apps', 'Incoming WebHooks');
    const before = await on.look(target);
    world.changeCustom(id, { serviceType: 'Incoming WebHooks', by: ann, change: 'removed' });

    expect([before.found, (await on.look(target)).found]).toEqual(['present', 'absent']);
  });

  it('is not read off an answer about something else', async () => {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    world.install(world.addApp('Notes'), ann, { scopes: ['admin'] });
    const target = await on.target('installed-apps', 'Notes');
    on.server.arm({
      matches: () => true,
      times: 1,
      effect: {
        kind: 'answer',
        answer: {
          status: 200,
          body: { ok: true, logs: [{ app_id: 'A9', change_type: 'removed' }] },
        },
      },
    });

    expect((await on.look(target)).found).toBe('unknown');
  });
});

describe('what Slack can do', () => {
  beforeEach(async () => {
    on = await stage('workspace');
  });

  it('is said of every kind of Slack, ends with a task for people, and never pauses anything', async () => {
    const kinds = INTEGRATION_KINDS.filter((kind) => kind.startsWith('slack-'));
    const told = Object.entries(slack.capabilities.kinds);

    expect(told.map(([kind]) => kind).sort()).toEqual([...kinds].sort());
    for (const [, kind] of told) {
      expect(kind.suspend).toEqual([]);
      expect(kind.revoke.at(-1)?.how).toBe('manual');
      expect(kind.revoke.at(-1)?.steps?.length).toBeGreaterThan(0);
    }
    const target = { key: { ...KEY, kind: 'slack-app-installation' }, handle: {} } as const;
    expect((await slack.suspend(on.actor, target, 'any')).outcome).toBe('refused');
    expect((await slack.resume(on.actor, target, 'any')).outcome).toBe('refused');
    expect(await slack.probe(on.actor, target)).toBe('unavailable');
  });

  it('a person’s token can be ended and proven by people only', async () => {
    const target = { key: { ...KEY, kind: 'slack-user-token' }, handle: {} } as const;

    expect(slack.capabilities.kinds['slack-user-token']?.coverage.verify.coverage).toBe('no');
    expect((await on.look(target)).found).toBe('unknown');
  });
});

const KEY = { vendor: 'slack', tenant: 'T0SIM', clientId: 'A1', principalId: 'user:U1' } as const;
