import { slack } from '#connectors/slack/index.ts';
import { contentId } from '#domain/content-id.ts';
import { pollFeeds } from '#use-cases/poll-feeds.ts';
import { recordsOf } from '../recorded.ts';
import { type Stage, stage, sweeping } from './stage.ts';

let on: Stage;
afterEach(() => on.simulator.stop());

function pageAt(cursor: string | undefined) {
  const [feed] = slack.feeds;
  if (feed === undefined) throw new TypeError('Slack has a feed');
  return feed.page(on.reader, cursor);
}

/** Polls until nothing more waits. */
async function poll(cursor?: string) {
  const records: unknown[] = [];
  let at = cursor;
  for (let pages = 1; pages < 50; pages += 1) {
    const page = await pageAt(at);
    records.push(...page.records);
    at = page.cursor;
    if (!page.more) return { records, cursor: at, pages };
  }
  throw new RangeError('the feed does not end');
}

const actions = (records: readonly unknown[]) => records.map((one) => Object(one).action).join(' ');

describe('the audit log of an organisation', () => {
  beforeEach(async () => {
    on = await stage('organisation');
  });

  function installs(count: number) {
    const { world } = on.simulator;
    const ann = world.addMember('ann@example.com');
    for (let number = 0; number < count; number += 1) {
      on.advance(1_000);
      world.install(world.addApp(`app ${number}`), ann, { scopes: ['commands'] });
    }
  }

  it('is walked back by pages to where the last poll began, though the cursor forgets that', async () => {
    installs(3);
    on.advance(25 * 3_600_000);
    installs(5);
    on.simulator.world.behaviour.rowsMax = 2;

    const { records, pages } = await poll();

    expect(records).toHaveLength(5);
    expect(pages).toBe(3);
  });

  it('moves on only after the whole walk, and reads fifteen minutes again', async () => {
    installs(5);
    on.simulator.world.behaviour.rowsMax = 2;
    const first = await pageAt(undefined);
    const { cursor } = await poll(first.cursor);

    expect(JSON.parse(first.cursor).oldest).toBe(on.now() / 1000 - 24 * 3_600);
    expect(JSON.parse(cursor)).toEqual({ oldest: on.now() / 1000 - 15 * 60 });
  });

  it('sees an entry that is written late, within the time that is read again', async () => {
    installs(1);
    const { cursor } = await poll();
    const late = { ...on.simulator.world.audit[0], id: 'late', action: 'app_approved' };
    on.simulator.world.audit.unshift(late);

    expect(actions((await poll(cursor)).records)).toContain('app_approved');
  });

  it('starts the walk again when Slack has forgotten the cursor', async () => {
    installs(4);
    on.simulator.world.behaviour.rowsMax = 2;
    const first = await pageAt(undefined);
    const stale = JSON.stringify({ ...JSON.parse(first.cursor), at: btoa('nothing') });

    expect((await poll(stale)).records).toHaveLength(4);
  });

  it('asks only for what means something', async () => {
    installs(1);
    await poll();

    const asked = new URL(on.server.calls.at(-1)?.split(' ')[1] ?? '', on.simulator.baseUrl);
    expect(asked.searchParams.get('action')?.split(',')).toEqual(
      expect.arrayContaining(['app_installed', 'app_scopes_expanded', 'user_deactivated']),
    );
    expect(asked.searchParams.get('action')).not.toContain('user_login');
  });

  it('takes effect in any order and once, however often it is read', async () => {
    const { world } = on.simulator;
    const notes = world.install(world.addApp('Notes'), world.addMember('ann@example.com'), {
      scopes: ['chat:write'],
    });
    on.advance(1_000);
    world.expand(notes, 'channels:history', true);
    on.advance(1_000);
    world.uninstall(notes);
    const run = sweeping(on);
    run.world.advance(on.now() - run.world.ports.clock.now());
    const cursors = { load: async () => undefined, save: async () => {} };
    const ports = { ...run.ports, cursors };
    const budget = { pagesMax: 10, until: Number.MAX_SAFE_INTEGER };
    world.audit.reverse();

    await pollFeeds(ports, run.connection, budget);
    const once = structuredClone(run.integrations());
    await pollFeeds(ports, run.connection, budget);

    expect(once).toMatchObject([{ clientName: 'Notes', state: 'removed-at-source' }]);
    expect(run.integrations()).toEqual(once);
    expect(new Set(world.audit.map(contentId)).size).toBe(3);
  });

  it('that names no app with grown scopes has the apps read again, and blames none', async () => {
    const { world } = on.simulator;
    const notes = world.install(world.addApp('Notes'), world.addMember('ann@example.com'), {
      scopes: ['chat:write'],
    });
    world.expand(notes, 'channels:history');

    const [reading] = slack.read(world.audit.at(-1), { kind: 'audit', tenant: 'E0SIM' });

    expect(reading).toMatchObject({
      outcome: 'observed',
      signal: {
        class: 'scopes_changed',
        scopes: ['chat:write', 'channels:history'],
        followUp: { kind: 'collect', collector: 'installed-apps' },
      },
    });
    expect(reading).not.toHaveProperty('signal.observation.key');
  });

  it('asks, whatever the action, for lists that there are', () => {
    const names = new Set(slack.collectors.map(({ name }) => name));
    const [actionsOfSlack] = recordsOf('slack', 'java-slack-sdk-audit-actions.json');
    const all = Object.values(Object(actionsOfSlack).actions ?? actionsOfSlack).flat();
    const asked = all
      .flatMap((action) => slack.read({ action }, { kind: 'audit' }))
      .flatMap((one) => (one.outcome === 'observed' ? [one.signal.followUp] : []))
      .flatMap((one) => (one?.kind === 'collect' ? [one.collector] : []));

    expect(all.length).toBeGreaterThan(700);
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the audit log of a workspace', () => {
  it('does not exist, and nothing is asked for it', async () => {
    on = await stage('workspace');

    expect(await poll()).toEqual({ records: [], cursor: '', pages: 1 });
    expect(on.server.calls).toEqual([]);
  });
});
