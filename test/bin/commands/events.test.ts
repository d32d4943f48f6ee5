import { draft, eventsOf } from '#domain/transition.ts';
import { anIntegration } from '#test/domain/facts.ts';
import { aTask, aTransition, CONNECTION, fakeBackend } from '../fake-backend.ts';
import { grantline, NOW } from '../fake-cli.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Three integrations, the first with three transitions over three days. */
function world() {
  return fakeBackend({
    integrations: [
      anIntegration({ id: 'int_a', version: 3 }),
      anIntegration({ id: 'int_b', version: 1 }),
      anIntegration({ id: 'int_c', version: 1 }),
    ],
    transitions: [
      aTransition({ id: 'int_a', version: 1, at: NOW - 3 * DAY }),
      aTransition({ id: 'int_a', version: 2, at: NOW - 2 * HOUR }),
      aTransition({ id: 'int_a', version: 3, at: NOW - HOUR / 2 }),
      aTransition({ id: 'int_b', version: 1, at: NOW - HOUR }),
      aTransition({ id: 'int_c', version: 1, at: NOW - 2 * DAY }),
    ],
  });
}

const subjects = (lines: readonly Record<string, unknown>[]) =>
  lines.map(({ subject }) => {
    const { integrationId, version } = subject as { integrationId: string; version: number };
    return `${integrationId}@${version}`;
  });

describe('events', () => {
  it('are told oldest first, from a day ago unless said otherwise', async () => {
    const day = await grantline(['events', '--json'], world());
    const week = await grantline(['events', '--json', '--since', 'P7D'], world());

    expect(subjects(day.lines)).toEqual(['int_a@2', 'int_b@1', 'int_a@3']);
    expect(subjects(week.lines)).toEqual(['int_a@1', 'int_c@1', 'int_a@2', 'int_b@1', 'int_a@3']);
  });

  it('that there are none of is said, beside what was asked for', async () => {
    const none = await grantline(['events', '--type', 'coverage.gap', '--since', 'PT1H'], world());
    const some = await grantline(['events'], world());

    expect(none).toMatchObject({
      exitCode: 0,
      out: '',
      err: 'No coverage.gap since 2026-03-02T08:00:00.000Z.',
    });
    expect(some.err).toBe('');
  });

  it('have the ids they had on the bus', async () => {
    const at = world();

    const { lines } = await grantline(['events', '--json', '--since', 'PT45M'], at);

    expect(lines).toEqual(eventsOf(at.stored.transitions[2]!));
  });

  it('followed are told once each, and only what moved is read again', async () => {
    const at = world();
    const stop = new AbortController();
    let readBefore = 0;

    const { lines, exitCode } = await grantline(['events', '--json', '--follow'], {
      ...at,
      stopped: stop.signal,
      onPause: (pauses) => {
        if (pauses === 2) stop.abort();
        readBefore = at.walked.length;
        at.stored.integrations[1] = anIntegration({ id: 'int_b', version: 2 });
        at.stored.transitions.push(aTransition({ id: 'int_b', version: 2, at: NOW + 1 }));
      },
    });

    expect(exitCode).toBe(0);
    expect(subjects(lines)).toEqual(['int_a@2', 'int_b@1', 'int_a@3', 'int_b@2']);
    expect(at.walked.slice(0, 3)).toEqual(['int_a', 'int_b', 'int_c']);
    expect(at.walked.filter((id) => id === 'int_c')).toHaveLength(1);
    expect(readBefore).toBeGreaterThan(3);
  });

  it('of tasks are found through the integrations and the open ones', async () => {
    const at = world();
    const created = draft('task.created', 'info', {
      dueAt: '2026-03-01T00:00:00.000Z',
      title: 'Needs an owner',
      steps: [],
      command: 'grantline approve task_1',
    });
    at.stored.tasks.push(aTask());
    at.stored.transitions.push(
      aTransition(
        { id: 'int_a', version: 1, at: NOW - 1 },
        {
          entityId: 'task_1',
          about: { task: { taskId: 'task_1', kind: 'decide', assignee: 'mira@example.com' } },
          events: [created],
        },
      ),
    );

    const { out } = await grantline(['events', '--type', 'task.created'], at);

    expect(out).toMatch(/task\.created +task_1 for mira@example\.com/);
  });

  it.each([
    [['--since', 'yesterday']],
    [['--since', 'P']],
    [['--type', 'integration.vanished']],
    [['--every', 'PT0S']],
  ])('refuse %j', async (words) => {
    expect(await grantline(['events', ...words], world())).toMatchObject({ exitCode: 2 });
  });
});

describe('republish', () => {
  const period = ['republish', '--since', 'P7D', '--until', 'PT45M'];

  it('says the events of the period again with their first ids, and none outside', async () => {
    const at = world();

    const { exitCode, out } = await grantline(period, at);

    expect(exitCode).toBe(0);
    expect(out).toContain('4 events sent to the bus');
    const [a1, a2, , b1, c1] = at.stored.transitions.map((one) => eventsOf(one)[0]);
    expect(at.published).toEqual([a1, c1, a2, b1]);
  });

  it('says nothing in a dry run', async () => {
    const at = world();

    const { out } = await grantline([...period, '--dry-run', '--json'], at);

    expect(JSON.parse(out)).toMatchObject({ found: 4, published: 0, lost: [] });
    expect(at.published).toEqual([]);
  });

  it('fails when an event did not go out, and names it', async () => {
    const at = world();
    at.stored.unpublishable.push('evt_lost');

    expect(await grantline(period, at)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('evt_lost'),
    });
  });

  it('keeps to one vendor', async () => {
    const at = world();
    at.stored.connections.push({ ...CONNECTION, vendor: 'okta', tenant: 'o' });
    at.stored.integrations.push(anIntegration({ id: 'int_o', vendor: 'okta', tenant: 'o' }));
    at.stored.transitions.push(aTransition({ id: 'int_o', version: 1, at: NOW - HOUR }));

    await grantline([...period, '--vendor', 'okta'], at);

    expect(at.published.map((event) => 'subject' in event && event.subject?.integrationId)).toEqual(
      ['int_o'],
    );
  });

  it('refuses a period that is empty, or without a beginning', async () => {
    const empty = ['republish', '--since', 'PT1H', '--until', 'PT2H'];

    expect(await grantline(empty, world())).toMatchObject({ exitCode: 2 });
    expect(await grantline(['republish'], world())).toMatchObject({ exitCode: 2 });
  });
});
